"""The one place where protected values come from.

Everything that a release prints goes through `protected_cells` and `progress_to_show`.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from core.policy import county_policy
from core.quarter import Quarter
from core.windows import QUARTER
from dashboard.release.own_numbers import waiting_corrections
from dashboard.release.release_cells import KEY, NUMBERS, PUBLISHED_BY_OWNER, ReleaseCells
from dashboard.release.release_inputs import ReleaseInputs
from dashboard.release.warehouse_tables import WarehouseTables
from disclosure.control import (
    NO_TRIES,
    AttackMemory,
    EarlierValues,
    FailedTries,
    ProtectionLimits,
    ReleaseSources,
    protect,
)
from disclosure.control.inputs.publication_rules import read_public_counts


def protect_release(
    inputs: ReleaseInputs, failed: FailedTries, memory: AttackMemory
) -> ReleaseCells:
    """Return the cells of the edition to make, protected after all earlier releases or as they are.

    `failed` and `memory` as for `protected_cells`.
    """
    quarter = str(inputs.quarter)
    if not inputs.kind.is_protected:
        return unprotected_cells(inputs.tables, quarter)
    earlier = inputs.earlier_values()
    cells = protected_cells(inputs.tables, quarter, earlier, failed, memory)
    before = [(each.values, each.own_numbers) for each in earlier]
    waiting = waiting_corrections([*before, (cells.values, cells.truth)])
    if waiting is None or waiting.since == len(before):  # since this one
        return cells
    first = inputs.releases[waiting.since]
    return replace(cells, waiting_since=f"{first.parent.name}/{first.name}")


def protected_cells(
    tables: WarehouseTables,
    quarter: str,
    earlier: Sequence[EarlierValues] = (),
    failed: FailedTries = NO_TRIES,
    memory: AttackMemory | None = None,
) -> ReleaseCells:
    """Return all cells up to this quarter as they may be shown; earlier releases bind.

    `earlier` are the releases so far, in the order of their publication; `failed` what came of
    earlier tries to make this one; `memory` what attacks came to before, which saves time alone.
    """
    cells = unprotected_cells(tables, quarter)
    sources = sources_of_protection(tables, cells)
    limits = ProtectionLimits.of(county_policy())
    protection = protect(sources, list(earlier), limits, failed, memory)
    report = protection.report
    names = dict(zip(tables.measures["measure_id"], tables.measures["name"], strict=True))
    less_detailed = [
        f"{names[each]}: {left}" for each, left in sorted(report.less_detailed.items())
    ]
    values = _with_public(_as_received(protection.values, cells.values), tables)
    waiting = len(report.waiting)
    return ReleaseCells(
        values,
        cells.values,
        True,
        tuple(less_detailed),
        waiting,
        seconds=report.seconds,
        stopped_by_clock=report.is_stopped_by_clock,
        yearly=sources.yearly,
    )


def sources_of_protection(tables: WarehouseTables, cells: ReleaseCells) -> ReleaseSources:
    """Return what unprotected cells are protected from, and how the county publishes them."""
    return ReleaseSources(
        values=_without_withheld(cells.values),
        catalogue=tables.measures,
        areas=tables.areas,
        breakdowns=tables.breakdowns,
        relations=tables.measure_relations,
        yearly=county_policy().published_yearly,
    )


def _with_public(cells: pd.DataFrame, tables: WarehouseTables) -> pd.DataFrame:
    """Return the cells with `public`: whether a shown figure was public before (rule 9).

    Counts of public events, such as homicide reviews, always have.
    """
    events = cells["measure_id"].isin(set(read_public_counts(tables.measure_relations)))
    public = (_is_its_owners(cells, tables) | events) & (cells["shown"] == "value")
    return cells.assign(public=public)


def _is_its_owners(cells: pd.DataFrame, tables: WarehouseTables) -> pd.Series:
    """Return whether a cell's owner has published it already (rule 9).

    Known are the figures of the areas and quarters in the owner's tables: a cell is when every
    area and quarter that it adds up is among them.
    """
    relations = tables.measure_relations
    rest_on_it = relations.loc[relations["relation"] == PUBLISHED_BY_OWNER, "measure_id"]
    measures = tables.measures
    levels = measures.loc[measures["measure_id"].isin(rest_on_it), "areas"]
    known = tables.homelessness[tables.homelessness["source"] == "published"]
    quarters_of = known.groupby("district_code")["quarter"].agg(set).to_dict()
    areas = tables.areas.loc[tables.areas["level"].isin(levels), "area_code"]
    published = {area: quarters_of.get(area, set()) for area in areas}
    of_all = set.intersection(*published.values()) if published else set()

    windows = cells.loc[cells["measure_id"].isin(rest_on_it), [*KEY[1:4]]]
    is_known = [
        published.get(area, of_all).issuperset(
            str(each) for each in Quarter.parse(quarter).quarters(window)
        )
        for window, quarter, area in windows.itertuples(index=False)
    ]
    return pd.Series(is_known, index=windows.index).reindex(cells.index, fill_value=False)


def _without_withheld(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells for protection, to which a withheld window is one that nobody prints."""
    status = cells["status"].where(cells["shown"] != "x", "missing")
    return cells.drop(columns="shown").assign(status=status)


def _as_received(protected: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Return protected cells with the status that the warehouse gives a withheld window."""
    withheld = cells.loc[(cells["shown"] == "x") & (cells["status"] != "missing"), [*KEY, "status"]]
    known = protected[KEY].merge(withheld, how="left", on=KEY).set_index(protected.index)["status"]
    is_withheld = known.notna() & (protected["shown"] == "x")
    return protected.assign(status=known.where(is_withheld, protected["status"]))


def is_held(cells: pd.DataFrame, first_quarter: str) -> pd.Series:
    """Return which cells a release may show at all (docs/progress.md#what-may-be-shown).

    A longer window is shown only when all of its quarters are held, none before the first, and
    complete for the area: a part of a year reads as a low year.
    """
    windows = cells[["period_type", "quarter"]].drop_duplicates()
    begins = [
        str(Quarter.parse(quarter).quarters(window)[-1])
        for window, quarter in windows.itertuples(index=False, name=None)
    ]
    known = cells[["period_type", "quarter"]].merge(windows.assign(begins=begins), how="left")
    is_whole = (known["begins"] >= first_quarter).to_numpy() & (cells["status"] == "complete")
    return (cells["period_type"] == QUARTER) | is_whole


def unprotected_cells(tables: WarehouseTables, quarter: str) -> ReleaseCells:
    """Return all cells up to this quarter, unprotected: `shown` is 'value', 'x' or 'z'."""
    values = tables.values
    cells = values[values["quarter"] <= quarter].sort_values(KEY, ignore_index=True)
    shown = pd.Series("value", index=cells.index)
    shown[cells["value"].isna()] = "z"
    shown[(cells["status"] == "missing") | ~is_held(cells, values["quarter"].min())] = "x"
    cells = cells[[*KEY, *NUMBERS, "status"]].assign(shown=shown)
    cells.loc[cells["shown"] != "value", NUMBERS] = None
    cells = _with_public(cells, tables)
    return ReleaseCells(cells, truth=cells, protected=False)
