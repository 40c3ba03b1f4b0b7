"""The county's clock, and the newest quarter that has ended by it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.quarter import Quarter

TIME_ZONE = "Europe/London"


def now() -> datetime:
    """Return the wall time in the county, without zone: what deadlines are measured by."""
    return datetime.now(ZoneInfo(TIME_ZONE)).replace(tzinfo=None)


def newest_ended(today: date) -> Quarter:
    """Return the newest quarter whose last day lies before `today`."""
    return Quarter.of(today).previous
