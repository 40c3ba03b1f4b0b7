"""Quarters, and the wordings in which agencies state a quarter or an as-at date."""

import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a financial year, which starts on 1 April; written `2019-20-Q1`."""

    start_year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """The quarter written as `2019-20-Q1`; raises ValueError for anything else."""
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-Q([1-4])", text)
        if not match or (int(match[1]) + 1) % 100 != int(match[2]):
            raise ValueError(f"{text!r} is no quarter; a quarter is written like 2019-20-Q1")
        return cls(int(match[1]), int(match[3]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter in which the day lies."""
        since_april = day.month - 4
        return cls(day.year if since_april >= 0 else day.year - 1, since_april % 12 // 3 + 1)

    @property
    def first_day(self) -> date:
        month = 3 * self.number + 1
        return date(self.start_year, month, 1) if month < 12 else date(self.start_year + 1, 1, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        if self.number < 4:
            return Quarter(self.start_year, self.number + 1)
        return Quarter(self.start_year + 1, 1)

    @property
    def previous(self) -> "Quarter":
        if self.number > 1:
            return Quarter(self.start_year, self.number - 1)
        return Quarter(self.start_year - 1, 4)

    def months(self) -> tuple[date, date, date]:
        """The first days of its three months."""
        first = self.first_day
        return first, first.replace(month=first.month + 1), first.replace(month=first.month + 2)

    def __str__(self) -> str:
        return f"{self.start_year}-{(self.start_year + 1) % 100:02}-Q{self.number}"
