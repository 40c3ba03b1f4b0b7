"""What a release says, without a word of HTML: view models for every output.

Pages, workbook, PDF and data files are laid out from these and from nothing else. Every printed
number is a `Figure`, or stands in a `Sentence` that lists the cells it quotes. Nothing here
computes: `dashboard.presenters` fills these from protected values.
"""

from dashboard.view_models.measure_pages import (
    ChartPoint,
    ChartView,
    MeasureSection,
    MeasureView,
    ReferenceLine,
    SeriesBreak,
    TopicPage,
)
from dashboard.view_models.plan_pages import (
    ActivityMeasure,
    ActivityRow,
    AimPage,
    MilestoneView,
    ObjectiveView,
    PlanPage,
)
from dashboard.view_models.printed_figures import (
    LEFT_OUT,
    CellKey,
    FigureView,
    Part,
    Sentence,
    Shown,
    TableView,
    TableViewRow,
)
from dashboard.view_models.rating_scale import (
    RATING_WORDS,
    ActivityLink,
    RatingView,
    RatingWord,
)
from dashboard.view_models.release_pages import (
    AreaPage,
    DefinitionChange,
    GlossaryTerm,
    LeadActivities,
    MovedFigure,
    OverviewPage,
    ProtectionSummary,
    ReleaseEdition,
    ReleaseView,
    ReturnsPage,
    RevisedFigure,
    StatusTotal,
)

__all__ = [
    "LEFT_OUT",
    "RATING_WORDS",
    "ActivityLink",
    "ActivityMeasure",
    "ActivityRow",
    "AimPage",
    "AreaPage",
    "CellKey",
    "ChartPoint",
    "ChartView",
    "DefinitionChange",
    "FigureView",
    "GlossaryTerm",
    "LeadActivities",
    "MeasureSection",
    "MeasureView",
    "MilestoneView",
    "MovedFigure",
    "ObjectiveView",
    "OverviewPage",
    "Part",
    "PlanPage",
    "ProtectionSummary",
    "RatingView",
    "RatingWord",
    "ReferenceLine",
    "ReleaseEdition",
    "ReleaseView",
    "ReturnsPage",
    "RevisedFigure",
    "Sentence",
    "SeriesBreak",
    "Shown",
    "StatusTotal",
    "TableView",
    "TableViewRow",
    "TopicPage",
]
