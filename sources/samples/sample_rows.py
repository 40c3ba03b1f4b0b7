"""The rows of a sample return: made up from its contract and a few hints, the same every time."""

import random
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.quarter import Quarter
from sources.contract.code_lists import CodeLists
from sources.contract.schema import Column, Contract

HINTS = Path(__file__).with_name("hints.yml")
HISTORY = 6
"""How many quarters before the first return a register reaches back."""

Row = dict[str, Any]


@cache
def hints() -> dict[str, dict[str, Any]]:
    """What is said of each extract beyond its contract, by extract."""
    return yaml.safe_load(HINTS.read_text(encoding="utf-8"))


def return_rows(
    contract: Contract, agency: str, quarter: Quarter, first: Quarter, codes: CodeLists
) -> list[Row]:
    """The rows that an agency's return for a quarter holds, clean; a register's are all so far."""
    if contract.coverage != "back_from_as_at":
        return _quarter_rows(contract, agency, quarter, codes)
    reached = first
    for _ in range(HISTORY):
        reached = reached.previous
    rows: list[Row] = []
    while reached <= quarter:
        rows += _quarter_rows(contract, agency, reached, codes)
        reached = reached.next
    return [_as_known_on(quarter.last_day, row, contract) for row in rows]


def _as_known_on(day: date, row: Row, contract: Contract) -> Row:
    """The row without what had not happened yet."""
    known = dict(row)
    for name, value in row.items():
        when = value.date() if isinstance(value, datetime) else value
        if isinstance(when, date) and when > day and "expected" not in name and name != "due_on":
            known[name] = None
    for pair in contract.order:
        if known.get(pair.then) is None and "outcome" in known and "end" in pair.then:
            known["outcome"] = None
    return known


def _quarter_rows(contract: Contract, agency: str, quarter: Quarter, codes: CodeLists) -> list[Row]:
    chance = random.Random(f"{contract.extract} {agency} {quarter}")  # noqa: S311
    said = hints().get(contract.extract, {})
    return [
        _row(contract, said.get("columns", {}), start, place, quarter, codes, chance)
        for place, start in enumerate(_starts(said.get("rows", 10), contract, quarter, codes))
    ]


def _starts(count: Any, contract: Contract, quarter: Quarter, codes: CodeLists) -> list[Row]:
    """What is given of each row: nothing, or the code (and month) that it is the row of."""
    if isinstance(count, int):
        return [{} for _ in range(count)]
    column = next(c.name for c in contract.columns.values() if c.list == count["each"])
    given = codes.codes(count["each"])
    words = list(given) if count["each"] == "activity" else list(given.values())
    months = quarter.months() if count.get("monthly") else (None,)
    return [{column: word, "month": month} for month in months for word in words]


def _row(
    contract: Contract,
    said: dict[str, Any],
    start: Row,
    place: int,
    quarter: Quarter,
    codes: CodeLists,
    chance: random.Random,
) -> Row:
    row: Row = {}
    month = start.get("month") or chance.choice(quarter.months())
    for name, column in contract.columns.items():
        hint = said.get(name)
        if name in start:
            row[name] = start[name]
        elif isinstance(hint, dict) and "days_of_month" in hint:
            place_of_code = list(codes.codes(contract.columns[hint["by"]].list or "").values())
            days = hint["days_of_month"]
            row[name] = month.replace(day=days[place_of_code.index(row[hint["by"]]) % len(days)])
        elif isinstance(hint, dict) and "after" in hint:
            row[name] = _later(hint, row, quarter, column, chance)
        else:
            row[name] = _value(column, hint, place, quarter, codes, chance)
    return row


def _later(hint: Row, row: Row, quarter: Quarter, column: Column, chance: random.Random) -> Any:
    """A date so many days after another one of the row, or nothing."""
    since = quarter.last_day if hint["after"] == "quarter" else row[hint["after"]]
    if since is None or chance.random() > hint["chance"]:
        return None
    if column.type == "datetime":
        return since + timedelta(
            days=chance.randint(*hint["days"]) - 1, hours=chance.randint(4, 30)
        )
    day = since.date() if isinstance(since, datetime) else since
    return day + timedelta(days=chance.randint(*hint["days"]))


def _value(
    column: Column,
    hint: Any,
    place: int,
    quarter: Quarter,
    codes: CodeLists,
    chance: random.Random,
) -> Any:
    """One made-up value of a column, as its hint says or as its type allows."""
    if isinstance(hint, dict):
        return _hinted(hint, place, quarter, chance)
    if isinstance(hint, float):
        return "Yes" if chance.random() < hint else "No"
    if isinstance(hint, list):
        if all(isinstance(each, int) for each in hint):
            return chance.randint(*hint)
        return chance.choice(hint)
    if column.type == "code":
        return chance.choice(list(codes.codes(column.list or "").values()))
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


def _hinted(hint: Row, place: int, quarter: Quarter, chance: random.Random) -> Any:
    if "number" in hint:
        since = (quarter.start_year - 2000) * 4 + quarter.number
        return f"{hint['number']}{since:03}{place // hint.get('every', 1):05}"
    if "pool" in hint:
        identifier = f"{hint['pool']}{chance.randrange(hint['of']):06}"
        return f"{identifier}@example.org" if hint["pool"] == "delegate" else identifier
    if "count" in hint:
        return place + 1
    return chance.choices(list(hint), list(hint.values()))[0]
