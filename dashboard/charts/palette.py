"""The colours of the dashboard, for charts, pages and PDF alike.

The stylesheet repeats those that it needs as its variables; a test compares them.
"""

from dashboard.view_models import RatingWord

BLUE, TEAL, PLUM, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
TEXT, QUIET, GRID, SHADE = "#0b0c0c", "#505a5f", "#dfe2e4", "#e9ecee"
LINE, PALE = "#b1b4b6", "#f3f2f1"

#: The colour of a rating's shape; the shape says it as well.
RATING_COLOURS: dict[RatingWord, str] = {
    "on track": BLUE,
    "at risk": ORANGE,
    "off track": PLUM,
    "awaiting": QUIET,
    "not rated": QUIET,
    "not shown": QUIET,
}
