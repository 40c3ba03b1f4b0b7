"""What a release says, without a word of HTML: view models for every output.

Pages, workbook, PDF and data files are laid out from these and from nothing else. Every printed
number is a `Figure`, or stands in a `Sentence` that lists the cells it quotes. Nothing here
computes: `dashboard.build` fills these from protected values.
"""

from dashboard.model.figures import (
    LEFT_OUT,
    CellKey,
    Figure,
    Part,
    Row,
    Sentence,
    Shown,
    Table,
)
from dashboard.model.measures import (
    Break,
    Chart,
    Line,
    Measure,
    MeasureSection,
    Point,
    TopicPage,
)
from dashboard.model.plans import (
    ActivityMeasure,
    ActivityRow,
    AimPage,
    Milestone,
    Objective,
    PlanPage,
)
from dashboard.model.ratings import (
    RATING_WORDS,
    ActivityLink,
    Rating,
    RatingWord,
)
from dashboard.model.release import (
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
