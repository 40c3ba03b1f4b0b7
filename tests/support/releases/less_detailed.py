"""Releases that are published in less detail, made as protection would leave them.

What protection leaves out of the newest quarter is simply not among the values.
"""

from dataclasses import dataclass

import pandas as pd

from dashboard.presenters.whole_release import present_release
from dashboard.release.release_cells import KEY, NUMBERS, ReleaseCells
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.view_models import CellKey, MeasureSection, ReleaseView, Sentence
from disclosure.control.fallback import AREAS, BREAKDOWNS, MEASURE, STEPS, WINDOWS
from disclosure.control.inputs.publication_rules import read_people_breakdowns
from tests.support.releases import sample
from tests.support.releases.release_fixtures import QUARTER, edition_of

COUNTY = sample.seed("areas").set_index("level").at["county", "area_code"]


@dataclass(frozen=True)
class LessDetailed:
    """A release, the cells it was made of, and the names of those that it leaves out."""

    release: ReleaseView
    cells: ReleaseCells
    lacking: set[CellKey]


def made(
    tables: WarehouseTables,
    published: ReleaseCells,
    step: str,
    measures: set[str] | None = None,
    *,
    first: bool = False,
) -> LessDetailed:
    """The release that a step leaves of some measures of people, or of all of them.

    A first release has no other quarter.
    """
    values = printable(published.values)
    dropped = left_out(values, measures or set(sensitive(tables)["measure_id"]), step)
    kept = values[~dropped & ((values["quarter"] == QUARTER) | (not first))]
    cells = ReleaseCells(kept.reset_index(drop=True), published.truth, protected=True)
    lacking = {CellKey(*row) for row in values.loc[dropped, KEY].itertuples(index=False)}
    # of an area whose county's return has not come, that is said
    missing = {CellKey(*row) for row in kept.loc[kept["shown"] == "x", KEY].itertuples(index=False)}
    lacking = {key for key in lacking if key._replace(area_code=COUNTY) not in missing}
    return LessDetailed(present_release(tables, cells, edition_of(QUARTER, None)), cells, lacking)


def sensitive(tables: WarehouseTables) -> pd.DataFrame:
    """The measures that protection may publish less_detailed."""
    measures = tables.measures
    return measures[measures["sensitive"].astype(str).str.lower() == "true"]


def left_out(values: pd.DataFrame, measures: set[str], step: str) -> pd.Series:
    """Which rows the steps up to this one leave out."""
    gone = {
        BREAKDOWNS: values["breakdown"] != "all",
        AREAS: values["area_code"] != COUNTY,
        WINDOWS: values["period_type"] != "rolling_year",
        MEASURE: values["breakdown"] == values["breakdown"],
    }
    steps = STEPS[STEPS.index(BREAKDOWNS) : STEPS.index(step) + 1]
    of_step = pd.concat([gone[each] for each in steps], axis=1).any(axis=1)
    return of_step & values["measure_id"].isin(measures) & (values["quarter"] == QUARTER)


def printable(values: pd.DataFrame) -> pd.DataFrame:
    """The values that a release may have: groups only of what was counted, and in time."""
    table = list(zip(values["measure_id"], values["period_type"], values["quarter"], strict=True))
    is_whole = (values["breakdown"] == "all") & (values["area_code"] == COUNTY)
    is_counted = is_whole & (values[NUMBERS].fillna(0) != 0).any(axis=1)
    counted = {name for name, is_so in zip(table, is_counted, strict=True) if is_so}
    has_groups = pd.Series([name in counted for name in table], index=values.index)
    return values[~_is_early(values) & ((values["breakdown"] == "all") | has_groups)]


def _is_early(values: pd.DataFrame) -> pd.Series:
    """Ethnicity, gender, age and disability are published with the fourth quarter (rule 7)."""
    people = read_people_breakdowns(sample.seed("breakdowns"))
    is_year = values["quarter"].str.endswith("Q4") & (values["period_type"] != "quarter")
    return values["breakdown"].isin(people) & ~is_year


def sections_of(release: ReleaseView) -> list[MeasureSection]:
    """Every measure's section, topic by topic."""
    return [section for topic in release.topics for section in topic.sections]


def quarters_told(sentence: Sentence) -> set[str]:
    """The quarters whose figures a sentence quotes."""
    return {cell.split("|")[2] for cell in sentence.cells}
