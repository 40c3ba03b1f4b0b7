"""`publication.duckdb` as a dashboard tool meets it: connected to as docs/connect.md says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, MetaData, inspect, select, text
from sqlalchemy.exc import DBAPIError

from dashboard.outputs.data.data_files import write_data
from dashboard.presenters.data_tables import published_tables
from dashboard.release.manifest import read_manifest
from dashboard.release.publication_database import is_current, write_publication
from dashboard.release.release_cells import NUMBERS

CONNECT = Path(__file__).parents[3] / "docs" / "connect.md"


@pytest.fixture(scope="module")
def releases(tables, published, release, tmp_path_factory) -> list[Path]:
    """Two quarters' releases, as far as the publication reads them: their data files."""
    workspace = tmp_path_factory.mktemp("published")
    frames = published_tables(tables, published, release)
    folders = []
    for quarter, version in (("2019-20-Q1", 2), ("2019-20-Q2", 1)):
        folder = workspace / quarter / f"v{version}"
        values = frames["values"]
        shown = values["quarter"] <= quarter
        write_data(folder / "data", frames | {"values": values[shown]})
        folders.append(folder)
    return folders


@pytest.fixture(scope="module")
def file(releases) -> Path:
    path = releases[0].parents[1] / "publication.duckdb"
    write_publication(releases, path)
    return path


@pytest.fixture(scope="module")
def engine(file) -> Iterator[Engine]:
    """The engine that the lines of docs/connect.md make."""
    code = next(
        block
        for block in re.findall(r"```python\n(.*?)```", CONNECT.read_text(), re.DOTALL)
        if "publication.duckdb" in block
    )
    found: dict[str, Engine] = {}
    exec(code.replace("/srv/domestic-abuse/publication.duckdb", str(file)), found)
    yield found["engine"]
    found["engine"].dispose()


def test_every_table_is_reflected_and_read(engine):
    reflected = MetaData()
    reflected.reflect(engine)
    assert set(reflected.tables) == {
        "activities", "activity_status", "areas", "categories", "contract_indicators", "figures",
        "measures", "progress", "releases", "returns",
    }  # fmt: skip
    with engine.connect() as opened:
        for table in reflected.tables.values():
            rows = opened.execute(select(table)).all()
            assert rows
            assert len(rows[0]) == len(table.columns)


def test_there_are_tables_only_and_all_are_flat(engine):
    looked_at = inspect(engine)
    assert looked_at.get_view_names() == []
    for name in looked_at.get_table_names():
        kinds = {str(column["type"]).split("(")[0] for column in looked_at.get_columns(name)}
        assert kinds <= {"VARCHAR", "FLOAT", "DOUBLE", "DOUBLE PRECISION", "BOOLEAN", "BIGINT",
                         "INTEGER", "DATE"}  # fmt: skip


def test_figures_are_those_of_the_releases(engine, published):
    with engine.connect() as opened:
        figures = pd.read_sql_query(text("select * from figures"), opened)
    newest = figures[figures["is_newest"]]
    assert set(newest["release_quarter"]) == {"2019-20-Q2"}
    assert set(figures["release_quarter"]) == {"2019-20-Q1", "2019-20-Q2"}
    key = ["measure_id", "period_type", "quarter", "area_code", "breakdown", "category_code"]
    found = newest.set_index(key)[[*NUMBERS, "shown"]].sort_index()
    cells = published.values.rename(columns={"category": "category_code"})
    expected = cells.set_index(key)[[*NUMBERS, "shown"]].sort_index()
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_index_type=False)
    assert figures.loc[figures["shown"] != "value", NUMBERS].isna().all(axis=None)
    assert figures[["measure", "topic", "period", "unit"]].notna().all(axis=None)


@pytest.mark.parametrize(
    "reach",
    [
        "select * from read_csv('{other}')",
        "select * from read_text('{other}')",
        "select * from '{other}'",
        "select * from glob('/*')",
        "attach '{other}' as other",
        "copy figures to '{other}.out'",
        "set enable_external_access = true",
        "install httpfs",
        "create table mine as select 1",
        "delete from figures",
    ],
)
def test_sql_reaches_no_other_file_and_changes_nothing(engine, reach, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with engine.connect() as opened, pytest.raises(DBAPIError):
        opened.execute(text(reach.format(other=other)))
    assert [path.name for path in tmp_path.iterdir()] == ["other.csv"]


def test_it_is_current_while_it_holds_the_newest_versions(file, releases, tmp_path):
    assert is_current(file, releases)
    assert not is_current(file, [*releases, releases[0].parent / "v3"])
    assert not is_current(tmp_path / "none.duckdb", releases)


def test_a_release_made_before_submissions_were_called_so_is_read(tmp_path):
    (tmp_path / "manifest.json").write_text('{"receipts": "a", "receipt_ids": ["b"], "version": 1}')
    assert read_manifest(tmp_path) == {"submissions": "a", "submission_ids": ["b"], "version": 1}
