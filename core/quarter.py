"""Quarters of the financial year, as the warehouse writes them: `2019-20-Q1`."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_WRITTEN = re.compile(r"(\d{4})-(\d{2})-Q([1-4])")
_MONTHS = ("April to June", "July to September", "October to December", "January to March")
_LAST_MONTH = ("June", "September", "December", "March")
_FIRST_MONTH = (4, 7, 10, 1)


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A quarter of the financial year that starts in April of `year`."""

    year: int
    number: int

    @classmethod
    def parse(cls, written: str) -> "Quarter":
        """The quarter that a text such as `2019-20-Q1` names; ValueError for any other text."""
        match = _WRITTEN.fullmatch(written)
        if match is None or int(match[2]) != (int(match[1]) + 1) % 100:
            raise ValueError(f"not a quarter: {written!r} (write 2019-20-Q1)")
        return cls(int(match[1]), int(match[3]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter in which a day lies."""
        month = (day.month - 4) % 12
        return cls(day.year - (day.month < 4), month // 3 + 1)

    def __str__(self) -> str:
        return f"{self.year_words}-Q{self.number}"

    def plus(self, quarters: int) -> "Quarter":
        """The quarter so many quarters later (earlier, where negative)."""
        years, number = divmod(self.number - 1 + quarters, 4)
        return Quarter(self.year + years, number + 1)

    @property
    def year_words(self) -> str:
        """The financial year: `2019-20`."""
        return f"{self.year}-{(self.year + 1) % 100:02}"

    @property
    def calendar_year(self) -> int:
        """The calendar year of its months."""
        return self.year + (self.number == 4)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.calendar_year, _FIRST_MONTH[self.number - 1], 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.plus(1).first_day - timedelta(days=1)

    @property
    def due_day(self) -> date:
        """The day by whose end its returns are due: the 21st after it."""
        return self.last_day + timedelta(days=21)

    @property
    def publication_day(self) -> date:
        """The first day on which it may be published: the last of the fourth week after it."""
        return self.last_day + timedelta(days=28)

    @property
    def name(self) -> str:
        """`Quarter 1, 2019-20`."""
        return f"Quarter {self.number}, {self.year_words}"

    @property
    def short(self) -> str:
        """`Q1 2019-20`."""
        return f"Q{self.number} {self.year_words}"

    @property
    def months(self) -> str:
        """`April to June 2019`."""
        return f"{_MONTHS[self.number - 1]} {self.calendar_year}"

    def window(self, period_type: str) -> str:
        """The window that ends with it, in words: `the year to June 2019`."""
        if period_type == "rolling_year":
            return f"the year to {_LAST_MONTH[self.number - 1]} {self.calendar_year}"
        if period_type == "year_to_date" and self.number > 1:
            start = f"April {self.year}" if self.calendar_year > self.year else "April"
            return f"{start} to {_LAST_MONTH[self.number - 1]} {self.calendar_year}"
        return self.months

    def window_first_day(self, period_type: str) -> date:
        """The first day of the window that ends with it."""
        if period_type == "rolling_year":
            return self.plus(-3).first_day
        return Quarter(self.year, 1).first_day if period_type == "year_to_date" else self.first_day
