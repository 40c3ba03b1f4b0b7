"""One value of a sample row, as the declared world or the column's type says."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from core.quarter import Quarter
from sources.contract.code_lists import ELSEWHERE
from sources.contract.rules import SourceRules
from sources.contract.schema import Column, Contract
from sources.samples.declared_world import Hint, World, chance_of, days_about
from sources.samples.published_figures import published_figure

Row = dict[str, Any]
COURT_OPENS, COURT_CLOSES = time(10), time(16)
SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True)
class SampleReturn:
    """Which return is made up: an agency's, of an extract, for a quarter."""

    world: World
    rules: SourceRules
    extract: str
    agency: str
    quarter: Quarter

    @property
    def contract(self) -> Contract:
        """The contract of its extract."""
        return self.rules.contracts[self.extract]

    @property
    def hint(self) -> Hint:
        """What the world says of its extract."""
        return self.world.hint(self.extract)

    def column_hint(self, name: str) -> Any:
        """Return what the world says of a column in the return's quarter; None for nothing."""
        return self.world.staged(self.hint.get("columns", {}).get(name), self.quarter)

    def chance(self, purpose: str = "") -> Random:
        """Return a source of chance of its own: the same for the same return, every time."""
        return chance_of(self.extract, self.agency, str(self.quarter), purpose)

    def codes_of(self, code_list: str | None) -> dict[str, str]:
        """Return the codes of a list with their labels, but for a place outside the county."""
        labels = self.rules.codes.codes(code_list or "").items()
        return {code: label for code, label in labels if code != ELSEWHERE}


@dataclass(frozen=True)
class Draft:
    """A row in the making: its return, its number in the quarter from 0, the area it is of."""

    sample: SampleReturn
    number: int
    chance: Random
    row: Row
    area: str | None
    month: date

    def place(self, column: str) -> int:
        """Return the place of the row's value on its column's code list, from 0; 0 without one."""
        labels = list(self.sample.codes_of(self.sample.contract.columns[column].list).values())
        return labels.index(self.row[column]) if self.row[column] in labels else 0

    def what(self, column: Column) -> tuple[str, str]:
        """Return the names that a column's own chance is drawn by."""
        return self.sample.extract, column.name


def value_of(draft: Draft, column: Column) -> Any:
    """Return a made-up value of a column, as its hint says or as its type allows."""
    hint = draft.sample.column_hint(column.name)
    if isinstance(hint, dict):
        if not _is_asked(draft.row, hint) or draft.chance.random() < hint.get("blank", 0):
            return None
        person = draft.row.get(hint.get("of", ""))
        if person is not None:
            draft = replace(draft, chance=chance_of(str(person), column.name))
        return _hinted(draft, column, hint)
    if isinstance(hint, float):
        return "Yes" if draft.chance.random() < hint else "No"
    if isinstance(hint, list):
        if not hint:
            return None
        if all(isinstance(limit, int) for limit in hint):
            return draft.chance.randint(*hint)
        return draft.chance.choice(hint)
    return _typed(draft, column)


def _is_asked(row: Row, hint: Hint) -> bool:
    """Return whether what a column depends on is there in the row."""
    if "with" in hint and row[hint["with"]] is None:
        return False
    return all(row[name] in values for name, values in hint.get("when", {}).items())


def forgotten(row: Row, hints: dict[str, Any]) -> Row:
    """Return a row without what depends on values that are not there."""
    known = dict(row)
    for name in known:
        hint = hints.get(name)
        if isinstance(hint, dict) and not _is_asked(known, hint):
            known[name] = None
    return known


def _hinted(draft: Draft, column: Column, hint: Hint) -> Any:
    maker = next((MAKERS[word] for word in hint if word in MAKERS), None)
    return maker(draft, column, hint) if maker else _weighted(draft.chance, hint)


def _weighted(chance: Random, weights: Hint) -> Any:
    return chance.choices(list(weights), list(weights.values()))[0]


