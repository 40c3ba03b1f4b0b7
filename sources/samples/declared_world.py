"""The declared world of the sample returns: a county's own, laid over the national one."""

import csv
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from random import Random
from typing import Any

import yaml

from core.area_levels import whole_level
from core.county import county_folder
from core.quarter import Quarter

NATIONAL = Path(__file__).with_name("world.yml")
OWN = "sample_world.yml"
"""The file of a county's folder that says what its world has of its own; it need not be there."""

Hint = dict[str, Any]


class WorldError(Exception):
    """A world that names what is not there; the message says what."""


@dataclass(frozen=True)
class World:
    """What is declared of a county: rates, seasons, trends, shares, and what goes wrong."""

    declared: Hint
    people_of: Mapping[str, float]
    """The people of each area that the county's seeds give a population for, by code."""

    whole: str | None
    """The code of the area that the warehouse is for."""

    area_of: Mapping[str, str]
    """The area that an agency sends for, by agency."""

    @cached_property
    def first(self) -> Quarter:
        """The first quarter that returns are made for."""
        return Quarter.parse(self.declared["first"])

    @cached_property
    def last(self) -> Quarter:
        """The newest quarter that returns are made for."""
        return Quarter.parse(self.declared["last"])

    def quarters(self) -> Iterator[Quarter]:
        """Yield the quarters from the first to the last."""
        quarter = self.first
        while quarter <= self.last:
            yield quarter
            quarter = quarter.next

    def hint(self, extract: str) -> Hint:
        """Return what is declared of an extract; nothing for one that the world does not name."""
        return self.declared["extracts"].get(extract, {})

    def hints(self) -> Iterable[Hint]:
        """Return what is declared of each extract."""
        return self.declared["extracts"].values()

    def is_sent(self, extract: str, quarter: Quarter) -> bool:
        """Return whether an extract was sent at all by a quarter."""
        since = self.hint(extract).get("since")
        return since is None or Quarter.parse(since) <= quarter

    def drifted(self, ends: Sequence[float], quarter: Quarter) -> float:
        """Return what lies between two ends, the first quarter's and the last one's."""
        position = _index(quarter, self.first) / max(1, _index(self.last, self.first))
        return ends[0] + (ends[1] - ends[0]) * min(1.0, max(0.0, position))

    def staged(self, hint: Any, quarter: Quarter) -> Any:
        """Return the hint that holds in a quarter, where `from` gives one hint after another."""
        if not (isinstance(hint, dict) and "from" in hint):
            return hint
        stages = {Quarter.parse(written): stage for written, stage in hint["from"].items()}
        return stages[max((each for each in stages if each <= quarter), default=min(stages))]

    def people(self, area: str | None, areas: Sequence[str] = ()) -> float:
        """Return the people of an area, or of the whole; an even part of the whole where unsaid."""
        whole = self.people_of.get(self.whole or "", self.declared["people"])
        return whole if area is None else self.people_of.get(area, whole / max(1, len(areas)))

    def factor(self, what: tuple[str, ...], area: str | None, differ: float) -> float:
        """Return how far an area lies from its county: declared for the extract, or drawn.

        `what`: the extract, and a column of it.
        """
        known = self.declared["factors"].get(what[0], {}).get(area)
        drawn = 1 + differ * (2 * chance_of(*what, area or "").random() - 1)
        return drawn if known is None or not differ else known

    def expected(self, what: tuple[str, ...], rate: Hint, quarter: Quarter) -> float:
        """Return how many a quarter brings for 10,000 people by a rate, areas apart."""
        season = rate.get("season", [1, 1, 1, 1])[quarter.number - 1]
        trend = (1 + rate.get("trend", 0)) ** _index(quarter, self.first)
        event = rate.get("events", {}).get(str(quarter), 1)
        return rate["per_10k"] * season * trend * event

    def counts(
        self, what: tuple[str, ...], rate: Hint, areas: Sequence[str | None], quarter: Quarter
    ) -> dict[str | None, int]:
        """Return a count by chance for each area; together they lie about the county's level."""
        level = self.expected(what, rate, quarter) / 10_000
        named = [area for area in areas if area is not None]
        people = {area: self.people(area, named) for area in areas}
        factors = {area: self.factor(what, area, rate.get("differ", 0)) for area in areas}
        mean = sum(people[area] * factors[area] for area in areas) / sum(people.values())
        return {
            area: poisson(
                level * people[area] * factors[area] / mean,
                chance_of(*what, area or "", str(quarter)),
            )
            for area in areas
        }


def chance_of(*names: str) -> Random:
    """Return a source of chance of its own: the same for the same names, every time."""
    return Random(" ".join(names))  # noqa: S311


def poisson(mean: float, chance: Random) -> int:
    """Return a count by chance about a mean: how many exponential waits fit in it."""
    count, waited = 0, chance.expovariate(1)
    while waited < mean:
        count += 1
        waited += chance.expovariate(1)
    return count


def days_about(typical: float, chance: Random) -> int:
    """Return days, half of them fewer than is typical, and some far more."""
    return math.floor(chance.expovariate(math.log(2) / max(typical, 0.01)))


def load_world() -> World:
    """Return the world of the county in use."""
    return _world_of(county_folder())


@cache
def _world_of(county: Path) -> World:
    declared = yaml.safe_load(NATIONAL.read_text(encoding="utf-8"))
    if (county / OWN).exists():
        own = yaml.safe_load((county / OWN).read_text(encoding="utf-8"))
        declared = laid_over(declared, own)
    areas, agencies = _rows(county / "areas.csv"), _rows(county / "agencies.csv")
    return World(
        declared,
        {
            row["area_code"]: float(row["population_female_16plus"])
            for row in areas
            if row["population_female_16plus"]
        },
        next((row["area_code"] for row in areas if row["level"] == whole_level()), None),
        {row["agency"]: row["area_code"] for row in agencies if row["area_code"]},
    )


def laid_over(below: Any, above: Any, depth: int = 4) -> Any:
    """Return one declaration with another laid over it, down to the rows and single columns."""
    if not (depth and isinstance(below, dict) and isinstance(above, dict)):
        return above
    return below | {
        key: laid_over(below.get(key), value, 0 if key == "rows" else depth - 1)
        for key, value in above.items()
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _index(quarter: Quarter, first: Quarter) -> int:
    return (quarter.start_year - first.start_year) * 4 + quarter.number - first.number
