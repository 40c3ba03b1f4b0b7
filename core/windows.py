"""The windows that a figure is given for: each ends with a quarter and goes back from it."""

QUARTER = "quarter"
YEAR_TO_DATE = "year_to_date"
ROLLING_YEAR = "rolling_year"

WINDOWS = (QUARTER, YEAR_TO_DATE, ROLLING_YEAR)
"""Their names as the warehouse writes them, from the shortest to the longest."""

QUARTERS_OF_A_YEAR = 4


def length(window: str, number: int) -> int:
    """Return how many quarters a window holds that ends with the quarter `number` of its year.

    Raises ValueError for a name that is no window's.
    """
    lengths = {QUARTER: 1, YEAR_TO_DATE: number, ROLLING_YEAR: QUARTERS_OF_A_YEAR}
    if window not in lengths:
        raise ValueError(f"{window!r} is no window: {', '.join(WINDOWS)}")
    return lengths[window]
