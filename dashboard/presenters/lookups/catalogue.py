"""The catalogue in words for people: measures, topics, areas, codes, benchmarks, breaks."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from core.area_levels import area_levels, whole_level
from dashboard.presenters.lookups.frame_rows import FrameRow, records
from dashboard.release.release_cells import PUBLISHED_BY_OWNER
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.view_models import GlossaryTerm, Host, MeasureView
from dashboard.wording.area_text import ALL_PLANS
from dashboard.wording.formatting import list_in_words
from dashboard.wording.remarks import ALL_FIGURES, BY_TABLE
from disclosure.control import PublicationRules
from disclosure.control.inputs.publication_rules import AREAS, COUNTY, NOTHING

#: What measures of the returns themselves are made from: any return.
ALL_RETURNS = ("submissions",)
RECORD_OF_RETURNS = "Record of returns received"
#: The breakdown of measures that count the activities of plans, and what such a figure covers.
PLAN = "plan"
#: The pages of others that a topic may stand on.
_HOST_PAGES: dict[Host, str] = {"overview": "index.html", "returns": "returns.html"}
#: Codes that are no real answer; they stand after the others.
_RESIDUAL = (
    "other", "not_stated", "not_asked", "not_assessed", "unknown", "unrecognised", "not_recorded",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CatalogueArea:
    """An area with its page."""

    area_code: str
    name: str
    level: str

    @property
    def href(self) -> str:
        """Its page, from the site's root."""
        return f"{slug(area_levels()[self.level].title)}/{slug(self.name)}.html"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A figure from elsewhere to hold a measure against."""

    period_end: date | None
    value: float
    unit: str
    source: str
    note: str
    is_comparable: bool  #: whether it counts as our measure does; else it is not drawn
    title: str  #: what pages call it


@dataclass(frozen=True, slots=True)
class WorldChange:
    """A day on which the world or a definition changed; across a break nothing is compared."""

    day: date
    is_break: bool
    topic: str  #: "all" for every one
    measures: tuple[str, ...]  #: of the topic; empty for all of them
    description: str

    def touches(self, measure: MeasureView) -> bool:
        """Return whether a measure is among those that it concerns."""
        if self.measures:
            return measure.measure_id in self.measures
        return self.topic in ("all", measure.topic)


def slug(text: str) -> str:
    """Return a text as part of a file name or id."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


