"""The rows of a sample return: made up from its contract and a few hints, the same every time."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.quarter import Quarter
from sources.contract.code_lists import ELSEWHERE, CodeLists
from sources.contract.schema import Column, Contract

HINTS = Path(__file__).with_name("hints.yml")
HISTORY = 6
"""How many quarters before the first return a register reaches back."""

Row = dict[str, Any]


@dataclass(frozen=True)
class SampleReturn:
    """Which return is made up: an agency's, of an extract, for a quarter."""

    contract: Contract
    agency: str
    quarter: Quarter
    codes: CodeLists

    @property
    def hint(self) -> dict[str, Any]:
        """What the hints say of its extract."""
        return hints().get(self.contract.extract, {})

    def chance(self, purpose: str = "") -> random.Random:
        """Return a source of chance of its own: the same for the same return, every time."""
        seed = f"{self.contract.extract} {self.agency} {self.quarter} {purpose}".rstrip()
        return random.Random(seed)  # noqa: S311

    def labels(self, column: str) -> list[str]:
        """Return the labels of a column's code list."""
        return list(self.codes_of(self.contract.columns[column].list or "").values())

    def codes_of(self, code_list: str) -> dict[str, str]:
        """Return the codes of a list with their labels, but for a place outside the county."""
        labels = self.codes.codes(code_list).items()
        return {code: label for code, label in labels if code != ELSEWHERE}


@cache
def hints() -> dict[str, dict[str, Any]]:
    """Return what is said of each extract beyond its contract, by extract."""
    return yaml.safe_load(HINTS.read_text(encoding="utf-8"))


def return_rows(sample: SampleReturn, first: Quarter) -> list[Row]:
    """Return the clean rows of a return; a register's are all since before the `first` quarter."""
    if sample.contract.coverage != "back_from_as_at":
        return _quarter_rows(sample)
    rows: list[Row] = []
    reached = first.plus(-HISTORY)
    while reached <= sample.quarter:
        rows += _quarter_rows(replace(sample, quarter=reached))
        reached = reached.next
    return [_as_known_on(sample.quarter.last_day, row, sample) for row in rows]


def _as_known_on(day: date, row: Row, sample: SampleReturn) -> Row:
    """Return the row without what had not happened yet, but for dates that lie ahead by nature."""
    column_hints = sample.hint.get("columns", {})
    known = dict(row)
    for name, value in row.items():
        when = value.date() if isinstance(value, datetime) else value
        if isinstance(when, date) and when > day and not _said(column_hints, name, "ahead"):
            known[name] = None
    for name in known:
        depends_on = _said(column_hints, name, "with")
        if depends_on and known[depends_on] is None:
            known[name] = None
    return known


def _said(column_hints: dict[str, Any], name: str, word: str) -> Any:
    """Return what a column's hint says under a word; None where it says nothing."""
    hint = column_hints.get(name)
    return hint.get(word) if isinstance(hint, dict) else None


def _quarter_rows(sample: SampleReturn) -> list[Row]:
    chance = sample.chance()
    return [
        _Maker(sample, number, chance).row(given)
        for number, given in enumerate(_given(sample.hint.get("rows", 10), sample))
    ]


def _given(count: Any, sample: SampleReturn) -> list[Row]:
    """Return what is given of each row: nothing, or the code (and month) that it is the row of."""
    if isinstance(count, int):
        return [{} for _ in range(count)]
    columns = sample.contract.columns.values()
    name = next(column.name for column in columns if column.list == count["each"])
    codes = sample.codes_of(count["each"])
    labels = list(codes) if count.get("codes") else list(codes.values())
    months = sample.quarter.months() if count.get("monthly") else (None,)
    return [{name: label, "month": month} for month in months for label in labels]


@dataclass(frozen=True)
class _Maker:
    """Makes up the values of one row: its number within the quarter, from 0, tells it apart."""

    sample: SampleReturn
    number: int
    chance: random.Random

    def row(self, given: Row) -> Row:
        """Return a row with these values given, column by column."""
        row: Row = {}
        month = given.get("month") or self.chance.choice(self.sample.quarter.months())
        for name, column in self.sample.contract.columns.items():
            hint = self.sample.hint.get("columns", {}).get(name)
            if name in given:
                row[name] = given[name]
            elif isinstance(hint, dict) and "days_of_month" in hint:
                position = self.sample.labels(hint["by"]).index(row[hint["by"]])
                days = hint["days_of_month"]
                row[name] = month.replace(day=days[position % len(days)])
            elif isinstance(hint, dict) and "after" in hint:
                row[name] = self._later(hint, row, column)
            else:
                row[name] = self._value(column, hint)
        return row

    def _later(self, hint: Row, row: Row, column: Column) -> Any:
        """Return a date so many days after another one of the row, or nothing."""
        is_quarter = hint["after"] == "quarter"
        since = self.sample.quarter.last_day if is_quarter else row[hint["after"]]
        if since is None or self.chance.random() > hint["chance"]:
            return None
        days = self.chance.randint(*hint["days"])
        if column.type == "datetime":
            return since + timedelta(days=days - 1, hours=self.chance.randint(4, 30))
        day = since.date() if isinstance(since, datetime) else since
        return day + timedelta(days=days)

    def _value(self, column: Column, hint: Any) -> Any:
        """Return a made-up value of a column, as its hint says or as its type allows."""
        if isinstance(hint, dict):
            return self._hinted(hint)
        if isinstance(hint, float):
            return "Yes" if self.chance.random() < hint else "No"
        if isinstance(hint, list):
            if all(isinstance(limit, int) for limit in hint):
                return self.chance.randint(*hint)
            return self.chance.choice(hint)
        return self._typed(column)

    def _typed(self, column: Column) -> Any:
        """Return any value that the column's type allows."""
        chance, quarter = self.chance, self.sample.quarter
        if column.type == "code":
            return chance.choice(self.sample.labels(column.name))
        if column.type in ("date", "datetime"):
            days = (quarter.last_day - quarter.first_day).days
            day = quarter.first_day + timedelta(days=chance.randint(0, days))
            hour = time(chance.randint(8, 18), chance.choice((0, 15, 30, 45)))
            return datetime.combine(day, hour) if column.type == "datetime" else day
        if column.type == "yes_no":
            return chance.choice(("Yes", "No"))
        if column.type in ("integer", "number"):
            return chance.randint(18, 60) if column.privacy == "band" else chance.randint(0, 20)
        return "Somebody made up" if column.privacy == "drop" else column.description

    def _hinted(self, hint: Row) -> Any:
        if "number" in hint:
            quarter = self.sample.quarter
            since = (quarter.start_year - 2000) * 4 + quarter.number
            return f"{hint['number']}{since:03}{self.number // hint.get('every', 1):05}"
        if "pool" in hint:
            return f"{hint['pool']}{self.chance.randrange(hint['of']):06}{hint.get('ending', '')}"
        if "count" in hint:
            return self.number + 1
        weights = hint.get("weights", hint)
        return self.chance.choices(list(weights), list(weights.values()))[0]
