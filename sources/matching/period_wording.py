"""Quarters, and the wordings in which agencies state a quarter or an as-at date."""

import re
from dataclasses import dataclass
from datetime import date

from core.quarter import Quarter
from sources.contract.normalise import fold_text
from sources.files.sheet import Kind
from sources.values.value_parsers import MONTHS, TO_HYPHEN, parse_date


@dataclass(frozen=True)
class Statement:
    """What a place says of its period: a quarter, an as-at date, or both."""

    quarter: Quarter | None
    as_at: date | None


def find_statement(*texts: str) -> Statement | None:
    """Return what the texts of one place say, in reading order; None when they state no period.

    The first quarter and the first as-at date count. A statement may be part of a longer text.
    """
    written = [_as_written(text) for text in texts if _DIGIT.search(text)]
    quarters = (quarter for text in written if (quarter := _find_quarter(text)))
    dates = (day for text in written if (day := _find_as_at(text)))
    statement = Statement(next(quarters, None), next(dates, None))
    return statement if statement.quarter or statement.as_at else None


def _as_written(text: str) -> str:
    """Return the text with case, dashes and spaces made even; `_` is a space (file names)."""
    return fold_text(text.replace("_", " ")).casefold().translate(TO_HYPHEN)


_DIGIT = re.compile(r"\d")
"""No statement is without one."""

_MONTH = "(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?![a-z])\.?"
_YEAR = "([0-9]{4}|[0-9]{2})(?![0-9])"
_YEARS = rf"(?<![0-9/.-]){_YEAR} ?[-/] ?{_YEAR}(?![-/.][0-9])"
_QUARTER = r"(?<![a-z0-9])(?:quarter|qtr|q)\.? ?([1-4])(?![0-9])"
_BETWEEN = r"[ ,;:()\[\]-]*"
# The 2 of "v2 July to September 2019" and of "copy 2 July to September 2019" is no day.
_DAY = r"(?:(?<![a-z0-9])(?<!copy )([0-9]{1,2})(?:st|nd|rd|th)? )?"

_QUARTER_OF_YEARS = re.compile(rf"{_QUARTER}{_BETWEEN}(?:of )?(?:fy ?)?{_YEARS}")
_YEARS_QUARTER = re.compile(rf"{_YEARS}{_BETWEEN}{_QUARTER}")
_MONTHS_OF_YEAR = re.compile(
    rf"{_DAY}(?<![a-z]){_MONTH} ?(?:{_YEAR} )?(?:to|-) ?{_DAY}{_MONTH}[ ,()']*"
    rf"{_YEAR}(?: ?[-/] ?{_YEAR})?"
)
_AS_AT = re.compile(
    r"(?<![a-z])as[ -]?at(?![a-z])[^a-z0-9]*(?:(?:the|date)(?![a-z]))?[^a-z0-9]*("
    rf"[0-9]{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTH}[ -]{_YEAR}"
    rf"|[0-9]{{1,2}}([/.-])[0-9]{{1,2}}\4{_YEAR}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"
    r"|[45][0-9]{4}(?![0-9]))"
)


def _find_quarter(text: str) -> Quarter | None:
    quarters = [
        (match.start(), quarter)
        for match in _QUARTER_OF_YEARS.finditer(text)
        if (quarter := _of_years(match[2], match[3], int(match[1])))
    ]
    quarters += [
        (match.start(), quarter)
        for match in _MONTHS_OF_YEAR.finditer(text)
        if (quarter := _of_months(match))
    ]
    # Only then the years before the quarter: in "Plan 2019-20 Quarter 4 2018-19" they are no part.
    quarters = quarters or [
        (match.start(), quarter)
        for match in _YEARS_QUARTER.finditer(text)
        if (quarter := _of_years(match[1], match[2], int(match[3])))
    ]
    return min(quarters)[1] if quarters else None


def _of_years(first: str, second: str, number: int) -> Quarter | None:
    """Return the quarter of the financial year; None for other years than one (2019-2024)."""
    start = _full_year(first)
    return Quarter(start, number) if _full_year(second) == start + 1 else None


def _of_months(match: re.Match[str]) -> Quarter | None:
    """Return the quarter that the months make up; None when they are no financial quarter."""
    first_day, first, first_year, last_day, last, year, following = match.groups()
    month = MONTHS[first]
    if month not in (1, 4, 7, 10) or MONTHS[last] != month + 2:
        return None
    quarter = Quarter.of(date(_full_year(year), month, 1))
    if following and (of_years := _of_years(year, following, quarter.number)):
        quarter = of_years
    if first_year and _full_year(first_year) != quarter.first_day.year:
        return None
    whole = first_day in (None, "1", "01") and last_day in (None, str(quarter.last_day.day))
    return quarter if whole else None


def _full_year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _find_as_at(text: str) -> date | None:
    for match in _AS_AT.finditer(text):
        day = parse_date(re.sub(r"(?<=[0-9])(?:st|nd|rd|th)", "", match[1]), Kind.TEXT)
        if day.value:
            return day.value
    return None
