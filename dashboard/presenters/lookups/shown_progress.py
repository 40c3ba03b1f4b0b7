"""Rows of progress as they may be shown beside the cells of a release."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from core.cell_key import CellKey
from core.quarter import Quarter
from core.windows import QUARTERS_OF_A_YEAR
from dashboard.release.release_cells import KEY, NUMBERS, ReleaseCells
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.wording.judgement_words import NOT_SHOWN
from dashboard.wording.progress_text import KnownNames, awaited_in_words

#: Columns of progress that tell something of the cells that a row rests on.
_TELLING = [
    *NUMBERS, "baseline", "change", "direction", "is_tested", "is_enough", "p_value",
    "is_significant", "target", "needed",
]  # fmt: skip
#: Why a row is not compared where that follows from returns and days alone, from no figure.
_OF_NO_FIGURE = ("not_complete", "starts_too_early", "no_year_before", "definition_changed")
ProgressRow = Mapping[str, Any]
"""A row of progress or of activities' status as it may be shown; a null is None."""


def progress_to_show(progress: pd.DataFrame, published: ReleaseCells) -> pd.DataFrame:
    """Return rows of progress, or of activities' status, as they may be shown.

    A row is shown only when every cell that it rests on (`rests_on`) is, with the numbers that it
    follows from: a cell that is hidden, dropped or withheld, or whose revision waits, takes away
    the row's numbers and turns its outcome into "not_shown". A delivery rests on no figure.
    """
    whole = published.values[published.values["breakdown"] == "all"]
    is_withheld = (whole["shown"] == "x") & (whole["status"] == "complete")
    is_told = (whole["shown"] != "c") & ~is_withheld
    if published.protected:
        is_told &= _is_true(whole, published.truth)
    told = whole[is_told]
    names = told["measure_id"] + "/" + told["period_type"] + "/" + told["quarter"]
    shown = set(names + "/" + told["area_code"])
    rests_on = progress["rests_on"].fillna("").str.split(";")
    is_shown = rests_on.map(lambda names: all(name in shown for name in names if name))
    rows = progress.assign(is_shown=is_shown.astype(bool))
    if "comparison" in rows:
        rows = _as_printed(rows, told)
        for column in _TELLING:
            rows[column] = rows[column].where(rows["is_shown"])
        is_hidden = ~rows["is_shown"] & ~rows["comparison"].isin(_OF_NO_FIGURE)
        is_hidden |= ~rows["is_shown"] & (rows["outcome"] != "not_comparable")
        rows["comparison"] = rows["comparison"].where(~is_hidden)
        rows["outcome"] = rows["outcome"].where(~is_hidden, NOT_SHOWN)
    else:
        rows["activity_outcome"] = rows["activity_outcome"].where(rows["is_shown"], NOT_SHOWN)
    return rows


def _is_true(cells: pd.DataFrame, truth: pd.DataFrame) -> pd.Series:
    """Return which cells print what is so now; the others are as an earlier release had them."""
    parts = ["numerator", "denominator", "status"]
    now = cells[KEY].merge(truth[[*KEY, *parts]], how="left", on=KEY).set_index(cells.index)
    same = [(cells[part] == now[part]) | (cells[part].isna() & now[part].isna()) for part in parts]
    return same[0] & same[1] & same[2]


def _as_printed(progress: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Return rows with their numbers as the cells print them: rounded or not, or none."""
    columns = [*KEY[:4], *NUMBERS]
    printed = {tuple(row[:4]): row[4:] for row in cells[columns].itertuples(index=False)}
    none = (None,) * len(NUMBERS)
    rows = progress.copy()
    keys = list(rows[KEY[:4]].itertuples(index=False, name=None))
    for place, column in enumerate(NUMBERS):
        found = [printed.get(key, none)[place] for key in keys]
        rows[column] = pd.Series(found, rows.index, dtype="float64")
    value = NUMBERS.index("value")
    before = [
        printed.get((measure, window, str(Quarter.parse(quarter).plus(-4)), area), none)[value]
        for measure, window, quarter, area in keys
    ]
    is_compared = rows["comparison"] == "compared"
    rows["baseline"] = pd.Series(before, rows.index, dtype="float64").where(is_compared)
    rows["change"] = (rows["value"] - rows["baseline"]).where(is_compared)
    return rows


class ProgressIndex:
    """The rows of one quarter as a release may show them, found by measure, window and area."""

    def __init__(
        self, tables: WarehouseTables, published: ReleaseCells, quarter: str, first_quarter: str
    ) -> None:
        # What is published once a year is told of the newest year.
        newest = (quarter, str(_last_fourth(Quarter.parse(quarter))))
        progress = tables.progress[tables.progress["quarter"].isin(newest)]
        key = KEY[:3]
        told = progress.merge(tables.awaited, how="left", on=KEY[:4]).merge(
            tables.breaks_between, how="left", on=key
        )
        rows = _plain(progress_to_show(told, published))
        self.rows = [row for row in rows if row["quarter"] == quarter]
        statuses = tables.statuses[tables.statuses["quarter"] == quarter]
        shown = _plain(progress_to_show(statuses, published))
        self.statuses = {str(row["activity_id"]): row for row in shown}
        self._found = {(*_place(row), row["quarter"]): row for row in rows}
        self._of_activities = {
            (row["activity_id"], *_place(row), row["quarter"]): row for row in rows
        }
        awaited = tables.awaited[tables.awaited["quarter"] == quarter]
        self._awaited = {_place(row): str(row["awaited"]) for row in _plain(awaited)}
        self.names = KnownNames(
            agencies=dict(zip(tables.agencies["agency"], tables.agencies["agency_name"],
                              strict=True)),
            breaks={
                f"{pd.Timestamp(str(row['starts_on'])).date()}:{row['topic']}": row["description"]
                for row in _plain(tables.breaks)
            },
            first_quarter=first_quarter,
        )  # fmt: skip

    def of(self, key: CellKey, activity_id: str = "") -> ProgressRow | None:
        """Return what became of a figure since a year before; None where nothing says.

        An activity's row may speak of its target.
        """
        place = (key.measure_id, key.period_type, key.area_code, key.quarter)
        of_activity = self._of_activities.get((activity_id, *place))
        return of_activity if activity_id else self._found.get(place)

    def awaited(self, measure_id: str, window: str, area: str) -> str:
        """Return in words whose returns a figure still waits for; empty for nobody's."""
        awaited = self._awaited.get((measure_id, window, area), "")
        return awaited_in_words(awaited, self.names) if awaited else ""


def _last_fourth(quarter: Quarter) -> Quarter:
    """Return the quarter itself or the newest before it that ends a financial year."""
    return quarter.plus(-(quarter.number % QUARTERS_OF_A_YEAR))


def _place(row: ProgressRow) -> tuple[str, str, str]:
    return row["measure_id"], row["period_type"], row["area_code"]


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as mappings; a null is None, a time of no hour a day."""
    return [
        {str(name): _plain_cell(cell) for name, cell in row.items()}
        for row in frame.to_dict("records")
    ]


def _plain_cell(cell: Any) -> Any:
    if pd.isna(cell):
        return None
    return cell.date() if isinstance(cell, pd.Timestamp) else cell
