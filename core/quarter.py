"""Quarters of the financial year, as the warehouse writes them: `2019-20-Q1`."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from core.windows import QUARTERS_OF_A_YEAR, ROLLING_YEAR, YEAR_TO_DATE, length

_WRITTEN = re.compile(r"([0-9]{4})-([0-9]{2})-Q([1-4])")
_FIRST_MONTH = (4, 7, 10, 1)
_MONTHS = ("April to June", "July to September", "October to December", "January to March")
_LAST_MONTH = ("June", "September", "December", "March")


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A quarter of the financial year that starts on 1 April of `start_year`."""

    start_year: int
    number: int

    @classmethod
    def parse(cls, written: str) -> "Quarter":
        """Return the quarter written as `2019-20-Q1`; raise ValueError for anything else."""
        match = _WRITTEN.fullmatch(written)
        if match is None or int(match[2]) != (int(match[1]) + 1) % 100:
            raise ValueError(f"{written!r} is not a quarter. Write it like 2019-20-Q1")
        return cls(int(match[1]), int(match[3]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the quarter in which a day lies."""
        months_since_april = (day.month - 4) % 12
        return cls(day.year - (day.month < 4), months_since_april // 3 + 1)

    def __str__(self) -> str:
        return f"{self.year_words}-Q{self.number}"

    def plus(self, quarters: int) -> "Quarter":
        """Return the quarter so many quarters later (earlier, where negative)."""
        years, index = divmod(self.number - 1 + quarters, QUARTERS_OF_A_YEAR)
        return Quarter(self.start_year + years, index + 1)

    @property
    def next(self) -> "Quarter":
        """The quarter after it."""
        return self.plus(1)

    @property
    def previous(self) -> "Quarter":
        """The quarter before it."""
        return self.plus(-1)

    @property
    def calendar_year(self) -> int:
        """The calendar year of its months."""
        return self.start_year + (self.number == QUARTERS_OF_A_YEAR)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.calendar_year, _FIRST_MONTH[self.number - 1], 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.next.first_day - timedelta(days=1)

    def months(self) -> tuple[date, date, date]:
        """Return the first days of its three months."""
        first = self.first_day
        return first, first.replace(month=first.month + 1), first.replace(month=first.month + 2)

    def quarters(self, window: str) -> list["Quarter"]:
        """Return the quarters of the window that ends with it, the latest first."""
        return [self.plus(-back) for back in range(length(window, self.number))]

    def window_first_day(self, window: str) -> date:
        """Return the first day of the window that ends with it."""
        return self.quarters(window)[-1].first_day

    @property
    def year_words(self) -> str:
        """The financial year: `2019-20`."""
        return f"{self.start_year}-{(self.start_year + 1) % 100:02}"

    @property
    def name(self) -> str:
        """`Quarter 1, 2019-20`."""
        return f"Quarter {self.number}, {self.year_words}"

    @property
    def short(self) -> str:
        """`Q1 2019-20`."""
        return f"Q{self.number} {self.year_words}"

    @property
    def months_in_words(self) -> str:
        """`April to June 2019`."""
        return f"{_MONTHS[self.number - 1]} {self.calendar_year}"

    def window(self, window: str) -> str:
        """Return the window that ends with it in words: `the year to June 2019`."""
        last_month = f"{_LAST_MONTH[self.number - 1]} {self.calendar_year}"
        if window == ROLLING_YEAR:
            return f"the year to {last_month}"
        if window == YEAR_TO_DATE and self.number > 1:
            has_two_years = self.calendar_year > self.start_year
            return f"April{f' {self.start_year}' if has_two_years else ''} to {last_month}"
        return self.months_in_words
