"""Random counties: measure values of the real shapes, quarter after quarter, with revisions.

Five districts, three police areas, four community safety partnerships, quarters from 2018-19. Cases
are drawn one by one, so every relation between the tables holds as it does in a real county.

Topics share no relation, so most counties draw only some: one by district, one by police area, one
by partnership. Every tenth county has all of them. Even counties are dense, odd ones sparse.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.quarter import Quarter
from disclosure.control import ProtectionLimits, ReleaseSources
from tests.support.seeds import seed_file, with_definition_versions

COUNTY, UNKNOWN, ALL = "E10000025", "unknown", "all"
FIRST = Quarter(2018, 1)
QUARTERS = 8
#: The returns that are counted by district, by police area, and by partnership.
TOPICS = (("incidents", "pathway", "sanctuary"), ("dvpo", "marac"), ("dhr",))
#: Published reviews are public events; here they are protected like people, so that tables of four
#: partnerships are attacked too.
PROTECTED = "dhr_published"
KEY = ["measure_id", "period_type", "quarter", "area_code", "breakdown", "category"]
LIMITS = ProtectionLimits(threshold=5, fewest_values=3, least_denominator=10)
WINDOWS = ("quarter", "year_to_date", "rolling_year")
#: Attributes of a case, with how likely each is.
ATTRIBUTES = {
    "service": {"outreach": 0.55, "refuge": 0.25, "idva": 0.15, "not_recorded": 0.05},
    "referrer": {"police": 0.6, "idva": 0.2, "health": 0.1, "housing": 0.07, "other": 0.03},
    "gender": {"female": 0.92, "male": 0.05, "other": 0.01, "unknown": 0.02},
    "ethnicity_group": {"white": 0.7, "asian": 0.1, "black": 0.07, "mixed": 0.03, "unknown": 0.1},
    "risk": {"standard": 0.5, "medium": 0.35, "high": 0.15},
}


@dataclass(frozen=True)
class Measure:
    """How a measure counts the cases of one return."""

    measure_id: str
    cases: str
    level: str
    numerator: Callable[[pd.DataFrame], pd.Series]
    denominator: Callable[[pd.DataFrame], pd.Series] | None = None
    breakdowns: tuple[str, ...] = ()
    median: bool = False
    counted_in: str = "quarter"  #: or `last_quarter`, in which an order ends


def _every(cases: pd.DataFrame) -> pd.Series:
    return pd.Series(True, index=cases.index)


MEASURES = (
    Measure("pathway_referrals", "pathway", "district", _every, None, ("service",)),
    Measure(
        "pathway_accepted_rate",
        "pathway",
        "district",
        lambda c: c["first"],
        lambda c: c["first"] | c["second"],
        ("service",),
    ),
    Measure(
        "pathway_young_people_accepted", "pathway", "district", lambda c: c["first"] & c["third"]
    ),
    Measure("sanctuary_completed", "sanctuary", "district", _every),
    Measure("sanctuary_days_to_complete", "sanctuary", "district", _every, _every, median=True),
    Measure(
        "marac_cases",
        "marac",
        "police_area",
        _every,
        None,
        ("referrer", "ethnicity_group", "gender"),
    ),
    Measure("marac_repeat_rate", "marac", "police_area", lambda c: c["first"], _every),
    Measure(
        "marac_male_rate",
        "marac",
        "county",
        lambda c: c["gender"] == "male",
        _every,
    ),
    Measure("dvpo_applied", "dvpo", "police_area", _every),
    Measure("dvpo_granted", "dvpo", "police_area", lambda c: c["first"]),
    Measure(
        "dvpo_granted_rate",
        "dvpo",
        "police_area",
        lambda c: c["first"],
        lambda c: c["first"] | c["second"],
    ),
    Measure(
        "dvpo_breach_rate",
        "dvpo",
        "police_area",
        lambda c: c["first"] & c["third"],
        lambda c: c["first"],
        counted_in="last_quarter",
    ),
    Measure("incidents_recorded", "incidents", "district", _every, None, ("risk",)),
    Measure("dhr_notified", "dhr", "csp", _every),
    Measure("dhr_published", "dhr", "csp", lambda c: c["first"]),
    Measure("honour_based_incidents", "incidents", "county", lambda c: c["third"] & c["second"]),
)


@dataclass(frozen=True)
class County:
    """The cases of a county: when each happened, and from which to which release it is counted."""

    measures: tuple[Measure, ...]
    cases: pd.DataFrame
    missing: dict[tuple[str, str, str], int]  #: (cases, district, quarter): the release it comes in

    @property
    def catalogue(self) -> pd.DataFrame:
        """The catalogue of the measures that are drawn."""
        catalogue = with_definition_versions(pd.read_csv(seed_file("measures")))
        chosen = catalogue["measure_id"].isin([measure.measure_id for measure in self.measures])
        catalogue["sensitive"] |= catalogue["measure_id"] == PROTECTED
        return catalogue[chosen]


def sources_of(county: County, release: int) -> ReleaseSources:
    """Return what the release of the quarter of this number (from 0) is protected from."""
    return ReleaseSources(
        values=values_of(county, release),
        catalogue=county.catalogue,
        areas=pd.read_csv(seed_file("areas")),
        breakdowns=pd.read_csv(seed_file("breakdowns")),
        relations=pd.read_csv(seed_file("measure_relations")),
    )


def draw_county(number: int, quarters: int = QUARTERS) -> County:
    """The county of this number, the same however many of its quarters are published."""
    random = np.random.default_rng(number)
    topics = [topic for group in TOPICS for topic in group]
    if number % 10:
        topics = [str(random.choice(group)) for group in TOPICS]
    areas = pd.read_csv(seed_file("areas"))
    parts, missing = [], {}
    for cases in sorted(topics):
        scale = 10 ** (random.uniform(0.6, 1.2) if number % 2 else random.uniform(1.5, 2.5))
        level = next(m.level for m in MEASURES if m.cases == cases and m.level != "county")
        codes = list(areas.loc[areas["level"] == level, "area_code"])
        weights = random.dirichlet(np.ones(len(codes)) * 3)
        for number_of_quarter in range(quarters):
            size = random.poisson(scale * random.gamma(4, 0.25))
            drawn = _draw(random, size, [*codes, UNKNOWN], [*(weights * 0.98), 0.02])
            drawn["cases"], drawn["quarter"], drawn["from"] = (
                cases,
                str(FIRST.plus(number_of_quarter)),
                number_of_quarter,
            )
            drawn["last_quarter"] = np.where(
                drawn["risk"] == "high",
                str(FIRST.plus(number_of_quarter + 1)),
                str(FIRST.plus(number_of_quarter)),
            )
            drawn["until"] = quarters + 1
            if random.random() < 0.15:
                _revise(random, drawn, number_of_quarter)
            if level == "district" and random.random() < 0.1:
                late = str(random.choice(codes))
                drawn.loc[drawn["area"] == late, "from"] = number_of_quarter + 1
                missing[cases, late, str(FIRST.plus(number_of_quarter))] = number_of_quarter + 1
            parts.append(drawn)
    measures = tuple(measure for measure in MEASURES if measure.cases in topics)
    return County(measures, pd.concat(parts, ignore_index=True), missing)


def _draw(
    random: np.random.Generator, size: int, codes: list[str], weights: list[float]
) -> pd.DataFrame:
    columns = {"area": random.choice(codes, size, p=weights)}
    for name, shares in ATTRIBUTES.items():
        columns[name] = random.choice(list(shares), size, p=list(shares.values()))
    for name, share in (("first", 0.7), ("second", 0.6), ("third", 0.12)):
        columns[name] = random.random(size) < share
    return pd.DataFrame(columns)


def _revise(random: np.random.Generator, drawn: pd.DataFrame, number_of_quarter: int) -> None:
    """A corrected return one release later: a few cases more in one area, a few less."""
    if drawn.empty:
        return
    area = drawn["area"].iloc[0]
    chosen = (drawn["area"] == area) & (random.random(len(drawn)) < 0.4)
    later = random.random(len(drawn)) < 0.5
    drawn.loc[chosen & later, "from"] = number_of_quarter + 1
    drawn.loc[chosen & ~later, "until"] = number_of_quarter + 1


def values_of(county: County, release: int, since: int = 0) -> pd.DataFrame:
    """The measure values as they stand when the quarter of this number (from 0) is released.

    `since`: the number of the first quarter of which rows are wanted.
    """
    cases = county.cases
    cases = cases[(cases["from"] <= release) & (cases["until"] > release)]
    quarters = [str(FIRST.plus(number_of_quarter)) for number_of_quarter in range(release + 1)]
    absent = {
        key[:3] for key, number_of_quarter in county.missing.items() if release < number_of_quarter
    }
    areas = pd.read_csv(seed_file("areas"))
    rows: list[tuple[object, ...]] = []
    for measure in county.measures:
        codes = list(areas.loc[areas["level"] == measure.level, "area_code"])
        own = cases[cases["cases"] == measure.cases]
        rows.extend(_rows(measure, own, quarters, codes, absent, since))
    return pd.DataFrame(rows, columns=[*KEY, "numerator", "denominator", "value", "status"]).astype(
        {"numerator": float, "denominator": float, "value": float}
    )


def _rows(
    measure: Measure,
    cases: pd.DataFrame,
    quarters: list[str],
    codes: list[str],
    absent: set[tuple[str, str, str]],
    since: int,
) -> list[tuple[object, ...]]:
    tops = measure.numerator(cases)
    bottoms = None if measure.denominator is None else measure.denominator(cases)
    rows = []
    for number_of_quarter, quarter in enumerate(quarters[since:], since):
        number = Quarter.parse(quarter).number
        for period, reach in zip(WINDOWS, (1, number, 4), strict=True):
            inside = quarters[max(0, number_of_quarter + 1 - reach) : number_of_quarter + 1]
            in_window = cases[measure.counted_in].isin(inside)
            positions = [(COUNTY, ALL, ALL, in_window)]
            if measure.level != "county":
                known = [*codes, UNKNOWN]
                positions += [
                    (area, ALL, ALL, in_window & (cases["area"] == area)) for area in known
                ]
            for by in measure.breakdowns:
                positions += [
                    (COUNTY, by, category, in_window & (cases[by] == category))
                    for category in ATTRIBUTES[by]
                ]
            for area, by, category, mask in positions:
                top = int((tops & mask).sum())
                bottom = None if bottoms is None else int((bottoms & mask).sum())
                base = top if bottom is None else bottom
                if base == 0 and (area == UNKNOWN or by != ALL):
                    continue
                gone = [q for q in inside if (measure.cases, area, q) in absent]
                some = [q for q in inside if any((measure.cases, c, q) in absent for c in codes)]
                status = "partial" if gone or (area == COUNTY and some) else "complete"
                is_whole = status == "complete" and len(inside) == reach
                if len(gone) == len(inside) or (period != "quarter" and not is_whole):
                    status, top, bottom = "missing", None, None
                value = _value(measure, top, bottom)
                key = (measure.measure_id, period, quarter, area, by, category)
                rows.append((*key, None if measure.median else top, bottom, value, status))
    return rows


def _value(measure: Measure, top: int | None, bottom: int | None) -> float | None:
    if top is None or measure.denominator is None:
        return top
    if not bottom:
        return None
    return 21.0 if measure.median else top / bottom
