"""The windows of figures in words."""

from core.windows import QUARTER, ROLLING_YEAR, YEAR_TO_DATE
from dashboard.view_models import MeasureView

#: What is published once a year: a financial year, or a number as at its last day.
YEARLY = FINANCIAL_YEAR, YEAR_END = "financial_year", "year_end"

#: What a window is called where its quarter is known.
WINDOW_NAMES = {
    QUARTER: "quarter",
    YEAR_TO_DATE: "year to date",
    ROLLING_YEAR: "year to quarter end",
}
#: The heading of a window's column beside the quarters.
COLUMN_HEADINGS = {
    QUARTER: "In the quarter",
    YEAR_TO_DATE: "Year to date (from April)",
    ROLLING_YEAR: "Year to quarter end",
}
STOCK_HEADING = "At quarter end"
#: The headings of the column and the rows of what is published once a year.
YEAR_HEADINGS = {FINANCIAL_YEAR: "April to March", YEAR_END: "On 31 March"}
YEARS = "Financial year"
#: The headings of a table of measures.
MEASURE = "Measure"
LAST_YEAR = "Same period last year"
#: Beside a county's figure, last year's is said of its own area.
AREA_LAST_YEAR = "{area}, same period last year"
SUMMARY_COLUMNS = ("Latest", LAST_YEAR, "Change", "Trend")
#: A window of each quarter of a chart or table.
EACH_WINDOW = {
    QUARTER: "each quarter",
    YEAR_TO_DATE: "year to date (from April) at each quarter end",
    ROLLING_YEAR: "the year to the end of each quarter",
}
#: A period of a chart or table, those of what is published once a year among them.
EACH_PERIOD = {
    **EACH_WINDOW,
    FINANCIAL_YEAR: "each financial year (April to March)",
    YEAR_END: "on 31 March each year",
}
#: What is the same in every window of a chart.
EVERY_WINDOW = {
    "stock": "at every quarter end",
    QUARTER: "every quarter",
    YEAR_TO_DATE: "every year to date",
    ROLLING_YEAR: "every year to quarter end",
    FINANCIAL_YEAR: "every financial year",
    YEAR_END: "on 31 March every year",
}


def period_name(measure: MeasureView, window: str, *, is_yearly: bool) -> str:
    """Return by which name the words of a window are found, of a year where it is published so."""
    if not is_yearly:
        return window
    return YEAR_END if measure.is_stock else FINANCIAL_YEAR
