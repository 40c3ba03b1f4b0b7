"""The one place where protected values come from.

Everything that a release prints goes through `protected_cells` and `progress_to_show`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from core.cell_key import CELL_KEY
from core.quarter import Quarter
from dashboard.release.warehouse_tables import WarehouseTables
from disclosure.control import protect
from disclosure.control.inputs.cells import read_public_counts

PUBLISHED_BY_OWNER = "published_by_owner"
"""The relation of a measure whose figures their owner publishes, such as national statistics."""

KEY = CELL_KEY
NUMBERS = ["numerator", "denominator", "value"]
#: Columns of progress that tell something of the cells that a row rests on.
_TELLING = [*NUMBERS, "baseline", "change", "is_more_than_chance", "target", "rule", "decided_by"]


@dataclass(frozen=True)
class ReleaseCells:
    """The cells of a release, each with what may be shown of it."""

    values: pd.DataFrame  #: KEY, NUMBERS (null unless shown), status, shown, public
    truth: pd.DataFrame  #: the same cells unprotected, for the check of a finished release
    protected: bool
    less_detailed: tuple[
        str, ...
    ] = ()  #: in words, what is published in less detail than asked for
    waiting: int = 0  #: how many figures stay as they were although a correction changes them
    seconds: float = 0.0  #: of the processor, to protect them


def protected_cells(
    tables: WarehouseTables,
    quarter: str,
    earlier: Sequence[pd.DataFrame] = (),
    leaking: Sequence[Collection[str]] = (),
    spent: float = 0.0,
) -> ReleaseCells:
    """The cells of all quarters up to this one as they may be shown; earlier releases bind.

    `earlier` are the values of the releases so far, in the order of their publication; `leaking`
    the measures that each failed try to make this one gave away, `spent` the seconds of the time
    limit that these took.
    """
    cells = unprotected_cells(tables, quarter)
    protection = protect(
        cells.values.drop(columns="shown"),
        tables.measures,
        tables.areas,
        list(earlier),
        relations=tables.measure_relations,
        leaking=leaking,
        spent=spent,
    )
    report = protection.report
    names = dict(zip(tables.measures["measure_id"], tables.measures["name"], strict=True))
    less_detailed = [f"{names[each]}: {left}" for each, left in sorted(report.coarsened.items())]
    values = _with_public(protection.values, tables)
    waiting = len(report.waiting)
    return ReleaseCells(values, cells.values, True, tuple(less_detailed), waiting, report.seconds)


def _with_public(cells: pd.DataFrame, tables: WarehouseTables) -> pd.DataFrame:
    """The cells with `public`: whether a figure that is shown has been public before (rule 9).

    Counts of public events, such as homicide reviews, always have.
    """
    events = cells["measure_id"].isin(set(read_public_counts(tables.measure_relations)))
    public = (_is_its_owners(cells, tables) | events) & (cells["shown"] == "value")
    return cells.assign(public=public)


def _is_its_owners(cells: pd.DataFrame, tables: WarehouseTables) -> pd.Series:
    """Whether a cell's owner has published it already (rule 9).

    Known are the figures of the districts and quarters in the ministry's tables: a cell is when
    every district and quarter that it adds up is among them.
    """
    homelessness = tables.homelessness
    known = homelessness[homelessness["source"] == "published"]
    published = set(zip(known["quarter"], known["district_code"], strict=True))
    relations = tables.measure_relations
    names = set(relations.loc[relations["relation"] == PUBLISHED_BY_OWNER, "measure_id"])
    districts = list(tables.areas.loc[tables.areas["level"] == "district", "area_code"])

    def is_known(measure: str, window: str, quarter: str, area: str) -> bool:
        if measure not in names:
            return False
        areas = [area] if area in districts else districts
        quarters = map(str, Quarter.parse(quarter).quarters(window))
        return all((each, code) in published for each in quarters for code in areas)

    keys = cells[["measure_id", "period_type", "quarter", "area_code"]]
    return pd.Series([is_known(*key) for key in keys.itertuples(index=False)], index=cells.index)


def unprotected_cells(tables: WarehouseTables, quarter: str) -> ReleaseCells:
    """The cells of all quarters up to this one, unprotected: `shown` is 'value', 'x' or 'z'."""
    values = tables.values
    cells = values[values["quarter"] <= quarter].sort_values(KEY, ignore_index=True)
    shown = pd.Series("value", index=cells.index)
    shown[cells["value"].isna()] = "z"
    shown[cells["status"] == "missing"] = "x"
    cells = cells[[*KEY, *NUMBERS, "status"]].assign(shown=shown)
    cells.loc[cells["shown"] != "value", NUMBERS] = None
    cells = _with_public(cells, tables)
    return ReleaseCells(cells, truth=cells, protected=False)


def progress_to_show(progress: pd.DataFrame, published: ReleaseCells) -> pd.DataFrame:
    """Rows of progress, or of activities' status, as they may be shown.

    A row is shown only when every cell that it rests on (`rests_on`) is, with the numbers that it
    was rated by: a cell that is hidden or dropped, or whose revision waits, takes away the row's
    numbers and its reason, and turns its rating into "not shown".
    """
    whole = published.values[published.values["breakdown"] == "all"]
    told = whole[(whole["shown"] != "c") & _is_true(whole, published.truth)]
    names = told["measure_id"] + "/" + told["period_type"] + "/" + told["quarter"]
    shown = set(names + "/" + told["area_code"])
    rests_on = progress["rests_on"].fillna("").str.split(";")
    is_shown = rests_on.map(lambda names: all(name in shown for name in names if name))
    rows = progress.assign(is_shown=is_shown | (not published.protected))
    if "value" in rows and published.protected:
        rows = _as_printed(rows, told)
    hidden = ~rows["is_shown"]
    for column in _TELLING:
        if column in rows:
            rows[column] = rows[column].where(~hidden)
    rows.loc[hidden, "rating" if "rating" in rows else "status"] = "not shown"
    rows.loc[hidden, "reason"] = ""
    return rows


def _is_true(cells: pd.DataFrame, truth: pd.DataFrame) -> pd.Series:
    """Which cells print what is so now; the others are as an earlier release had them."""
    parts = ["numerator", "denominator", "status"]
    now = cells[KEY].merge(truth[[*KEY, *parts]], how="left", on=KEY).set_index(cells.index)
    same = [(cells[part] == now[part]) | (cells[part].isna() & now[part].isna()) for part in parts]
    return same[0] & same[1] & same[2]


def _as_printed(progress: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Rows of progress with value, baseline and change as the cells print them: rounded or not."""
    printed = {tuple(row[:4]): row[4] for row in cells[[*KEY[:4], "value"]].itertuples(index=False)}
    rows = progress.copy()
    keys = list(rows[KEY[:4]].itertuples(index=False, name=None))
    rows["value"] = [printed.get(key) for key in keys]
    before = [
        (measure, window, str(Quarter.parse(quarter).plus(-4)), area)
        for measure, window, quarter, area in keys
    ]
    rows["baseline"] = pd.Series([printed.get(key) for key in before], rows.index).where(
        progress["baseline"].notna()
    )
    rows["change"] = (rows["value"] - rows["baseline"]).where(progress["change"].notna())
    return rows
