"""The colours of the dashboard, for charts, pages and PDF alike.

The stylesheet repeats those that it needs as its variables; a test compares them.
"""

from dashboard.view_models import Mark

BLUE, TEAL, PLUM, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
TEXT, QUIET, GRID, SHADE = "#0b0c0c", "#505a5f", "#dfe2e4", "#e9ecee"
LINE, PALE = "#b1b4b6", "#f3f2f1"

#: The colour of a judgement's mark; its shape says it as well.
MARK_COLOURS: dict[Mark, str] = {
    "good": BLUE,
    "warning": ORANGE,
    "bad": PLUM,
    "waiting": QUIET,
    "neutral": QUIET,
    "hidden": QUIET,
}

#: The colour of each delivery where several lie side by side in one bar.
DELIVERY_COLOURS = {
    "overdue": PLUM,
    "at_risk": ORANGE,
    "on_course": BLUE,
    "complete": TEAL,
    "not_started": LINE,
    "awaiting": QUIET,
}
