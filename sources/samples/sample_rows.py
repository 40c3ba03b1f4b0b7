"""The rows of a sample return, drawn from its contract and the declared world."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random
from typing import Any

from core.quarter import Quarter
from sources.contract.code_lists import ELSEWHERE
from sources.contract.schema import Column
from sources.samples.declared_world import Hint, WorldError, chance_of
from sources.samples.sample_values import Draft, Row, SampleReturn, forgotten, value_of

HISTORY = 6
"""How many quarters before the first return a register reaches back."""


@dataclass(frozen=True)
class _Unit:
    """What brings a row, or some rows together: what is given of it, and the area that it is of."""

    given: Row
    area: str | None = None
    rows: int = 1
    month: date | None = None


def return_rows(sample: SampleReturn) -> list[Row]:
    """Return the clean rows of a return; a register's are all since before the first quarter."""
    if sample.contract.coverage != "back_from_as_at":
        return _quarter_rows(sample)
    rows: list[Row] = []
    reached = sample.world.first.plus(-HISTORY)
    while reached <= sample.quarter:
        joined = replace(sample, quarter=reached)
        hints = {name: joined.column_hint(name) for name in sample.contract.columns}
        day = sample.quarter.last_day
        rows += [_as_known_on(day, row, hints) for row in _quarter_rows(joined)]
        reached = reached.next
    period = sample.contract.period
    return [row for row in rows if period is None or row[period] is not None]


def _as_known_on(day: date, row: Row, hints: Hint) -> Row:
    """Return the row without what had not happened yet, but for dates that lie ahead by nature."""
    known = dict(row)
    for name, value in row.items():
        when = value.date() if isinstance(value, datetime) else value
        hint = hints.get(name)
        is_ahead = isinstance(hint, dict) and hint.get("ahead")
        if isinstance(when, date) and when > day and not is_ahead:
            known[name] = None
    return forgotten(known, hints)


def _quarter_rows(sample: SampleReturn) -> list[Row]:
    """Return the rows of a quarter, in the order of their dates where they have one."""
    chance = sample.chance()
    shared = _rate(sample).get("together", {}).get("columns", ())
    rows: list[Row] = []
    for unit in _units(sample):
        first: Row = {}
        for _ in range(unit.rows):
            given = unit.given | {name: first[name] for name in shared if first}
            rows.append(_row(sample, replace(unit, given=given), len(rows), chance))
            first = first or rows[-1]
    period = sample.contract.period
    if sample.contract.delivery == "quarterly" and period:
        rows = sorted((row for row in rows if row[period]), key=lambda row: row[period])
    return rows


def _row(sample: SampleReturn, unit: _Unit, number: int, chance: Random) -> Row:
    """Return a row with these values given, column by column."""
    row = {name: value for name, value in unit.given.items() if name not in sample.contract.columns}
    month = unit.month or chance.choice(sample.quarter.months())
    draft = Draft(sample, number, chance, row, unit.area, month)
    for name, column in sample.contract.columns.items():
        row[name] = unit.given[name] if name in unit.given else value_of(draft, column)
    return row


def _rate(sample: SampleReturn) -> Hint:
    """Return what the world says of how many rows there are; ten where it says nothing."""
    rate = sample.hint.get("rows", 10)
    return rate if isinstance(rate, dict) else {"number": rate}


def _units(sample: SampleReturn) -> Iterator[_Unit]:
    """Yield what brings the quarter's rows.

    Raises WorldError for a way of counting them that is not known.
    """
    rate = _rate(sample)
    own_area = sample.world.area_of.get(sample.agency) if sample.contract.area else None
    if "number" in rate:
        yield from (_Unit({}, own_area) for _ in range(rate["number"]))
    elif "per_10k" in rate:
        yield from _by_chance(sample, rate, own_area)
    elif "each" in rate:
        yield from _each(sample, rate)
    elif "items" in rate:
        yield from (_Unit(item, own_area) for item in _newest(sample, rate))
    elif "per" in rate:
        yield from _of_another(sample, rate)
    else:
        raise WorldError(f"{sample.extract}: rows: {', '.join(rate)} says not how many there are")


def _by_chance(sample: SampleReturn, rate: Hint, own_area: str | None) -> Iterator[_Unit]:
    """Yield the units that a rate brings in each area, some of places elsewhere or not known."""
    what, chance = (sample.extract, ""), sample.chance("units")
    column = _column_of(sample, rate["by"]) if "by" in rate else None
    labels = sample.codes_of(column.list) if column else {}
    areas: list[str | None] = [*labels] if column else [own_area]
    size = rate.get("together", {}).get("size", (1, 1))
    for area, count in sample.world.counts(what, rate, areas, sample.quarter).items():
        for _ in range(count):
            given = {column.name: _place(sample, column, area, chance)} if column else {}
            yield _Unit(given, area, chance.randint(*size))


def _place(sample: SampleReturn, column: Column, area: str | None, chance: Random) -> str | None:
    """Return what a row says of its area: its label, or now and then elsewhere or nothing."""
    rate = _rate(sample)
    drawn = chance.random()
    if drawn < rate.get("elsewhere", 0):
        return sample.rules.codes.codes(column.list or "").get(ELSEWHERE)
    if drawn > 1 - rate.get("unknown", 0):
        return None
    return sample.codes_of(column.list)[area or ""]


def _column_of(sample: SampleReturn, code_list: str) -> Column:
    columns = sample.contract.columns.values()
    found = next((column for column in columns if column.list == code_list), None)
    if found is None:
        raise WorldError(f"{sample.extract}: no column is of the list {code_list}")
    return found


def _each(sample: SampleReturn, rate: Hint) -> Iterator[_Unit]:
    """Yield one unit per code of a list, for each item and each month that is asked for."""
    column = _column_of(sample, rate["each"])
    months = sample.quarter.months() if rate.get("monthly") else (None,)
    for month in months:
        for code, label in sample.codes_of(column.list).items():
            for item in rate.get("items", ({},)):
                given = {**item, column.name: code if rate.get("codes") else label}
                yield _Unit(given, code if column.area else None, month=month)


def _newest(sample: SampleReturn, rate: Hint) -> list[Row]:
    """Return the items that hold in a quarter: of one key the newest that has come."""
    newest: dict[Any, Row] = {}
    for item in rate["items"]:
        since = item.get("since")
        if since is None or Quarter.parse(since) <= sample.quarter:
            key = item[rate["key"]] if "key" in rate else len(newest)
            newest[key] = item
    return [item for item in newest.values() if not item.get("is_left_out")]


def _of_another(sample: SampleReturn, rate: Hint) -> Iterator[_Unit]:
    """Yield some units for each row of another extract, with what they take from it."""
    parents = _quarter_rows(replace(sample, extract=rate["per"]))
    for position, parent in enumerate(parents):
        given = {name: parent[theirs] for name, theirs in rate["takes"].items()}
        if None in given.values():
            continue
        chance = chance_of(sample.extract, str(sample.quarter), str(position))
        yield from (_Unit(given) for _ in range(chance.randint(*rate["size"])))