def _typed(draft: Draft, column: Column) -> Any:
    """Return any value that the column's type allows."""
    chance = draft.chance
    if column.type == "code":
        return chance.choice(list(draft.sample.codes_of(column.list).values()))
    if column.type == "date":
        return _day(draft)
    if column.type == "datetime":
        moment = time(chance.randint(8, 18), chance.choice((0, 15, 30, 45)))
        return datetime.combine(_day(draft), moment)
    if column.type == "yes_no":
        return chance.choice(("Yes", "No"))
    if column.type in ("integer", "number"):
        return chance.randint(18, 60) if column.privacy == "band" else chance.randint(0, 20)
    return "Somebody made up" if column.privacy == "drop" else column.description


def _day(draft: Draft) -> date:
    """Return a day of the quarter: a working day, where the extract is not of every day."""
    quarter = draft.sample.quarter
    days = (quarter.last_day - quarter.first_day).days
    day = quarter.first_day + timedelta(days=draft.chance.randint(0, days))
    if draft.sample.hint.get("every_day") or day.weekday() < SATURDAY:
        return day
    step = timedelta(days=day.weekday() - SATURDAY + 1)
    return day - step if Quarter.of(day - step) == quarter else day


def _share(draft: Draft, column: Column, hint: Hint) -> str:
    world, quarter = draft.sample.world, draft.sample.quarter
    factor = world.factor(draft.what(column), draft.area, hint.get("differ", 0))
    is_so = draft.chance.random() < world.drifted(hint["share"], quarter) * factor
    return "Yes" if is_so else "No"


def _labels(draft: Draft, column: Column, hint: Hint) -> Any:
    return _weighted(draft.chance, hint["labels"])


def _age(draft: Draft, column: Column, hint: Hint) -> int:
    """Return an age about one that is typical, by a log-normal curve: few are very old."""
    spread = hint["spread"] / hint["age"]
    years = hint["age"] * draft.chance.lognormvariate(0, spread)
    return max(hint.get("least", 0), min(95, round(years)))


def _after(draft: Draft, column: Column, hint: Hint) -> Any:
    """Return a date so many days after another one of the row, or nothing."""
    chance, sample = draft.chance, draft.sample
    since: Any = draft.row.get(hint["after"])
    if hint["after"] == "quarter":
        since = sample.quarter.last_day
    if since is None and "else_after" in hint:
        since = draft.row[hint["else_after"]]
    if since is None or chance.random() > hint.get("chance", 1):
        return None
    if "hours" in hint:
        return _in_court(since + timedelta(hours=_hours(chance, hint)))
    if "typical" in hint:
        typical = sample.world.drifted(hint["typical"], sample.quarter)
        typical *= sample.world.factor(draft.what(column), draft.area, hint.get("differ", 0))
        least = hint.get("least", 0)
        days = least + days_about(typical - least, chance)
    else:
        days = chance.randint(*hint["days"])
    return (since.date() if isinstance(since, datetime) else since) + timedelta(days=days)


def _hours(chance: Random, hint: Hint) -> int:
    """Return the hours until a hearing: within the limits, or some days more where it is late."""
    hours = chance.randint(*hint["hours"])
    return hours + 48 if chance.random() < hint.get("late", 0) else hours


def _in_court(moment: datetime) -> datetime:
    """Return the moment in a court's hours, and not on a Sunday."""
    if moment.weekday() == SUNDAY:
        moment += timedelta(days=1)
    return datetime.combine(moment, min(COURT_CLOSES, max(COURT_OPENS, moment.time())))


def _number(draft: Draft, column: Column, hint: Hint) -> str:
    quarter = draft.sample.quarter
    since = (quarter.start_year - 2000) * 4 + quarter.number
    return f"{hint['number']}{since:03}{draft.number:05}"


