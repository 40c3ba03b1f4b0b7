"""The list of published homicide reviews, which are public themselves."""

from datetime import date

from core.quarter import Quarter
from dashboard.presenters.lookups.frame_rows import records
from dashboard.presenters.lookups.page_inputs import PageInputs
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.view_models import TableView, TableViewRow
from dashboard.wording.formatting import day_words
from dashboard.wording.public_records import REVIEW, REVIEW_COLUMNS, REVIEWS_CAPTION, UNKNOWN_DAY


def published_reviews(tables: WarehouseTables, source: PageInputs) -> TableView | None:
    """Return the reviews published by the quarter's end, the newest first; None where none is.

    A review that is not published yet is not named.
    """
    end = Quarter.parse(source.latest).last_day
    rows = [
        (day, row)
        for row in records(tables.reviews)
        if (day := row.day("published_on")) is not None
    ]
    told = sorted(
        ((day, row) for day, row in rows if day <= end),
        key=lambda found: (-found[0].toordinal(), found[1].text("review")),
    )
    if not told:
        return None
    made = tuple(
        TableViewRow(
            row.text("review"),
            (source.catalogue.area_name(row.text("csp_code")), _told(row.day("decided_on")),
             day_words(day)),
        )
        for day, row in told
    )  # fmt: skip
    return TableView("published-reviews", REVIEWS_CAPTION, REVIEW, REVIEW_COLUMNS, made)


def _told(day: date | None) -> str:
    return day_words(day) if day else UNKNOWN_DAY
