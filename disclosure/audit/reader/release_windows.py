"""Quarters written 2019-20-Q1, and the quarters that a window sums.

The auditor's own copy, on purpose: a fault in the project's would be its fault too.
"""

from __future__ import annotations

from functools import cache

PERIODS = ("quarter", "year_to_date", "rolling_year")


@cache
def shift(quarter: str, by: int) -> str:
    """Return the quarter so many quarters later (earlier when negative)."""
    year, number = divmod(int(quarter[:4]) * 4 + int(quarter[-1]) - 1 + by, 4)
    return f"{year}-{(year + 1) % 100:02d}-Q{number + 1}"


@cache
def window(period: str, quarter: str) -> tuple[str, ...]:
    """Return the quarters that a window ending with this quarter sums, oldest first."""
    length = {"quarter": 1, "year_to_date": int(quarter[-1]), "rolling_year": 4}[period]
    return tuple(shift(quarter, -back) for back in range(length - 1, -1, -1))
