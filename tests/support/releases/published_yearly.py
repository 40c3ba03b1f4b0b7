"""Releases with tables that are published once a year, made as protection would leave them.

Of such a table only the financial years are among the values.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dashboard.presenters.whole_release import present_release
from dashboard.release.release_cells import KEY, ReleaseCells
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.view_models import CellKey, MeasureView, ReleaseView
from disclosure.control import PublicationRules
from disclosure.control.inputs.publication_rules import AREAS, COUNTY
from tests.support.releases.less_detailed import COUNTY as COUNTY_CODE
from tests.support.releases.less_detailed import printable, sensitive
from tests.support.releases.release_fixtures import edition_of

Yearly = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class YearlyRelease:
    """A release, the cells it was made of, and the rules that say which tables are yearly."""

    release: ReleaseView
    cells: ReleaseCells
    rules: PublicationRules

    def is_yearly(self, measure: MeasureView, area: str, breakdown: str = "all") -> bool:
        """Tell whether a table is published once a year."""
        return self.rules.is_yearly(measure.measure_id, area, breakdown)


def all_of(tables: WarehouseTables, kind: str) -> Yearly:
    """Every table of a kind of every measure of people: `areas`, `county` or its breakdowns."""
    return {
        row["measure_id"]: tuple(str(row["breakdowns"]).split(";"))
        if kind == "breakdowns"
        else (kind,)
        for row in sensitive(tables).to_dict("records")
        if kind != "breakdowns" or isinstance(row["breakdowns"], str)
    }


def made(
    tables: WarehouseTables, published: ReleaseCells, yearly: Yearly, quarter: str
) -> YearlyRelease:
    """The release of a quarter in which some tables are published once a year."""
    rules = PublicationRules.read(tables.areas, tables.breakdowns, tables.measure_relations, yearly)
    values = printable(published.values)
    values = values[values["quarter"] <= quarter]
    kept = [
        not rules.is_yearly(key.measure_id, key.area_code, key.breakdown) or rules.is_published(key)
        for key in (CellKey(*row) for row in values[KEY].itertuples(index=False))
    ]
    cells = ReleaseCells(
        values[kept].reset_index(drop=True), published.truth, protected=True, yearly=yearly
    )
    return YearlyRelease(present_release(tables, cells, edition_of(quarter, None)), cells, rules)


__all__ = ["AREAS", "COUNTY", "COUNTY_CODE", "YearlyRelease", "all_of", "made"]
