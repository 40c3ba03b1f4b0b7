"""The ministry's workbooks give the districts' figures, whatever their layout."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest

from sources.contract.code_lists import load_code_lists
from sources.contract.schema import load_contracts
from sources.files import read_file
from sources.files.sheet import Kind, Sheet
from sources.landing_errors import FileRejected
from sources.matching.period_wording import find_statement
from sources.matching.published_workbook import PublishedReturn, read_published
from sources.values.column_cleaning import clean
from tests.support.reference_data import REFERENCE

CODES = load_code_lists()
CONTRACT = load_contracts()["homelessness_published"]
FIGURES = ("duties_owed", "da_main_reason", "da_alleged_perpetrator", "da_support_need")
HERE, THERE, REGION = *list(CODES.codes("district"))[:2], "E12000008"


def sheet(position: int, rows: list[list[str]]) -> Sheet:
    """A sheet of these cells; those that are digits are numbers."""
    width = max(map(len, rows))
    columns = list(zip(*(row + [""] * (width - len(row)) for row in rows), strict=True))
    kinds = [[Kind.NUMBER if cell.isdigit() else Kind.TEXT for cell in cells] for cells in columns]
    return Sheet(
        name=f"Sheet{position}",
        position=position,
        columns=[pa.array([cell or None for cell in cells], pa.string()) for cells in columns],
        kinds=[pa.array([int(kind) for kind in cells], pa.int8()) for cells in kinds],
    )


def table(name: str, headings: list[list[str]], *rows: list[str]) -> list[list[str]]:
    """The cells of a published table: title, headings, a region, areas, a note."""
    title = [f"Table {name} – Households\nEngland, July to September 2021"]
    region = [REGION, "South East", *["999"] * 9]
    return [title, *(["", "", *level] for level in headings), region, *rows, ["Notes: 1. See"]]


A1 = table("A1", [["Assessed", "Total owed a prevention or relief duty4"]], [HERE, "H", "9", "104"])
A2 = table("A2", [["Total", "Domestic abuse"]], [HERE, "H", "104", "7"], [THERE, "T", "80", "0"])
A2P = table("A2P", [["Total", "Domestic abuse2"]], [HERE, "H", "60", "4"], [THERE, "T", "50", ".."])
A2R = table("A2R", [["Total", "Domestic abuse"]], [HERE, "H", "44", "5"], [THERE, "T", "30", "1"])
A3 = table("A3", [["At risk of / has experienced domestic abuse3"]], [HERE, "H", "-"])


def read(*tables: list[list[str]]) -> PublishedReturn:
    """What these tables, each on a sheet of its own, say."""
    found = read_published([sheet(at, one) for at, one in enumerate(tables, 1)], CONTRACT, CODES)
    assert found is not None
    return found


def figure(published: PublishedReturn, name: str) -> list[str | None]:
    """The raw cells of a figure by district."""
    return published.raw.cells[name].to_pylist()


def test_the_real_workbooks_give_every_figure(shared: Path, tmp_path: Path) -> None:
    folder = shared / "real" / "homelessness"
    with (REFERENCE / "homelessness.csv").open(encoding="utf-8", newline="") as stream:
        expected = {
            (row["file"], row["quarter"], row["district"]): [
                float(row[name]) if row[name] else None for name in FIGURES
            ]
            for row in csv.DictReader(stream)
        }
    found = {}
    for path in sorted({folder / file for file, _, _ in expected}):
        published = read_published(read_file(path, tmp_path), CONTRACT, CODES)
        assert published is not None
        statement = find_statement(*published.titles)
        assert statement is not None
        values = {
            name: clean(CONTRACT.columns[name], cells, published.raw.kinds[name], CODES).values
            for name, cells in published.raw.cells.items()
        }
        for at, district in enumerate(values["district"].to_pylist()):
            key = (path.name, str(statement.quarter), district)
            found[key] = [values[name][at].as_py() if name in values else None for name in FIGURES]
    assert found == expected


def test_districts_are_joined_by_their_code() -> None:
    published = read(A1, A2, A3)
    labels = CODES.codes("district")
    assert figure(published, "district") == [labels[HERE], labels[THERE]]
    assert figure(published, "duties_owed") == ["104", None]
    assert figure(published, "da_main_reason") == ["7", "0"]
    assert figure(published, "da_support_need") == ["-", None]
    assert published.raw.row_numbers.tolist() == [4, 5]
    assert published.raw.sheet == 1
    assert [note.code for note in published.raw.notes] == ["other_areas"]


def test_prevention_and_relief_are_added_and_a_marker_stands_for_the_sum() -> None:
    published = read(A1, A2P, A2R)
    assert figure(published, "da_main_reason") == ["9", ".."]
    assert published.raw.kinds["da_main_reason"].to_pylist() == [Kind.NUMBER, Kind.TEXT]
    assert "da_support_need" not in published.raw.cells


def mislabelled(rows: list[list[str]], title: str) -> list[list[str]]:
    """The cells of a table under another title."""
    return [[title], *rows[1:]]


def test_two_tables_that_bear_one_number_are_told_apart_by_their_titles_words() -> None:
    prevention = mislabelled(
        A2P, "Table A2P - Number of households owed a prevention duty, England"
    )
    relief = mislabelled(A2R, "Table A2P - Number of households owed a relief duty, England")
    for tables in ((prevention, relief), (relief, prevention)):
        assert figure(read(A1, *tables), "da_main_reason") == ["9", ".."]


def test_where_the_words_of_both_or_of_none_stand_in_a_title_its_number_tells() -> None:
    prevention = mislabelled(A2P, "Table A2P - Households owed a prevention duty")
    relief = mislabelled(A2R, "Table A2P - Households owed a relief duty")
    unsaid = mislabelled(A2P, "Table A2P - Households owed a prevention duty, not a relief duty")
    assert figure(read(A1, unsaid, relief), "da_main_reason") == ["9", ".."]
    one_word = mislabelled(A2R, "Table A2R - Households owed a prevention duty")
    assert figure(read(A1, A2P, one_word), "da_main_reason") == ["9", ".."]
    with pytest.raises(FileRejected) as rejected:
        read(A1, prevention, mislabelled(A2R, "Table A2P - Households"))
    assert rejected.value.code == "ambiguous"


def test_alleged_perpetrators_are_the_sum_of_their_sub_columns() -> None:
    headings = [
        ["Total", "Domestic abuse", "", "", "Other violence", ""],
        ["", "Total Domestic abuse", "Victim", "Alleged perpetrator5", "", "Alleged perpetrator"],
    ]
    prevention = table("A2P", headings, [HERE, "H", "60", "8", "5", "3", "2", "1"])
    relief = table("A2R", headings, [HERE, "H", "44", "6", "6", "0", "2", "1"])
    published = read(A1, prevention, relief)
    assert figure(published, "da_main_reason") == ["14"]
    assert figure(published, "da_alleged_perpetrator") == ["3"]
    assert "da_alleged_perpetrator" in published.raw.columns_found


def test_without_that_sub_column_alleged_perpetrators_are_not_collected() -> None:
    published = read(A1, A2P, A2R)
    assert "da_alleged_perpetrator" not in published.raw.columns_found


def test_a_table_of_all_duties_is_the_figure_where_there_is_one() -> None:
    assert figure(read(A1, A2P, A2, A2R), "da_main_reason") == ["7", "0"]


@pytest.mark.parametrize(
    "headings",
    [
        [["Total", "Domestic abuse"], ["", "Of which: victim", "Total Domestic abuse"]],
        [["Total", "Domestic abuse"], ["", "Victim", "Total"]],
        [["", "Domestic abuse"], ["", "Domestic abuse 3"], ["", "Victim", "Total Domestic abuse4"]],
        [["Total", 'Retired "Domestic abuse" option', "Domestic abuse [note 2]", "Other violence"]],
    ],
)  # fmt: skip
def test_where_a_heading_has_sub_columns_their_total_is_the_figure(headings) -> None:
    two = table("A2", headings, [HERE, "H", "104", "3", "7", "2"])
    assert figure(read(A1, two), "da_main_reason") == ["7"]


def test_the_first_years_heading_of_duties_owed() -> None:
    headings = [["Assessments", "Assessed as owed a duty", "", "No duty"], ["", "Total", "Relief"]]
    first = table("A1", headings, [HERE, "H", "139", "104", "37", "35"])
    assert figure(read(first, A2), "duties_owed") == ["104", None]


def test_the_period_stands_in_the_titles() -> None:
    statement = find_statement(*read(A1, A2).titles)
    assert statement is not None
    assert str(statement.quarter) == "2021-22-Q2"


def test_a_sheet_without_the_title_is_no_table() -> None:
    drop_down = [["Initial assessments, England"], *A1[1:]]
    contents = [["Table A1", "Households"], ["Table A2", "Reasons"]]
    assert read_published([sheet(1, contents), sheet(2, drop_down)], CONTRACT, CODES) is None
    assert figure(read(contents, drop_down, A1, A2), "duties_owed") == ["104", None]


@pytest.mark.parametrize(
    ("tables", "missing"),
    [
        ((A2, A3), "duties_owed"),
        ((A1, A3), "da_main_reason"),
        ((A1, A2P), "da_main_reason"),
        ((A1, table("A2", [["Total", "Violence"]], [HERE, "H", "1", "2"])), "da_main_reason"),
    ],
)
def test_without_a_needed_figure_the_workbook_is_unrecognised(tables, missing: str) -> None:
    with pytest.raises(FileRejected) as rejected:
        read(*tables)
    assert rejected.value.code == "unrecognised"
    assert CONTRACT.columns[missing].description in rejected.value.message


@pytest.mark.parametrize(
    "tables",
    [
        (A1, A2, A1),
        (A1, table("A2", [["Domestic abuse", "Domestic abuse"]], [HERE, "H", "1", "2"])),
    ],
)
def test_a_table_or_a_column_that_is_there_twice_is_ambiguous(tables) -> None:
    with pytest.raises(FileRejected) as rejected:
        read(*tables)
    assert rejected.value.code == "ambiguous"