def _pool(draft: Draft, column: Column, hint: Hint) -> str:
    """Return one of the pool's people: a share of the times, one of the few who come often."""
    place = draft.place(hint["by"]) if "by" in hint else 0
    share, few = hint.get("often", (0, 0))
    index = draft.chance.randrange(few if draft.chance.random() < share else hint["of"])
    return f"{hint['pool']}{place}{index:06}{hint.get('ending', '')}"


def _count(draft: Draft, column: Column, hint: Hint) -> int:
    return draft.number + 1


def _day_of_month(draft: Draft, column: Column, hint: Hint) -> date | None:
    """Return the day of a month's meeting, or of another month's where it was cancelled.

    A row that is of the meeting itself has none then.
    """
    place, month = draft.place(hint["by"]), draft.month
    cancelled = hint.get("cancelled", {})
    held = [
        each
        for each in draft.sample.quarter.months()
        if place not in cancelled.get(f"{each:%Y-%m}", ())
    ]
    if month not in held:
        if not hint.get("moves"):
            return None
        month = draft.chance.choice(held)
    day = month.replace(day=hint["day_of_month"][place % len(hint["day_of_month"])])
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else 0)


def _figure(draft: Draft, column: Column, hint: Hint) -> int:
    """Return a figure by chance for the people of the row's area."""
    world, sample = draft.sample.world, draft.sample
    areas = list(sample.codes_of(_area_list(sample.contract)))
    counts = world.counts(draft.what(column), hint, areas, sample.quarter)
    return counts[draft.area]


def _area_list(contract: Contract) -> str | None:
    return next(column.list for column in contract.columns.values() if column.area)


def _part(draft: Draft, column: Column, hint: Hint) -> Any:
    whole = draft.row[hint["part_of"]]
    if whole is None:
        return None
    share = draft.sample.world.drifted(hint["share"], draft.sample.quarter)
    part = sum(draft.chance.random() < share for _ in range(whole))
    return "c" if 0 < part < hint.get("hidden_below", 0) else part


def _times(draft: Draft, column: Column, hint: Hint) -> Any:
    whole = draft.row[hint["times"]]
    return None if whole is None else round(whole * draft.chance.uniform(*hint["within"]), 1)


def _published(draft: Draft, column: Column, hint: Hint) -> int:
    """Return the district's early figure: the published one, give or take."""
    figure = published_figure(
        draft.sample.world, hint["published"], draft.area or "", draft.sample.quarter
    )
    return max(0, round(figure * (1 + draft.chance.uniform(-1, 1) * hint["within"])))


def _level(draft: Draft, column: Column, hint: Hint) -> str:
    """Return yes once the level has come above what is drawn for this row, by what it is of."""
    names = [str(draft.row[name]) for name in hint["by"]]
    threshold = chance_of(*draft.what(column), draft.sample.agency, *names).random()
    level = draft.sample.world.drifted(hint["level"], draft.sample.quarter)
    return "Yes" if threshold < level else "No"


def _whole(draft: Draft, column: Column, hint: Hint) -> int:
    return draft.chance.randint(*hint["whole"]) if draft.row[hint["with_yes"]] == "Yes" else 0


def _near(draft: Draft, column: Column, hint: Hint) -> float:
    middle, spread = draft.row[hint["near"]], draft.row[hint["spread"]]
    return max(0, round(draft.chance.gauss(middle, spread), 1))


def _mean(draft: Draft, column: Column, hint: Hint) -> float:
    return round(sum(draft.row[name] for name in hint["mean_of"]) / len(hint["mean_of"]), 1)


MAKERS: dict[str, Callable[[Draft, Column, Hint], Any]] = {
    "after": _after,
    "part_of": _part,
    "share": _share,
    "labels": _labels,
    "age": _age,
    "number": _number,
    "pool": _pool,
    "count": _count,
    "day_of_month": _day_of_month,
    "per_10k": _figure,
    "times": _times,
    "published": _published,
    "level": _level,
    "with_yes": _whole,
    "near": _near,
    "mean_of": _mean,
}
"""What makes a value, by the word of a hint that asks for it."""
