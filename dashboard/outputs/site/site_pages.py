"""Which pages the site of a release has, where each stands and what it is made from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from core.area_levels import area_levels
from core.county import this_county
from core.quarter import Quarter
from dashboard.outputs.site.explore_files import levels_of
from dashboard.view_models import AreaPage, Host, MeasureView, ReleaseView, RevisedFigure, TopicPage
from dashboard.wording import changed_definitions, explore_text
from dashboard.wording.measure_kinds import POLARITIES, kind_sentence
from dashboard.wording.protection_text import YEARLY
from dashboard.wording.remarks import yearly_remark

#: A page of more quarters' tables would weigh more than 400 KiB.
_QUARTERS_A_PAGE = 6
#: And so would one of more revisions than this.
_REVISIONS_A_PAGE = 600
#: The section of pages that the navigation leaves out.
_UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of the site: where it lies, what it is called and what it is made from."""

    href: str
    title: str
    section: str
    template: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RevisionTable:
    """The revisions of one measure that stand in one table."""

    id: str
    name: str
    revisions: tuple[RevisedFigure, ...]


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """An entry of the navigation: a page, or a group of pages under one title."""

    title: str
    href: str
    pages: tuple[SitePage, ...] = ()


def site_pages(release: ReleaseView) -> Iterator[SitePage]:
    overview = {
        "overview": release.overview, "areas": release.areas, "levels": area_levels(),
        "topics": [topic for topic in release.topics if topic.host == "own"],
        "hosted": hosted_by("overview", release), "test_named": release.test_named,
        "contact": this_county().contact,
    }  # fmt: skip
    yield SitePage("index.html", "Overview", "", "overview.html.j2", overview)
    for aim in release.aims:
        yield SitePage(aim.href, aim.aim, "", "aim.html.j2", {"aim": aim})
    for topic in release.topics:
        if topic.host == "own":
            yield from _pages_of_topic(topic)
    for area in release.areas:
        title = _area_title(area, release.areas)
        section = "Areas"
        yield SitePage(area.href, title, section, "area.html.j2", {"area": area})
    if release.explore is not None:
        explore = {
            "topics": release.topics, "periods": explore_text.PERIODS, "levels": area_levels(),
            "every_quarter": explore_text.EVERY_QUARTER, "no_groups": explore_text.NO_GROUPS,
            "area_groups": levels_of(release.explore),
        }  # fmt: skip
        yield SitePage("explore.html", "Explore", "", "explore.html.j2", explore)
    for plan in release.plans:
        yield SitePage(plan.href, plan.title, "More", "plan.html.j2", {"plan": plan})
    yield from _pages_about(release)


def hosted_by(host: Host, release: ReleaseView) -> list[TopicPage]:
    """Return the topics that stand on a page of the site beside something else."""
    return [topic for topic in release.topics if topic.host == host]


def _pages_of_topic(topic: TopicPage) -> Iterator[SitePage]:
    """Return a topic's page with its charts and newest quarters, then pages of earlier quarters."""
    quarters = topic.sections[0].charts[0].quarters[::-1]
    spans = [quarters[i : i + _QUARTERS_A_PAGE] for i in range(0, len(quarters), _QUARTERS_A_PAGE)]
    earlier = []
    for place, span in enumerate(spans[1:], 1):
        first, last = (Quarter.parse(span[i]).short for i in (-1, 0))
        href = topic.href.replace(".html", f"-earlier-{place}.html")
        fields = {"topic": topic, "labels": _labels(span)}
        title = f"{topic.title}, {first} to {last}"
        earlier.append(SitePage(href, title, _UNLISTED, "earlier.html.j2", fields))
    years = {Quarter.parse(quarter).year_words for quarter in quarters}  # all stand on one page
    fields = {"topic": topic, "labels": _labels(spans[0]) | years, "earlier": earlier}
    section = _UNLISTED if topic.is_blank else "Topics"
    yield SitePage(topic.href, topic.title, section, "topic.html.j2", fields)
    yield from earlier


def _labels(quarters: Sequence[str]) -> frozenset[str]:
    return frozenset(Quarter.parse(quarter).short for quarter in quarters)


