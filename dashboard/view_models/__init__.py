"""What a release says, without a word of HTML: view models for every output.

Pages, workbook, PDF and data files are laid out from these and from nothing else. Every printed
number is a `Figure`, or stands in a `Sentence` that lists the cells it quotes. Nothing here
computes: `dashboard.presenters` fills these from protected values.
"""

from dashboard.view_models.measure_pages import (
    Break,
    Chart,
    Line,
    Measure,
    MeasureSection,
    Point,
    TopicPage,
)
from dashboard.view_models.plan_pages import (
    ActivityMeasure,
    ActivityRow,
    AimPage,
    Milestone,
    Objective,
    PlanPage,
)
from dashboard.view_models.printed_figures import (
    LEFT_OUT,
    CellKey,
    Figure,
    Part,
    Row,
    Sentence,
    Shown,
    Table,
)
from dashboard.view_models.rating_scale import (
    RATING_WORDS,
    ActivityLink,
    Rating,
    RatingWord,
)
from dashboard.view_models.release_pages import (
    AreaPage,
    Edition,
    Hidden,
    LeadActivities,
    Moved,
    Overview,
    Received,
    Release,
    Revision,
    StatusTotal,
    Term,
)

__all__ = [
    "LEFT_OUT",
    "RATING_WORDS",
    "ActivityLink",
    "ActivityMeasure",
    "ActivityRow",
    "AimPage",
    "AreaPage",
    "Break",
    "CellKey",
    "Chart",
    "Edition",
    "Figure",
    "Hidden",
    "LeadActivities",
    "Line",
    "Measure",
    "MeasureSection",
    "Milestone",
    "Moved",
    "Objective",
    "Overview",
    "Part",
    "PlanPage",
    "Point",
    "Rating",
    "RatingWord",
    "Received",
    "Release",
    "Revision",
    "Row",
    "Sentence",
    "Shown",
    "StatusTotal",
    "Table",
    "Term",
    "TopicPage",
]
