"""What a release says, without a word of HTML: view models for every output.

Pages, workbook, PDF and data files are laid out from these and from nothing else. Every printed
number is a `Figure`, or stands in a `Sentence` that lists the cells it quotes. Nothing here
computes: `dashboard.presenters` fills these from protected values.
"""

from dashboard.view_models.judgements import ActivityLink, JudgementView, Mark
from dashboard.view_models.measure_pages import (
    ChartPoint,
    ChartView,
    Host,
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
    ContractIndicators,
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
    SparklineView,
    TableView,
    TableViewRow,
)
from dashboard.view_models.release_pages import (
    AreaPage,
    AttentionItem,
    ChangedFigure,
    DefinitionChange,
    Download,
    GlossaryTerm,
    HeadlineCard,
    JudgementTotal,
    OverviewPage,
    ProtectionSummary,
    ReleaseEdition,
    ReleaseView,
    ReturnsPage,
    RevisedFigure,
)

__all__ = [
    "LEFT_OUT",
    "ActivityLink",
    "ActivityMeasure",
    "ActivityRow",
    "AimPage",
    "AreaPage",
    "AttentionItem",
    "CellKey",
    "ChangedFigure",
    "ChartPoint",
    "ChartView",
    "ContractIndicators",
    "DefinitionChange",
    "Download",
    "FigureView",
    "GlossaryTerm",
    "HeadlineCard",
    "Host",
    "JudgementTotal",
    "JudgementView",
    "Mark",
    "MeasureSection",
    "MeasureView",
    "ObjectiveView",
    "OverviewPage",
    "Part",
    "PlanPage",
    "ProtectionSummary",
    "ReferenceLine",
    "ReleaseEdition",
    "ReleaseView",
    "ReturnsPage",
    "RevisedFigure",
    "Sentence",
    "SeriesBreak",
    "Shown",
    "SparklineView",
    "TableView",
    "TableViewRow",
    "TopicPage",
]
