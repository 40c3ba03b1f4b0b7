"""A contract's indicators: what each was to reach, whether it did, and nothing else of it."""

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.outputs.data.data_files import write_data
from dashboard.outputs.site.static_site import write_site
from dashboard.presenters.contract_indicators import published_indicators
from dashboard.presenters.data_tables import published_tables
from dashboard.presenters.whole_release import present_release
from dashboard.release.protected_values import unprotected_cells
from disclosure.audit.reader.release_reader import read_release
from disclosure.audit.rules.contract_results import check_contract_results
from tests.support.releases.release_fixtures import edition_of

#: The reference deliveries hold a contract return of this quarter and of the year before.
QUARTER = "2019-20-Q1"


def listed(view):
    """The activities with indicators of a contract, and their tables."""
    return [(row, each) for row in view.activities for each in row.indicators]


@pytest.fixture(scope="module")
def restricted(tables):
    """A release of the quarter that is not protected."""
    return present_release(tables, unprotected_cells(tables, QUARTER), edition_of(QUARTER))


@pytest.fixture(scope="module")
def protected(tables):
    """The same figures as a release that is protected."""
    cells = replace(unprotected_cells(tables, QUARTER), protected=True)
    return present_release(tables, cells, edition_of(QUARTER, None)), cells


@pytest.fixture(scope="module")
def folder(protected, tables, tmp_path_factory):
    """Its pages and data files."""
    view, cells = protected
    made = tmp_path_factory.mktemp("indicators") / QUARTER / "v1"
    write_data(made / "data", published_tables(tables, cells, view))
    write_site(view, made / "site")
    return made


def test_an_activity_lists_the_indicators_that_its_measure_counts(protected, tables):
    view, _ = protected
    ((row, indicators),) = listed(view)
    counted = set(tables.indicators["measure_id"])
    assert counted & {each.measure.measure_id for each in row.measures}
    results = [line.cells[1] for line in indicators.table.rows]
    (measure,) = [each for each in row.measures if each.measure.measure_id in counted]
    assert results.count("met") == measure.now.numerator
    assert results.count("met") + results.count("not met") == measure.now.denominator
    assert results[-1] == "no figure"
    references = [line.label.split()[0] for line in indicators.table.rows]
    assert references == [f"K{place}" for place in range(1, len(references) + 1)]


def test_figures_stand_in_what_is_not_protected_alone(restricted, protected):
    ((_, open_to_all),), ((_, whole),) = listed(protected[0]), listed(restricted)
    assert open_to_all.table.columns == ("Target", "Result", "Result, same quarter last year")
    assert whole.table.columns[1] == "This quarter"
    assert {row.cells[1] for row in whole.table.rows} == {"0.95", "0.37", "no figure"}
    assert not any("0.37" in cell for row in open_to_all.table.rows for cell in row.cells)
    assert len(open_to_all.table.notes) == len(whole.table.notes) + 1


def test_what_the_records_say_of_the_same_stands_beside_it(protected, tables):
    view, _ = protected
    ((_, indicators),) = listed(view)
    (said,) = indicators.compared
    row = tables.indicators.dropna(subset=["compared_measure_id"]).iloc[0]
    name = next(m.name for m in view.measures if m.measure_id == row["compared_measure_id"])
    assert row["indicator"] in said.text
    assert f"“{name}” is " in said.text
    assert said.text.endswith(row["difference"])
    assert said.cells == (
        f"{row['compared_measure_id']}|quarter|{QUARTER}|E10000025|all|all|value",
    )


def test_without_a_contract_return_nothing_is_listed(release, tables):
    assert release.edition.quarter not in set(tables.indicators["quarter"])
    assert not listed(release)


def test_the_auditor_finds_nothing_in_what_is_published(folder):
    release = read_release(folder)
    assert list(check_contract_results(release)) == []
    assert "v1-indicators" in (folder / "site/aims/provision.html").read_text()


Spoil = Callable[[Path], None]