class Catalogue:
    """What the seeds say, looked up by name."""

    def __init__(
        self, tables: WarehouseTables, yearly: Mapping[str, Collection[str]] = NOTHING
    ) -> None:
        """`yearly`: the tables that a release publishes once a year, by measure."""
        self._tables = tables
        self._yearly = yearly
        areas = [
            CatalogueArea(row.text("area_code"), row.text("area_name"), row.text("level"))
            for row in records(tables.areas)
        ]
        self.areas = {area.area_code: area for area in areas}
        self.county = next(area for area in self.areas.values() if area.level == whole_level())
        self.agencies = dict(
            zip(tables.agencies["agency"], tables.agencies["agency_name"], strict=True)
        )
        self.world_changes = sorted(
            (
                WorldChange(
                    day,
                    row.text("kind") == "break",
                    row.text("topic"),
                    row.parts("measures"),
                    row.text("description"),
                )
                for row in records(tables.breaks)
                if (day := row.day("starts_on")) is not None
            ),
            key=lambda change: (change.day, change.topic),
        )

    @cached_property
    def topics(self) -> dict[str, str]:
        """Topics in the order of their pages, with their titles."""
        frame = self._tables.topics.sort_values("position")
        return dict(zip(frame["topic"], frame["title"], strict=True))

    @cached_property
    def measures(self) -> dict[str, MeasureView]:
        """The measures in the catalogue's order."""
        rows = records(self._tables.measures.sort_values("position"))
        return {row.text("measure_id"): self._measure(row) for row in rows}

    def _measure(self, row: FrameRow) -> MeasureView:
        measure_id, topic = row.text("measure_id"), row.text("topic")
        extracts = row.parts("extracts")
        return MeasureView(
            measure_id=measure_id, topic=topic, name=row.text("name"),
            definition=row.text("definition"), kind=row.text("kind"),
            is_stock=row.is_true("is_stock"), unit=row.text("unit"),
            polarity=row.text("polarity"), areas=row.text("areas"),
            breakdowns=row.parts("breakdowns"),
            extracts=extracts, activities=row.parts("activities"),
            default_window=row.text("default_window"),
            caveats=row.text("caveats"), target_kind=row.text("target_kind"),
            target_activity=row.text("target_activity"), target_area=row.text("target_area"),
            target_window=row.text("target_window"), target_value=row.number("target_value"),
            target_baseline_year=row.text("target_baseline_year"),
            plan_words=row.text("plan_words"),
            look_back_days=int(row.number("look_back_days") or 0), source=self._source(extracts),
            href=f"{self.topic_href(topic)}#{measure_id.replace('_', '-')}",
            yearly=self._yearly_tables(measure_id, row.text("areas")),
        )  # fmt: skip

    @cached_property
    def _hosts(self) -> dict[str, Host]:
        """Topics on another page: those of nothing but the returns themselves, or of the plans."""
        hosts: dict[str, Host] = {}
        for topic, measures in self._tables.measures.groupby("topic"):
            rows = records(measures)
            if all(row.parts("extracts") == ALL_RETURNS for row in rows):
                hosts[str(topic)] = "returns"
            elif all(PLAN in row.parts("breakdowns") for row in rows):
                hosts[str(topic)] = "overview"
        return hosts

    def host(self, topic: str) -> Host:
        """Return which page a topic stands on."""
        return self._hosts.get(topic, "own")

    def topic_href(self, topic: str) -> str:
        """Return the page that a topic stands on, from the site's root."""
        return _HOST_PAGES.get(self.host(topic)) or f"topics/{slug(topic)}.html"

    def _source(self, extracts: tuple[str, ...]) -> str:
        said = []
        for extract in extracts:
            frame = self._tables.expected_returns
            agencies = frame.loc[frame["extract"] == extract, "agency"]
            who = [self.agency(agency) for agency in agencies]
            said.append(self.extract(extract) + (f" ({list_in_words(who)})" if who else ""))
        return "; ".join(said)

    @cached_property
    def publication_rules(self) -> PublicationRules:
        """Which tables a release may have at all."""
        tables = self._tables
        return PublicationRules.read(
            tables.areas, tables.breakdowns, tables.measure_relations, self._yearly
        )

    def _yearly_tables(self, measure_id: str, level: str) -> tuple[str, ...]:
        """Return which tables of a measure are published once a year: `by district`, or all."""
        named = self._yearly.get(measure_id, ())
        if COUNTY in named:
            return (ALL_FIGURES,)
        words = [
            area_levels()[level].singular if table == AREAS else self.breakdown(table)
            for table in sorted(named)
        ]
        return tuple(BY_TABLE.format(by=by) for by in words)

    @cached_property
    def published_by_owner(self) -> frozenset[str]:
        """The measures whose first extract its owner publishes; the others stand in for it."""
        relations = self._tables.measure_relations
        owners = relations.loc[relations["relation"] == PUBLISHED_BY_OWNER, "measure_id"]
        return frozenset(owners) & self.measures.keys()

    @cached_property
    def measures_of_returns(self) -> tuple[MeasureView, ...]:
        """The measures of the returns themselves in the catalogue's order: received, on time."""
        return tuple(each for each in self.measures.values() if each.extracts == ALL_RETURNS)

    @cached_property
    def headlines(self) -> tuple[MeasureView, ...]:
        """The measures whose newest figures stand first, in the county's order.

        A choice of no measure stops the build; a measure may be gone from a release since.
        """
        chosen = self._tables.headlines.sort_values("position")["measure_id"]
        return tuple(self.measures[each] for each in chosen if each in self.measures)

    @cached_property
    def provisional_extracts(self) -> frozenset[str]:
        """The extracts whose figures stand only until those of another are published."""
        return frozenset(
            extract
            for measure_id in self.published_by_owner
            for extract in self.measures[measure_id].extracts[1:]
        )

    def agency(self, agency: str) -> str:
        """Return an agency's name."""
        return self.agencies.get(agency, self.in_words(agency))

    def extract(self, extract: str) -> str:
        """Return what a return is called; the submissions are the record of all returns."""
        return self._return_titles.get(extract) or RECORD_OF_RETURNS

    @cached_property
    def _return_titles(self) -> dict[str, str]:
        frame = self._tables.expected_returns
        return dict(zip(frame["extract"], frame["title"], strict=True))

    @cached_property
    def glossary(self) -> tuple[GlossaryTerm, ...]:
        """The terms that pages use, in alphabetical order."""
        rows = records(self._tables.glossary)
        terms = (GlossaryTerm(row.text("term"), row.text("meaning")) for row in rows)
        return tuple(sorted(terms, key=lambda term: term.term.lower()))

    @cached_property
    def _acronyms(self) -> dict[str, str]:
        return {term.term.replace(" ", "").lower(): term.term for term in self.glossary}

    def in_words(self, code: str) -> str:
        """Return a code such as `marac_cases` as words: `MARAC cases`."""
        text = " ".join(self._word(word) for word in code.split("_"))
        return text[:1].upper() + text[1:]

    def _word(self, word: str) -> str:
        singular = self._acronyms.get(word.removesuffix("s"))
        return self._acronyms.get(word) or (f"{singular}s" if singular else word)

    def area_name(self, area_code: str) -> str:
        """Return an area's name; figures without an area stand under `Area not known`."""
        area = self.areas.get(area_code)
        return area.name if area else "Area not known"

    def counted_in(self, measure: MeasureView, area_code: str) -> str:
        """Return what a figure of a measure covers: an area, or the plans as a whole.

        What is counted for each plan says nothing of a single activity of one.
        """
        return ALL_PLANS if PLAN in measure.breakdowns else self.area_name(area_code)

    def areas_of(self, level: str) -> list[CatalogueArea]:
        """Return the areas of a level, in alphabetical order."""
        found = [area for area in self.areas.values() if area.level == level]
        return sorted(found, key=lambda area: area.name)

    @cached_property
    def _breakdowns(self) -> dict[str, tuple[str, str]]:
        rows = records(self._tables.breakdowns)
        return {row.text("breakdown"): (row.text("title"), row.text("list")) for row in rows}

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        lists: dict[str, dict[str, str]] = {}
        for row in records(self._tables.codes):
            lists.setdefault(row.text("list"), {})[row.text("code")] = row.text("label")
        plans = self._tables.plans
        lists[PLAN] = dict(zip(plans["plan"], plans["title"], strict=True))
        return lists

    def breakdown(self, breakdown: str) -> str:
        """Return what a breakdown is called, as in `by course`."""
        return self._breakdowns.get(breakdown, (breakdown.replace("_", " "), ""))[0]

    def category(self, breakdown: str, category: str) -> str:
        """Return what a category of a breakdown is called."""
        code_list = self._breakdowns.get(breakdown, ("", ""))[1] or breakdown
        label = self._labels.get(code_list, {}).get(category)
        return label or self.in_words(category)

    @staticmethod
    def is_answer(category: str) -> bool:
        """Return whether a category is an answer, not a code for none."""
        return category not in _RESIDUAL

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

    @cached_property
    def _benchmarks(self) -> dict[str, list[Benchmark]]:
        """The benchmarks of each measure that has some."""
        found: dict[str, list[Benchmark]] = {}
        for row in records(self._tables.benchmarks):
            benchmark = Benchmark(
                row.day("period_end"),
                row.number("value") or 0.0,
                row.text("unit"),
                row.text("source"),
                row.text("note"),
                row.is_true("is_comparable"),
                row.text("title"),
            )
            found.setdefault(row.text("measure_id"), []).append(benchmark)
        return found

    def benchmarks(self, measure_id: str) -> list[Benchmark]:
        """Return the benchmarks of a measure, the oldest first, those without a date last."""
        found = self._benchmarks.get(measure_id, ())
        return sorted(found, key=lambda b: (b.period_end or date.max, b.source))
