"""The catalogue in words for people: measures, topics, areas, codes, benchmarks, breaks."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from dashboard.model import Measure, Term
from dashboard.warehouse import Tables
from dashboard.words import listed

LEVEL_NAMES = {
    "district": "Districts",
    "police_area": "Police areas",
    "csp": "Community safety partnerships",
    "county": "County",
}
LEVEL_ONE = {"district": "district", "police_area": "police area", "csp": "partnership"}
#: Codes that are no real answer; they stand after the others.
_RESIDUAL = ("other", "not_stated", "not_asked", "unknown", "unrecognised", "not_recorded")


@dataclass(frozen=True, slots=True)
class Area:
    """An area with its page."""

    area_code: str
    name: str
    level: str

    @property
    def href(self) -> str:
        """Its page, from the site's root."""
        return f"{slug(LEVEL_NAMES[self.level])}/{slug(self.name)}.html"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A figure from elsewhere to hold a measure against."""

    period_end: date | None
    value: float
    unit: str
    source: str
    note: str


def slug(text: str) -> str:
    """A text as part of a file name or id."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def text_of(value: object) -> str:
    """A cell of a frame as text; a null is the empty text."""
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]


def day_of(value: object) -> date | None:
    """A cell of a frame as a day; a null is None."""
    return None if pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload, arg-type]


def number_of(value: object) -> float | None:
    """A cell of a frame as a number; a null is None."""
    return None if pd.isna(value) else float(value)  # type: ignore[call-overload, arg-type]


def is_true(value: object) -> bool:
    """Whether a cell of a frame says yes; a null does not."""
    return text_of(value).lower() == "true"


def parts_of(value: object) -> tuple[str, ...]:
    """The parts of a cell that holds a list parted by semicolons."""
    return tuple(part for part in text_of(value).split(";") if part)


