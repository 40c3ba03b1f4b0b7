"""What the page to explore figures says, as its script fills it in."""

from core.windows import QUARTER, ROLLING_YEAR, YEAR_TO_DATE

#: The choices of a period.
PERIODS = {
    QUARTER: "Each quarter",
    YEAR_TO_DATE: "Financial year to date (from April)",
    ROLLING_YEAR: "Year to the end of each quarter",
}
EVERY_QUARTER = "All quarters"
NO_GROUPS = "No groups"
#: Templates that the script fills in, by the names that it knows them by.
SENTENCES = {
    "stock": "at the end of each quarter",
    "title": "{measure}, {period}: {series}",
    "title_of_quarter": "{measure}, {period}, {quarter}: {series}",
    "by": "by {breakdown}",
    "status": "Showing {measure}: {series}. {count} of {total} figures are shown.",
    "status_all": "Showing {measure}: {series}. All {total} figures are shown.",
    "status_hidden": "{count} figures are hidden to protect people.",
    "status_hidden_one": "One figure is hidden to protect people.",
    "changed_measure": "The measure asked for is not in this release, so another is chosen.",
    "changed_quarter": "The quarter asked for is not in this release, so all are shown.",
    "changed_period": "This measure has no figures for that period, so another is chosen.",
    "changed_areas": "This measure has no figures for that area, so the whole county is chosen.",
    "changed_groups": "This measure has no such groups for that period.",
    "groups_are_whole": "Groups are published for the whole county only.",
    "chart": "Chart of {title}. The table below has the same figures.",
    "of": "{numerator} of {denominator}",
    "saved": "Saved {file}.",
    "nothing": "No figure can be drawn for this choice.",
}
