"""What one cell means: dates, numbers, yes or no, ages (docs/acceptance.md#a-value).

Each parser takes folded text and its kind; `column_cleaning` calls it once per distinct cell.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import IntEnum
from typing import Any, NamedTuple

from sources.contract.schema import UNKNOWN_AGE
from sources.files.sheet import Kind


class Fault(IntEnum):
    """What is wrong with a value. A marker (suppressed and the like) is no fault."""

    OK = 0
    BLANK = 1
    UNREADABLE = 2
    UNRECOGNISED = 3


class Parsed(NamedTuple):
    """The value of a cell, what is wrong with it, and the marker that stands for a number."""

    value: Any
    fault: Fault = Fault.OK
    marker: str | None = None


BLANK = Parsed(None, Fault.BLANK)
UNREADABLE = Parsed(None, Fault.UNREADABLE)

ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
"""Error values as a spreadsheet writes them, also when it saves its cells as text."""

DASHES = "-‐‑‒–—―−"
TO_HYPHEN = dict.fromkeys(map(ord, DASHES), "-")

_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTHS = {
    written: number
    for number, name in enumerate(_MONTH_NAMES, start=1)
    for written in (name[:3], name)
} | {"sept": 9}

_TIME = r"(?:[t ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?(?: ?([ap])\.?m\.?)?)?"
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})" + _TIME)
_NAMED = re.compile(r"([0-9]{1,2})([ -])([a-z]{3,9})\2([0-9]{4}|[0-9]{2})" + _TIME)
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})" + _TIME)
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_SERIAL_ORIGIN = datetime(1899, 12, 30)

_NO_DATE_WORDS = frozenset(("n/a", "na", "n.a.", "-", "tbc"))
_NO_DATES = frozenset(((0, 0, 0), (1900, 1, 1)))
"""What systems write for a date that they do not have."""


def parse_date(text: str, kind: int) -> Parsed:
    """Return the day that is meant."""
    moment = parse_datetime(text, kind)
    return Parsed(moment.value.date()) if moment.fault == Fault.OK else moment


def parse_datetime(text: str, kind: int) -> Parsed:
    """Return the moment that is meant, midnight where no time is given; never month first.

    A year of two digits is of 1969 to 2068, as in POSIX.
    """
    text = text.casefold().translate(TO_HYPHEN)
    if text in _NO_DATE_WORDS:
        return BLANK
    if kind == Kind.BOOLEAN:
        return UNREADABLE
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text))
    parts = None if kind == Kind.NUMBER else _date_parts(text)
    if parts is None:
        return UNREADABLE
    (year, month, day), time = parts
    if (year, month, day) in _NO_DATES:
        return BLANK
    try:
        return Parsed(datetime(year, month, day) + _time_of_day(*time))
    except (ValueError, OverflowError):  # there is no such day, or no such time
        return UNREADABLE


def _date_parts(text: str) -> tuple[tuple[int, int, int], tuple[str | None, ...]] | None:
    if match := _DAY_FIRST.fullmatch(text):
        day, _, month, year, *time = match.groups()
        return (_year(year), int(month), int(day)), tuple(time)
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day, *time = match.groups()
        return (int(year), int(month), int(day)), tuple(time)
    if (match := _NAMED.fullmatch(text)) and match[3] in MONTHS:
        day, _, name, year, *time = match.groups()
        return (_year(year), MONTHS[name], int(day)), tuple(time)
    return None


def _year(digits: str) -> int:
    if digits == "00" or len(digits) == 4:
        return int(digits) if len(digits) == 4 else 2000
    return int(digits) + (1900 if int(digits) >= 69 else 2000)


def _time_of_day(
    hour: str | None, minute: str | None, second: str | None, half: str | None
) -> timedelta:
    hours, minutes, seconds = int(hour or 0), int(minute or 0), int(second or 0)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError("no hour of half a day")
        hours = hours % 12 + (12 if half == "p" else 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError("no time of day")
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _from_serial(serial: float) -> Parsed:
    if not 40000 <= serial < 60001:
        return UNREADABLE
    return Parsed(_SERIAL_ORIGIN + timedelta(seconds=round(serial * 86400)))


_MARKERS = (
    dict.fromkeys(("c", "<5", "-", "*"), "suppressed")
    | dict.fromkeys(("..", ":"), "unavailable")
    | dict.fromkeys(("z", "n/a", "na", "n.a."), "not_applicable")
)

_NUMBER = re.compile(r"(-?)£?([0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+|(?=\.[0-9]))((?:\.[0-9]+)?) ?(%?)")


def parse_number(text: str, kind: int) -> Parsed:
    """Return the number, of a percentage its share (`92%` is 0.92 exactly), or the marker."""
    parsed = _number_or_marker(text, kind)
    if isinstance(parsed, Parsed):
        return parsed
    number, is_share = parsed
    value = float(number / 100 if is_share else number)
    return Parsed(value) if abs(value) != float("inf") else UNREADABLE


def parse_integer(text: str, kind: int) -> Parsed:
    """Return the whole number, or the marker; a fraction or a percentage cannot be read."""
    parsed = _number_or_marker(text, kind)
    if isinstance(parsed, Parsed):
        return parsed
    number, is_share = parsed
    if is_share or number != int(number) or abs(number) >= 2**63:
        return UNREADABLE
    return Parsed(int(number))


def _number_or_marker(text: str, kind: int) -> tuple[Decimal, bool] | Parsed:
    if kind in (Kind.DATE, Kind.BOOLEAN):
        return UNREADABLE
    text = text.casefold().translate(TO_HYPHEN)
    marker = _MARKERS.get(text.replace(" ", "").removeprefix("[").removesuffix("]"))
    if marker:
        return Parsed(None, marker=marker)
    match = _NUMBER.fullmatch(re.sub(r"(?<=[-£]) ", "", text))
    if not match:
        return UNREADABLE
    sign, whole, fraction, percent = match.groups()
    digits = whole.replace(",", "").replace(" ", "") or "0"
    return Decimal(sign + digits + fraction), bool(percent)


_YES_NO = dict.fromkeys(("y", "yes", "true", "1", *"✓✔☑√✅🗸"), True) | dict.fromkeys(
    ("n", "no", "false", "0"), False
)


def parse_yes_no(text: str, kind: int) -> Parsed:
    """Return whether it is so; a blank is not recorded."""
    value = None if kind == Kind.DATE else _YES_NO.get(text.casefold().rstrip("."))
    return UNREADABLE if value is None else Parsed(value)


_BANDS = (
    (16, "under 16"),
    (18, "16-17"),
    (25, "18-24"),
    (35, "25-34"),
    (45, "35-44"),
    (55, "45-54"),
    (65, "55-64"),
    (121, "65 and over"),
)
AGE_BANDS = (*(band for _, band in _BANDS), UNKNOWN_AGE)


def parse_age(text: str, kind: int) -> Parsed:
    """Return the band of an age in whole years, 0 to 120; else unknown, and a fault."""
    age = parse_integer(text, kind).value
    if age is None or not 0 <= age <= 120:
        return Parsed(UNKNOWN_AGE, Fault.UNREADABLE)
    return Parsed(next(band for below, band in _BANDS if age < below))


def month_named(text: str, kind: int) -> date | None:
    """Return the first day of the month a heading names: `Apr-19`, `April 2019`, an Excel date."""
    day = parse_date(text, kind)
    if day.fault == Fault.OK:
        return day.value.replace(day=1)
    return parse_date(re.sub(r"^([A-Za-z]+)[ -]+", r"1 \1 ", text), Kind.TEXT).value