class Catalogue:
    """What the seeds say, looked up by name."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.areas = {
            row.area_code: Area(row.area_code, row.area_name, row.level)
            for row in tables.areas.itertuples()
        }
        self.county = next(area for area in self.areas.values() if area.level == "county")
        self.agencies = dict(
            zip(tables.agencies["agency"], tables.agencies["agency_name"], strict=True)
        )
        self.breaks = sorted(
            (day_of(row.on), row.topic, row.what) for row in tables.breaks.itertuples(index=False)
        )

    @cached_property
    def topics(self) -> dict[str, str]:
        """Topics in the order of their pages, with their titles."""
        frame = self._tables.topics.sort_values("position")
        return dict(zip(frame["topic"], frame["title"], strict=True))

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """The measures in the catalogue's order."""
        rows = self._tables.measures.sort_values("position").itertuples()
        return {row.measure_id: self._measure(row) for row in rows}

    def _measure(self, row: object) -> Measure:
        get = row._asdict()  # type: ignore[attr-defined]
        extracts = parts_of(get["extracts"])
        anchor = get["measure_id"].replace("_", "-")
        return Measure(
            measure_id=get["measure_id"], topic=get["topic"], name=get["name"],
            definition=text_of(get["definition"]), kind=get["kind"], unit=get["unit"],
            good=get["good"], areas=get["areas"], breakdowns=parts_of(get["breakdowns"]),
            extracts=extracts, activities=parts_of(get["activities"]),
            is_sensitive=is_true(get["sensitive"]), headline=get["headline"],
            caveats=text_of(get["caveats"]), target_kind=text_of(get["target_kind"]),
            target_activity=text_of(get["target_activity"]),
            target_area=text_of(get["target_area"]), target_window=text_of(get["target_window"]),
            target_value=number_of(get["target_value"]),
            look_back_days=int(number_of(get["look_back_days"]) or 0),
            source=self._source(extracts),
            href=f"topics/{slug(get['topic'])}.html#{anchor}",
        )  # fmt: skip

    def _source(self, extracts: tuple[str, ...]) -> str:
        said = []
        for extract in extracts:
            frame = self._tables.expected_returns
            agencies = frame.loc[frame["extract"] == extract, "agency"]
            who = [self.agency(agency) for agency in agencies]
            said.append(self.extract(extract) + (f" ({listed(who)})" if who else ""))
        return "; ".join(said)

    @cached_property
    def provisional_extracts(self) -> frozenset[str]:
        """The extracts whose figures stand only until another's are published.

        A measure that rests on several names the published one first.
        """
        return frozenset(e for measure in self.measures.values() for e in measure.extracts[1:])

    def agency(self, agency: str) -> str:
        """An agency's name."""
        return self.agencies.get(agency, self.in_words(agency))

    def extract(self, extract: str) -> str:
        """What a return is called: its extract's name, acronyms in capitals."""
        return self.in_words(extract)

    @cached_property
    def glossary(self) -> tuple[Term, ...]:
        """The terms that pages use, in alphabetical order."""
        rows = self._tables.glossary.itertuples()
        return tuple(sorted((Term(r.term, r.meaning) for r in rows), key=lambda t: t.term.lower()))

    @cached_property
    def _acronyms(self) -> dict[str, str]:
        return {term.term.replace(" ", "").lower(): term.term for term in self.glossary}

    def in_words(self, code: str) -> str:
        """A code such as `marac_cases` as words: `MARAC cases`."""
        words = [self._acronyms.get(word, word) for word in code.split("_")]
        text = " ".join(words)
        return text[:1].upper() + text[1:]

    def area_name(self, area_code: str) -> str:
        """An area's name; figures without an area stand under `Area not known`."""
        area = self.areas.get(area_code)
        return area.name if area else "Area not known"

    def areas_of(self, level: str) -> list[Area]:
        """The areas of a level, in alphabetical order."""
        found = [area for area in self.areas.values() if area.level == level]
        return sorted(found, key=lambda area: area.name)

    @cached_property
    def _breakdowns(self) -> dict[str, tuple[str, str]]:
        rows = self._tables.breakdowns.itertuples()
        return {row.breakdown: (row.title, text_of(row.list)) for row in rows}

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        lists: dict[str, dict[str, str]] = {}
        for row in self._tables.codes.itertuples():
            lists.setdefault(row.list, {})[row.code] = row.label
        plans = self._tables.plans
        lists["plan"] = dict(zip(plans["plan"], plans["title"], strict=True))
        return lists

    def breakdown(self, breakdown: str) -> str:
        """What a breakdown is called, as in `by course`."""
        return self._breakdowns.get(breakdown, (breakdown.replace("_", " "), ""))[0]

    def category(self, breakdown: str, category: str) -> str:
        """What a category of a breakdown is called."""
        code_list = self._breakdowns.get(breakdown, ("", ""))[1] or breakdown
        label = self._labels.get(code_list, {}).get(category)
        return label or self.in_words(category)

    def ordered_categories(self, breakdown: str, categories: list[str]) -> list[str]:
        """Categories in the order of their code list, what is no real answer last."""
        code_list = self._breakdowns.get(breakdown, ("", ""))[1] or breakdown
        places = {code: place for place, code in enumerate(self._labels.get(code_list, {}))}

        def order(category: str) -> tuple[int, int, str]:
            residual = _RESIDUAL.index(category) + 1 if category in _RESIDUAL else 0
            digits = re.search(r"\d+", category)
            age = (int(digits[0]) - category.startswith("under")) if digits else 0
            return residual, places.get(category, age), category

        return sorted(categories, key=order)

    def benchmarks(self, measure_id: str) -> list[Benchmark]:
        """The benchmarks of a measure, the oldest first, those without a date last."""
        frame = self._tables.benchmarks
        found = [
            Benchmark(day_of(r.period_end), float(r.value), r.unit, r.source, text_of(r.note))
            for r in frame[frame["measure_id"] == measure_id].itertuples()
        ]
        return sorted(found, key=lambda b: (b.period_end or date.max, b.source))
