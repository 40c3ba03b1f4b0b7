"""Rates by area with their intervals, where a population stands behind a measure."""

from dashboard.presenters.chance_intervals import interval_of
from dashboard.presenters.latest_figures import printed
from dashboard.presenters.lookups.page_inputs import PageInputs
from dashboard.view_models import (
    FigureView,
    MeasureView,
    Sentence,
    TableView,
    TableViewRow,
)
from dashboard.wording import formatting
from dashboard.wording.area_text import RATE_COLUMNS, rates_caption

_Cells = tuple[FigureView | Sentence | str, ...]


def area_rates(source: PageInputs, measure: MeasureView) -> TableView | None:
    """Return a rate's newest figures, the county's first, each with what it is made of.

    Between the ends of an interval of 95% a rate may lie by chance: they follow from the count and
    the population, which are printed beside it.
    """
    if measure.kind != "rate":
        return None
    catalogue = source.catalogue
    rows = []
    areas = [catalogue.county, *catalogue.areas_of(measure.areas)]
    # In one window, and where the areas' figures come once a year in that.
    periods = source.periods(measure, measure.default_window, areas[-1].area_code)
    for area in areas:
        figure = source.figures.get(periods.newest(area.area_code))
        if figure is not None:
            rows.append(TableViewRow(area.name, _cells(measure, figure)))
    if not rows:
        return None
    window = formatting.window_alone(measure, periods.newest(areas[0].area_code))
    caption = rates_caption(measure, window)
    return TableView(f"{measure.anchor}-rates", caption, "Area", RATE_COLUMNS, tuple(rows))


def _cells(measure: MeasureView, figure: FigureView) -> _Cells:
    ends = interval_of(measure.kind, figure)
    if ends is None or figure.numerator is None or figure.denominator is None:
        return (printed(figure), *((figure.text,) * (len(RATE_COLUMNS) - 1)))
    said = " to ".join(formatting.number(end) for end in ends)
    return (
        figure,
        Sentence(said, (figure.part(),), is_interval=True),
        Sentence(formatting.number(figure.numerator), (figure.part("numerator"),)),
        Sentence(formatting.number(figure.denominator), (figure.part("denominator"),)),
    )
