"""The windows of figures in words."""

from core.windows import QUARTER, ROLLING_YEAR, YEAR_TO_DATE

#: What a window is called where its quarter is known.
WINDOW_NAMES = {
    QUARTER: "quarter",
    YEAR_TO_DATE: "financial year so far",
    ROLLING_YEAR: "year to the quarter's end",
}
#: The heading of a window's column beside the quarters.
COLUMN_HEADINGS = {
    QUARTER: "In the quarter",
    YEAR_TO_DATE: "Financial year so far",
    ROLLING_YEAR: "Year to the quarter's end",
}
STOCK_HEADING = "On its last day"
#: A window of each quarter of a chart or table.
EACH_WINDOW = {
    QUARTER: "each quarter",
    YEAR_TO_DATE: "the financial year up to each quarter",
    ROLLING_YEAR: "the year up to each quarter",
}
