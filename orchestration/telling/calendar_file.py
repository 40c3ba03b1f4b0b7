"""The days on which returns are due and releases come out, as a file that any calendar opens."""

from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from core.county import county_folder
from core.policy import county_policy
from core.quarter import Quarter

QUARTERS = 4
"""So many quarters ahead."""


def calendar_of(first: Quarter) -> bytes:
    """Return the calendar (RFC 5545) of four quarters from `first` on; the same bytes each time."""
    policy = county_policy()
    whole = Calendar()
    whole.add("prodid", "-//Domestic abuse data warehouse//EN")
    whole.add("version", "2.0")
    for quarter in (first.plus(ahead) for ahead in range(QUARTERS)):
        months = quarter.months_in_words
        for kind, day, title in (
            ("due", policy.due_day(quarter), f"Domestic abuse returns due: {months}"),
            ("release", policy.publication_day(quarter), f"Dashboard release: {months}"),
        ):
            whole.add_component(_event(f"{kind}-{quarter}", day, title))
    return whole.to_ical()


def _event(identifier: str, day: date, title: str) -> Event:
    """Return an event of one whole day."""
    event = Event()
    event.add("uid", f"{identifier}@{county_folder().name}")
    event.add("dtstamp", datetime.combine(day, time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", title)
    event.add("transp", "TRANSPARENT")
    return event
