"""What a release published once a year, every later one must; and `daw yearly` proposes it."""

from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from core.policy import county_policy
from core.quarter import Quarter
from core.workspace import Workspace
from dashboard.outputs.data.data_files import write_data
from dashboard.release import yearly_policy
from dashboard.release.release_errors import CannotPublish
from dashboard.release.release_inputs import ReleaseInputs
from dashboard.release.versions import DRAFT, UNPROTECTED, VERSION, EditionKind
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.release.yearly_policy import COLUMN, check_yearly_tables
from orchestration.cli import yearly

MEASURE = "matac_nominations"
Yearly = dict[str, tuple[str, ...]]


def released(
    tables: WarehouseTables, workspace: Path, listed: str | None, kind: EditionKind = VERSION
) -> ReleaseInputs:
    """What a release is made from after one that lists these tables; None: it has no list."""
    folder = workspace / "releases" / "2018-19-Q1" / "v1"
    measures = tables.measures
    if listed is not None:
        measures = measures.assign(**{COLUMN: ""})
        measures.loc[measures["measure_id"] == MEASURE, COLUMN] = listed
    write_data(folder / "data", {"measures": measures})
    quarter = Quarter.parse("2018-19-Q2")
    return ReleaseInputs(workspace, quarter, kind, "0123456789ab", tables, (folder,), ())


def listing(monkeypatch: pytest.MonkeyPatch, tables: Yearly) -> None:
    """Have the policy list these tables."""
    policy = county_policy().model_copy(update={COLUMN: tables})
    for module in (yearly_policy, yearly):
        monkeypatch.setattr(module, "county_policy", lambda: policy)


@pytest.mark.parametrize("listed", ["areas", "areas;nominated_by", "county"])
@pytest.mark.parametrize("now", [{}, {MEASURE: ("nominated_by",)}])
def test_a_table_that_was_published_once_a_year_stays_so(
    tables, tmp_path, monkeypatch, listed: str, now: Yearly
) -> None:
    listing(monkeypatch, now)
    with pytest.raises(CannotPublish, match=f"2018-19-Q1/v1 published .* of {MEASURE} once a year"):
        check_yearly_tables(released(tables, tmp_path, listed))


@pytest.mark.parametrize(
    ("listed", "now"),
    [
        (None, {}),
        ("", {MEASURE: ("areas",)}),
        ("areas", {MEASURE: ("areas", "nominated_by")}),
        ("areas;nominated_by", {MEASURE: ("county",)}),
        ("no_such_breakdown", {}),
    ],
)
def test_more_tables_may_be_published_once_a_year(
    tables, tmp_path, monkeypatch, listed: str | None, now: Yearly
) -> None:
    listing(monkeypatch, now)
    check_yearly_tables(released(tables, tmp_path, listed))


def test_another_definition_is_another_measure(tables, tmp_path, monkeypatch) -> None:
    listing(monkeypatch, {})
    inputs = released(tables, tmp_path, "areas")
    is_it = tables.measures["measure_id"] == MEASURE
    changed = tables.measures.assign(
        definition_version=tables.measures["definition_version"] + is_it
    )
    check_yearly_tables(replace(inputs, tables=replace(tables, measures=changed)))
    gone = tables.measures[~is_it]
    check_yearly_tables(replace(inputs, tables=replace(tables, measures=gone)))


@pytest.mark.parametrize("kind", [VERSION, DRAFT])
def test_a_list_that_cannot_be_followed_is_refused(
    tables, tmp_path, monkeypatch, kind: EditionKind
) -> None:
    listing(monkeypatch, {MEASURE: ("tenure",)})
    with pytest.raises(CannotPublish, match=f"{MEASURE} has no breakdown tenure"):
        check_yearly_tables(released(tables, tmp_path, None, kind))


def test_an_edition_that_is_not_protected_has_every_table(tables, tmp_path, monkeypatch) -> None:
    listing(monkeypatch, {MEASURE: ("tenure",)})
    check_yearly_tables(released(tables, tmp_path, "areas", UNPROTECTED))


@pytest.fixture
def said(values, tables, monkeypatch):
    """Return what `daw yearly` prints of a warehouse when the policy lists some tables."""

    def say(listed: Yearly) -> list[str]:
        listing(monkeypatch, listed)
        monkeypatch.setattr(yearly, "read_warehouse", lambda _: tables)
        console = Console(soft_wrap=True, width=80)
        with console.capture() as capture:
            yearly.print_yearly(console, Workspace.at(Path()))
        return capture.get().splitlines()

    return say


def test_the_lines_to_paste_propose_nothing_more(said) -> None:
    """What the policy has stays in them, and then there is nothing left to propose."""
    first = said({"marac_cases": ("risk",)})
    assert "Also in policy.yml: risk of marac_cases." in first
    pasted = first[first.index("published_yearly:") :]
    lists = {
        name.strip(): tuple(names.strip("[] ").split(", "))
        for name, names in (line.split(":") for line in pasted[1:])
    }
    assert "risk" in lists["marac_cases"]
    again = said(lists)
    assert "published_yearly:" not in again
    assert all("already" in line for line in again if line.startswith("  ") and line[2] != " ")
    assert {line for line in again if "figures must" in line} == {
        line for line in first if "figures must" in line
    }
