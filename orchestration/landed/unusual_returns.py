"""What is unusual about an extract's newest returns, held against those before them."""

from dataclasses import dataclass

import pandas as pd

from orchestration.landed.landed_overview import issue_counts
from sources.contract.schema import Contract

MOST_QUARANTINED = 0.1
"""The share of a return's rows that may be quarantined before somebody should look."""

RETURNS_BEFORE = 4
"""So many earlier returns of an agency say how many rows one of its returns usually has."""

LEAST_FACTOR, LEAST_DIFFERENCE = 2, 20
"""A return has unusually many or few rows where they are twice as many, or half as many, as usual,
and differ by more than so many."""

UNKNOWN_LABEL = "unknown_code"


@dataclass(frozen=True)
class Review:
    """What there is to look at in the newest returns of an extract; `remarks` name agencies."""

    remarks: list[str]
    quarantined_share: float
    rows: int
    usual_rows: float | None  #: of returns of the agencies that have sent some before
    missing_columns: list[str]
    unknown_labels: int


def review(contract: Contract, returns: pd.DataFrame) -> Review:
    """Return a review of the return that came last from each agency among an extract's returns."""
    newest = returns.groupby("agency", sort=False).tail(1).sort_values("agency")
    before = returns.drop(newest.index).groupby("agency").tail(RETURNS_BEFORE)
    usual_rows = _rows(before).groupby(before["agency"]).median()
    optional = {name for name, column in contract.columns.items() if column.optional}
    remarks: list[str] = []
    missing: set[str] = set()
    for _, row in newest.iterrows():
        named = f"{row['agency']}, {row['period']}"
        quarantined = int(row["rows_quarantined"])
        rows = quarantined + int(row["rows_accepted"])
        if rows and quarantined / rows > MOST_QUARANTINED:
            remarks.append(f"{named}: {quarantined} of {rows} rows are quarantined.")
        found = row["columns_found"]
        if found is not None and (lacking := sorted(optional - set(found))):
            missing |= set(lacking)
            remarks.append(f"{named}: without the columns {', '.join(lacking)}.")
        usual = usual_rows.get(row["agency"])
        if usual is not None and _is_unusual(rows, float(usual)):
            remarks.append(f"{named}: {rows} rows; the last returns had about {usual:.0f}.")
    unknown = issue_counts(newest).get(UNKNOWN_LABEL, 0)
    if unknown:
        remarks.append(f"{unknown} cells hold labels that are not on their list.")
    rows = int(_rows(newest).sum())
    return Review(
        remarks,
        int(newest["rows_quarantined"].sum()) / rows if rows else 0.0,
        rows,
        float(usual_rows.sum()) if len(usual_rows) else None,
        sorted(missing),
        unknown,
    )


def _rows(returns: pd.DataFrame) -> pd.Series:
    return (returns["rows_accepted"] + returns["rows_quarantined"]).astype(float)


def _is_unusual(rows: float, usual: float) -> bool:
    few, many = sorted((rows, usual))
    return many - few > LEAST_DIFFERENCE and many >= LEAST_FACTOR * few