def _pages_about(release: ReleaseView) -> Iterator[SitePage]:
    """Return the pages about the data and the dashboard itself."""
    definitions = {
        "index": _index(release.measures),
        "count": len(release.measures),
        "titles": {topic.topic: topic.title for topic in release.topics},
        "kind_sentence": kind_sentence,
        "yearly_remark": yearly_remark,
        "polarities": POLARITIES,
    }
    received = {"received": release.received, "hosted": hosted_by("returns", release)}
    glossary = {
        "glossary": release.glossary, "shorthand_terms": release.shorthand,
        "delivery_words": release.delivery_words, "outcome_words": release.outcome_words,
    }  # fmt: skip
    protection = {"hidden": release.hidden, "yearly": YEARLY}
    about: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("Returns", "returns", received),
        ("Definitions", "definitions", definitions),
        ("Glossary", "glossary", glossary),
        ("Accessibility statement", "accessibility", {"contact": this_county().contact}),
        ("How small numbers are protected", "small_numbers", protection),
    )
    yield from _pages_of_revisions(release)
    names = {"small_numbers": "small-numbers"}
    for title, template, fields in about:
        href = f"{names.get(template, template)}.html"
        yield SitePage(href, title, "More", f"{template}.html.j2", fields)


def _index(measures: Iterable[MeasureView]) -> list[tuple[str, list[MeasureView]]]:
    """Return the measures in alphabetical order, those of a letter together."""
    ordered = sorted(measures, key=lambda measure: measure.name.casefold())
    by_letter = groupby(ordered, key=lambda measure: measure.name[0].upper())
    return [(letter, list(of_letter)) for letter, of_letter in by_letter]


def _pages_of_revisions(release: ReleaseView) -> Iterator[SitePage]:
    """Return the page that says why figures changed, as many as it can hold, then others."""
    spread: list[list[RevisionTable]] = [[]]
    reasons: dict[str, dict[str, str]] = {}
    for measure, revisions in release.revised:
        for start in range(0, len(revisions), _REVISIONS_A_PAGE):
            part = revisions[start : start + _REVISIONS_A_PAGE]
            held = sum(len(group.revisions) for group in spread[-1])
            if held + len(part) > _REVISIONS_A_PAGE:
                spread.append([])
            group = RevisionTable(
                f"{measure.anchor}-{start}" if start else measure.anchor, measure.name, part
            )
            spread[-1].append(group)
            link = f"{_revisions_href(len(spread))}#{group.id}"
            reasons.setdefault(part[0].reason, {}).setdefault(measure.name, link)
    hrefs = [_revisions_href(place) for place in range(1, len(spread) + 1)]
    for place, groups in enumerate(spread):
        fields = {
            "first": not place,
            "count": len(release.revisions),
            "is_first_release": release.edition.is_first,
            "definition_changes": release.definition_changes,
            "definitions_title": changed_definitions.CHANGES_TITLE,
            "definitions_note": changed_definitions.CHANGES_NOTE,
            "waiting": release.hidden.waiting,
            "waiting_since": release.hidden.waiting_since,
            "reasons": [(reason, list(links.items())) for reason, links in reasons.items()],
            "groups": groups,
            "more": [] if place else hrefs[1:],
        }
        title = f"Revisions, page {place + 1}" if place else "Revisions"
        is_listed = not place and (
            release.revisions or release.definition_changes or release.hidden.waiting
        )
        section = "More" if is_listed else _UNLISTED
        yield SitePage(hrefs[place], title, section, "revisions.html.j2", fields)


def _revisions_href(page: int) -> str:
    return "revisions.html" if page == 1 else f"revisions-{page}.html"


def _area_title(area: AreaPage, areas: Sequence[AreaPage]) -> str:
    """Return an area's name, with its level where two areas share the name."""
    shared = sum(other.name == area.name for other in areas) > 1
    return f"{area.name} ({area_levels()[area.level].singular})" if shared else area.name


def navigation_of(pages: Sequence[SitePage]) -> tuple[NavigationEntry, ...]:
    entries = [NavigationEntry(page.title, page.href) for page in pages if not page.section]
    for section in dict.fromkeys(
        page.section for page in pages if page.section not in ("", _UNLISTED)
    ):
        grouped = tuple(page for page in pages if page.section == section)
        entries.append(NavigationEntry(section, "", grouped))
    return tuple(entries)
