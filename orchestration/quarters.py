"""The quarter's calendar: when agencies are chased and when the dashboard comes out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sources.period import Quarter

CHASE_DAY = 14
"""Days after a quarter's end on which missing returns are chased."""
PUBLICATION_DAYS = 28
"""The dashboard is due on the last day of the fourth week after the quarter's end."""

TIME_ZONE = "Europe/London"


def now() -> datetime:
    """The wall time in the county, without zone: the clock that receipts and deadlines go by."""
    return datetime.now(ZoneInfo(TIME_ZONE)).replace(tzinfo=None)


def newest_ended(today: date) -> Quarter:
    """The newest quarter whose last day lies before `today`."""
    return Quarter.of(today).previous


def chase_on(quarter: Quarter) -> date:
    """The day on which agencies that have not sent their return are chased."""
    return quarter.last_day + timedelta(days=CHASE_DAY)


def publication_on(quarter: Quarter) -> date:
    """The first day on which the quarter's dashboard may be published."""
    return quarter.last_day + timedelta(days=PUBLICATION_DAYS)
