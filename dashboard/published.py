"""The one place where protected values come from.

Everything that a release prints goes through `published_values` and `published_progress`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.warehouse import Tables

KEY = ["measure_id", "period_type", "quarter", "area_code", "breakdown", "category"]
NUMBERS = ["numerator", "denominator", "value"]
#: Columns of progress that tell something of the cells that a row rests on.
_TELLING = [*NUMBERS, "baseline", "change", "is_more_than_chance", "target", "rule", "decided_by"]


@dataclass(frozen=True)
class Published:
    """The cells of a release, each with what may be shown of it."""

    values: pd.DataFrame  #: KEY, NUMBERS (null unless shown), status, shown
    truth: pd.DataFrame  #: the same cells unprotected, for the check of a finished release
    protected: bool
    coarsened: tuple[str, ...] = ()  #: in words, what is published coarser than it was asked for


def published_values(
    tables: Tables, quarter: str, earlier: Sequence[pd.DataFrame] = ()
) -> Published:
    """The cells of all quarters up to this one as they may be shown; earlier releases bind.

    Small numbers are not protected yet, so every release made from them is a draft.
    """
    return as_they_are(tables, quarter)


def as_they_are(tables: Tables, quarter: str) -> Published:
    """The cells of all quarters up to this one, unprotected: `shown` is 'value', 'x' or 'z'."""
    values = tables.values
    cells = values[values["quarter"] <= quarter].sort_values(KEY, ignore_index=True)
    shown = pd.Series("value", index=cells.index)
    shown[cells["value"].isna()] = "z"
    shown[cells["status"] == "missing"] = "x"
    cells = cells[[*KEY, *NUMBERS, "status"]].assign(shown=shown)
    cells.loc[cells["shown"] != "value", NUMBERS] = None
    return Published(cells, truth=cells, protected=False)


def published_progress(progress: pd.DataFrame, published: Published) -> pd.DataFrame:
    """Rows of progress, or of activities' status, as they may be shown.

    A row is shown only when every cell that it rests on (`rests_on`) is: one hidden or dropped cell
    takes away its numbers and its reason, and turns its rating into "not shown".
    """
    cells = published.values
    whole = cells[(cells["breakdown"] == "all") & (cells["shown"] != "c")]
    names = whole["measure_id"] + "/" + whole["period_type"] + "/" + whole["quarter"]
    shown = set(names + "/" + whole["area_code"])
    rests_on = progress["rests_on"].fillna("").str.split(";")
    is_shown = rests_on.map(lambda names: all(name in shown for name in names if name))
    rows = progress.assign(is_shown=is_shown | (not published.protected))
    hidden = ~rows["is_shown"]
    for column in _TELLING:
        if column in rows:
            rows[column] = rows[column].where(~hidden)
    rows.loc[hidden, "rating" if "rating" in rows else "status"] = "not shown"
    rows.loc[hidden, "reason"] = ""
    return rows
