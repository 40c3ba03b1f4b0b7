"""The one place where protected values come from.

Everything that a release prints goes through `published_values` and `published_progress`.
"""

from dataclasses import dataclass

import pandas as pd

KEY = ["measure_id", "period_type", "quarter", "area_code", "breakdown", "category"]
NUMBERS = ["numerator", "denominator", "value"]


@dataclass(frozen=True)
class Published:
    """The cells of a release, each with what may be shown of it."""

    values: pd.DataFrame  #: KEY, NUMBERS (null unless shown), status, shown
    protected: bool


def published_values(values: pd.DataFrame, quarter: str) -> Published:
    """The cells of all quarters up to this one, with `shown` in ('value', 'x', 'z').

    Small numbers are not protected yet, so every release made from them is a draft.
    """
    cells = values[values["quarter"] <= quarter].sort_values(KEY, ignore_index=True)
    shown = pd.Series("value", index=cells.index)
    shown[cells["value"].isna()] = "z"
    shown[cells["status"] == "missing"] = "x"
    cells = cells[[*KEY, *NUMBERS, "status"]].assign(shown=shown)
    cells.loc[cells["shown"] != "value", NUMBERS] = None
    return Published(cells, protected=False)


def published_progress(progress: pd.DataFrame, published: Published) -> pd.DataFrame:
    """Rows of progress or of activities' status, each with `is_shown`.

    A row is shown only when every cell it rests on (`rests_on`) is: one hidden or dropped cell
    hides the rating, its reason and its change. A cell that nobody has is no secret.
    """
    cells = published.values
    whole = cells[(cells["breakdown"] == "all") & (cells["shown"] != "c")]
    names = whole["measure_id"] + "/" + whole["period_type"] + "/" + whole["quarter"]
    shown = set(names + "/" + whole["area_code"])
    rests_on = progress["rests_on"].fillna("")
    return progress.assign(
        is_shown=[
            not published.protected or all(name in shown for name in row.split(";") if name)
            for row in rests_on
        ]
    )
