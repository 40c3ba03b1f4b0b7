"""The data files of a release: what they hold, the dictionary, the same bytes."""

import csv
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet
import pytest

from dashboard.outputs.data.data_files import harmless, is_same_content, write_data, write_notice
from dashboard.presenters.data_tables import published_tables
from dashboard.release.release_cells import KEY, NUMBERS, ReleaseCells
from tests.support.releases.release_fixtures import QUARTER, WATERMARK, edition_of


@pytest.fixture(scope="module")
def frames(tables, published, release) -> dict[str, pd.DataFrame]:
    """The published tables of the newest quarter."""
    return published_tables(tables, published, release)


@pytest.fixture(scope="module")
def folder(frames, tmp_path_factory) -> Path:
    """The data files of the newest quarter."""
    folder = tmp_path_factory.mktemp("data") / "data"
    write_data(folder, frames)
    return folder


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_is_there_as_csv_and_parquet(folder, frames):
    names = {path.name for path in folder.iterdir()}
    expected = {f"{name}.{kind}" for name in frames for kind in ("csv", "parquet")}
    assert names == expected | {"data_dictionary.csv"}


@pytest.mark.parametrize("watermark", [WATERMARK, "OFFICIAL-SENSITIVE – not for publication", None])
def test_what_the_files_are_is_said_beside_them(release, tmp_path, watermark):
    edition = edition_of(QUARTER, watermark)
    write_notice(replace(release, edition=edition), tmp_path / "README.txt")
    said = (tmp_path / "README.txt").read_text(encoding="utf-8").splitlines()
    assert said[0].startswith(edition.county)
    assert (watermark or "Version 1") in said
    assert f"{edition.name}: {edition.words}." in said


def test_the_catalogue_says_which_tables_are_published_once_a_year(tables, published, release):
    names = list(tables.measures["measure_id"])[:2]
    yearly = {names[0]: ("nominated_by", "areas"), names[1]: ("county",)}
    of_quarters = published_tables(tables, published, release)["measures"]
    assert set(of_quarters["published_yearly"]) == {""}
    by_the_year = published_tables(tables, replace(published, yearly=yearly), release)["measures"]
    told = by_the_year.set_index("measure_id")["published_yearly"]
    assert told[told != ""].to_dict() == {names[0]: "areas;nominated_by", names[1]: "county"}


def test_every_number_is_the_warehouses(folder, values, published):
    """Both kinds of file, read back, hold the numbers of measure_values and no others."""
    known = values.set_index(KEY)[NUMBERS].astype(float)
    for cells in (
        pd.read_csv(folder / "values.csv", dtype=dict.fromkeys(KEY, str)),
        pd.read_parquet(folder / "values.parquet"),
    ):
        shown = cells[cells["shown"] == "value"].set_index(KEY)[NUMBERS].astype(float)
        pd.testing.assert_frame_equal(shown, known.loc[shown.index], check_index_type=False)
        rest = cells[cells["shown"] != "value"]
        assert rest[NUMBERS].isna().all(axis=None)
        assert len(cells) == len(published.values)


def test_csv_and_parquet_say_the_same(folder, frames):
    for name in frames:
        table = pyarrow.parquet.read_table(folder / f"{name}.parquet")
        assert table.schema.metadata is None
        rows = rows_of(folder / f"{name}.csv")
        assert len(rows) == table.num_rows
        assert not rows or list(rows[0]) == table.column_names


def test_the_dictionary_describes_every_column(folder, frames):
    told = rows_of(folder / "data_dictionary.csv")
    expected = [(name, column) for name, frame in frames.items() for column in frame.columns]
    assert [(row["table"], row["column"]) for row in told] == expected
    assert [row for row in told if not row["description"] or not row["type"]] == []


def test_the_same_tables_give_the_same_bytes_in_any_order(folder, tables, published, release):
    shuffled = type(published)(
        published.values.sample(frac=1, random_state=1), published.truth, published.protected
    )
    again = published_tables(tables, shuffled, release)
    assert is_same_content(again, folder.parent, folder.parent / "again")
    for path in folder.iterdir():
        assert path.read_bytes() == (folder.parent / "again" / path.name).read_bytes()


def test_a_leads_free_text_is_not_published(folder):
    assert "lead_summary" not in rows_of(folder / "activity_status.csv")[0]


@pytest.mark.parametrize("text", ["=1+1", "+44", "-x", "@sum", "\tx", "\rx"])
def test_no_cell_starts_a_formula(text, tmp_path):
    write_data(tmp_path / "data", {"notes": pd.DataFrame({"note": [text, "plain"]})})
    cells = (tmp_path / "data" / "notes.csv").read_bytes().decode()
    assert cells.split("\n")[1].lstrip('"').startswith("'")
    assert harmless("plain") == "plain"


def test_numbers_are_written_whole_and_blanks_as_nothing(tmp_path):
    frame = pd.DataFrame({"a": [3.0, 0.25, None], "b": [True, False, None], "c": [None] * 3})
    write_data(tmp_path / "data", {"t": frame})
    assert (tmp_path / "data" / "t.csv").read_text() == "a,b,c\n3,true,\n0.25,false,\n,,\n"


def test_rows_of_cases_are_counted_in_no_public_file(tables, published, release):
    """How many referrals came is a figure; the Board's own edition tells it."""
    measures = tables.measures[tables.measures["sensitive"]]
    of_cases = set(measures["extracts"].str.split(";").explode())
    for protected in (True, False):
        cells = ReleaseCells(published.values, published.truth, protected)
        returns = published_tables(tables, cells, release)["returns"]
        came = returns[(returns["received_on"] != "") & returns["extract"].isin(of_cases)]
        assert len(came)
        assert (came["rows_accepted"] == "[c]").all() == protected
        assert came["rows_quarantined"].isin(("some", "0")).all() == protected