def rewrite(name: str, change: Callable[[list[dict[str, str]]], None]) -> Spoil:
    """Change the rows of a data file."""

    def spoil(folder: Path) -> None:
        path = folder / "data" / name
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        change(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    return spoil


def on_page(before: str, after: str) -> Spoil:
    """Change the first indicator's row of the page."""

    def spoil(folder: Path) -> None:
        path = folder / "site/aims/provision.html"
        head, mark, table = path.read_text().partition('id="v1-indicators"')
        assert before in table
        path.write_text(head + mark + table.replace(before, after, 1))

    return spoil


@pytest.fixture
def told(tables):
    """Return what a release tells of the quarter's first indicator, changed before."""

    def tell(**changes):
        indicators = tables.indicators.copy()
        of_quarter = indicators.index[indicators["quarter"] == QUARTER]
        for column, value in changes.items():
            indicators.loc[of_quarter[0], column] = value
        changed = replace(tables, indicators=indicators)
        cells = replace(unprotected_cells(changed, QUARTER), protected=True)
        view = present_release(changed, cells, edition_of(QUARTER, None))
        ((_, listed_indicators),) = listed(view)
        data = published_tables(changed, cells, view)["contract_indicators"]
        return listed_indicators, data[data["quarter"] == QUARTER]

    return tell


NAMED = "Clients re-referred: A. Person (ZZ1 1AB) and 2 others of 3"


def test_free_text_that_nobody_has_checked_is_not_published(told):
    indicators, data = told(indicator=NAMED, figure_kind=None, kpi="A. Person", target=90.0)
    said = str(indicators) + data.to_csv()
    assert "Person" not in said
    assert "no. 1" in {row.label for row in indicators.table.rows}
    notes = " ".join(indicators.table.notes)
    assert "nobody has checked" in notes
    assert "A target under" not in notes


@pytest.mark.parametrize(
    ("figure", "target", "is_told"),
    [("people", 1.0, False), ("people", 9.0, False), ("people", 10.0, True), ("share", 0.9, True),
     ("amount", 3.0, True), (None, 1.0, False), (None, 20.0, True)],
)  # fmt: skip
def test_a_target_that_few_people_meet_is_not_told(told, figure, target, is_told):
    indicators, data = told(figure_kind=figure, target=target)
    cells = indicators.table.rows[0].cells
    assert (cells[0] != "not published") == is_told
    assert (cells[1] != "not published") == is_told
    assert data["target"].notna().iloc[0] == is_told
    notes = " ".join(indicators.table.notes)
    assert ("A target under 10" in notes) != is_told
    assert ("nobody has checked" in notes) == (figure is None)


def test_what_is_told_follows_from_no_order_of_rows(tables):
    names = [f"Person {number}" for number in range(1000, 1000 + len(tables.indicators))]
    named = tables.indicators.assign(kpi=names)
    told, again = (published_indicators(rows)["kpi"] for rows in (named, named.iloc[::-1]))
    assert told.str.fullmatch(r"no\. \d+").all()
    assert told.to_dict() == again.to_dict()


def test_a_reference_that_stood_for_another_indicator_has_no_result_of_a_year_before(told):
    indicators, _ = told()
    assert indicators.table.rows[0].cells[2] in ("met", "not met")
    indicators, _ = told(indicator="Refuge occupancy", figure_kind="share")
    assert indicators.table.rows[0].cells[2] == "not listed"
    indicators, _ = told(indicator=NAMED, figure_kind=None, target=90.0)
    assert indicators.table.rows[0].cells[2] == "not published"


def with_figures(rows: list[dict[str, str]]) -> None:
    for row in rows:
        row["quarter_value"] = "0.37"


def met_instead(rows: list[dict[str, str]]) -> None:
    newest = [row for row in rows if row["quarter"] == QUARTER and row["result"] == "not_met"]
    newest[0]["result"] = "met"


def with_a_name(rows: list[dict[str, str]]) -> None:
    rows[-1]["indicator"] = NAMED


def with_a_name_as_reference(rows: list[dict[str, str]]) -> None:
    rows[-1]["kpi"] = "A. Person"


def with_a_target_of_few(rows: list[dict[str, str]]) -> None:
    rows[-1] |= {"indicator": "Young people supported", "target": "1.0"}


def figure_as_result(rows: list[dict[str, str]]) -> None:
    rows[-1]["result"] = "0.37"


@pytest.mark.parametrize(
    "spoil",
    [
        rewrite("contract_indicators.csv", with_figures),
        rewrite("contract_indicators.csv", met_instead),
        rewrite("contract_indicators.csv", figure_as_result),
        rewrite("contract_indicators.csv", with_a_name),
        rewrite("contract_indicators.csv", with_a_name_as_reference),
        rewrite("contract_indicators.csv", with_a_target_of_few),
        on_page(">at least 0.9<", ">at least 0.37<"),
        on_page(">met<", ">not met<"),
        on_page(">met<", ">met (0.95)<"),
        on_page(">K2 ", ">K99 "),
    ],
    ids=[
        "figures in the data file", "another result than the measure counts", "a figure as result",
        "a name that nobody has checked", "a name as reference", "a target of few people",
        "another target on the page", "another result on the page", "a figure on the page",
        "an indicator that is not listed",
    ],
)  # fmt: skip
def test_the_auditor_finds_what_is_spoilt(folder, tmp_path, spoil):
    spoilt = tmp_path / QUARTER / "v1"
    shutil.copytree(folder, spoilt)
    spoil(spoilt)
    assert list(check_contract_results(read_release(spoilt)))
