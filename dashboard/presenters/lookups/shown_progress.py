"""Rows of progress as they may be shown beside the cells of a release."""

import pandas as pd

from core.quarter import Quarter
from dashboard.release.release_cells import KEY, NUMBERS, ReleaseCells

#: Columns of progress that tell something of the cells that a row rests on.
_TELLING = [*NUMBERS, "baseline", "change", "is_more_than_chance", "target", "rule", "decided_by"]


def progress_to_show(progress: pd.DataFrame, published: ReleaseCells) -> pd.DataFrame:
    """Return rows of progress, or of activities' status, as they may be shown.

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
    """Return which cells print what is so now; the others are as an earlier release had them."""
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
