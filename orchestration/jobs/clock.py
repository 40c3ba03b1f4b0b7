"""The county's clock, and the quarter that it says has ended."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.quarter import Quarter

TIME_ZONE = "Europe/London"


def now() -> datetime:
    """The wall time in the county, without zone: the clock that receipts and deadlines go by."""
    return datetime.now(ZoneInfo(TIME_ZONE)).replace(tzinfo=None)


def newest_ended(today: date) -> Quarter:
    """The newest quarter whose last day lies before `today`."""
    return Quarter.of(today).previous
