"""What introduces the pages of areas, in the words of the areas' levels."""

from core.area_levels import AreaLevel, area_levels
from dashboard.view_models import MeasureView

#: What a figure of the plans themselves covers.
ALL_PLANS = "All activities with a date in a plan"

#: The headings of a table of rates by area.
RATE_COLUMNS = ("Rate", "95% interval", "Counted", "Population")


def summary_caption(title: str, county: str, when: str) -> str:
    """Return the caption of a table of measures, and of when its figures are."""
    return f"{title}, {county}: {when}, unless a row names another period"


def rates_caption(measure: MeasureView, window: str) -> str:
    """Return the caption of a table of rates by area."""
    return f"{measure.name} by area, {window}, with the range in which chance may put each rate"


def levels_with_pages() -> list[AreaLevel]:
    """Return the levels each of whose areas has a page, in the order of the pages."""
    return [level for level in area_levels().values() if level.has_pages]


def area_pages_title() -> str:
    """Return the title above the areas' pages: `Districts and police areas`."""
    first, *others = (level.title for level in levels_with_pages())
    return " and ".join([first, *(name.lower() for name in others)])


def area_note(level: str) -> str:
    """Return what introduces an area's measures."""
    return (
        f"Measures available for this {area_levels()[level].singular}. Some agencies report only "
        "for other areas; those figures are not shown here."
    )
