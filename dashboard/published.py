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
