"""The relations of published figures: areas, categories, windows, parts, measures, percentages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from disclosure.audit.findings import NOTHING_KNOWN, AttackerKnowledge
from disclosure.audit.inference.equations import INFINITY
from disclosure.audit.inference.identities import (
    IdentityTerm,
    MeasureIdentity,
    parts_of,
    read_identities,
)
from disclosure.audit.inference.unknowns import Unknowns
from disclosure.audit.reader.release_reader import (
    COUNTED,
    MISSING,
    NOT_APPLICABLE,
    CountSeries,
    PrintedCell,
    PrintedFigure,
    PublishedMeasure,
    PublishedRelease,
)
from disclosure.audit.reader.release_windows import shift, window
from disclosure.audit.rules.progress_rules import add_progress

ADDITIVE = ("count", "ratio", "rate", "median", "stock")


def collect_unknowns(
    releases: list[PublishedRelease],
    relaxed: Mapping[str, int],
    knowledge: AttackerKnowledge = NOTHING_KNOWN,
) -> Unknowns:
    """Return the unknowns and the system of all releases together.

    A measure in `relaxed` by 1 may differ from release to release as a whole; of 2 it also takes
    part in no identity with another measure (see inference_attack.py, which relaxes what
    contradicts itself). `knowledge` says of what is printed whether it may be true.
    """
    unknowns = Unknowns(releases, frozenset(relaxed), knowledge)
    for number, release in enumerate(releases):
        wanted = _attacked(release)
        is_repeated = partial(unknowns.repeated.repeats, number)
        for cell, figure in release.figures.items():
            if cell.measure in wanted and not is_repeated(cell.measure, cell.quarter):
                _add_figure(unknowns, number, figure)
        for measure in wanted.values():
            _add_measure(unknowns, number, measure)
        unbroken = {name for name in wanted if relaxed.get(name, 0) < 2}
        for identity in read_identities():
            if identity.measures <= unbroken and identity.holds_in(release.catalogue):
                _add_identity(unknowns, number, identity)
        for identity in parts_of(release.catalogue):
            if identity.measures <= unbroken:
                _add_identity(unknowns, number, identity)
        add_progress(unknowns, number)
    unknowns.settle()
    return unknowns


def _attacked(release: PublishedRelease) -> dict[str, PublishedMeasure]:
    """Return the measures that count people, and any other that hides a figure."""
    hiding = {cell.measure for cell, figure in release.figures.items() if figure.is_hidden}
    return {
        name: measure
        for name, measure in release.catalogue.items()
        if (measure.sensitive or name in hiding) and measure.kind in ADDITIVE
    }


def _add_figure(unknowns: Unknowns, number: int, figure: PrintedFigure) -> None:
    """Add what a printed or hidden figure says of the quarters that its window sums."""
    if figure.shown in (MISSING, NOT_APPLICABLE):
        return
    cell = figure.cell
    measure = unknowns.releases[number].catalogue[cell.measure]
    for part in measure.parts:
        occurrence = (number, cell, part)
        counts = unknowns.summed_by(number, cell, part)
        known = None if figure.is_hidden else figure.number(part)
        if known is not None and not unknowns.may_sum_to(counts, known):
            unknowns.keep_secret(unknowns.sum_of(counts, cell), occurrence)
        elif known is not None:
            unknowns.require(dict.fromkeys(counts, 1.0), known, known, cell)
        elif figure.is_hidden:
            unknown = unknowns.sum_of(counts, cell)
            if occurrence not in unknowns.occurrences.get(unknown, ()):
                unknowns.hide(unknown, occurrence)
    _add_percentage(unknowns, number, figure, measure)


def _add_percentage(
    unknowns: Unknowns, number: int, figure: PrintedFigure, measure: PublishedMeasure
) -> None:
    """Bound the parts of a percentage that is printed without them: (p - 0.5) % to (p + 0.5) %."""
    share = figure.number("value")
    if measure.kind != "ratio" or share is None or figure.number("denominator") is not None:
        return
    cell = figure.cell
    parts = [unknowns.summed_by(number, cell, part) for part in COUNTED]
    above, below = (unknowns.sum_of(counts, cell) for counts in parts)
    unknowns.require({above: 1.0, below: -(share - 0.005)}, 0, INFINITY, cell)
    unknowns.require({above: 1.0, below: -(share + 0.005)}, -INFINITY, 0, cell)


def _add_measure(unknowns: Unknowns, number: int, measure: PublishedMeasure) -> None:
    release = unknowns.releases[number]
    tables = _covered(release, measure)
    name = measure.measure_id
    before = _covered(unknowns.releases[number - 1], measure) if number else {}
    for quarter in _quarters(release):
        is_repeated = unknowns.repeated.repeats(number, name, quarter)
        for part in measure.parts:
            total: CountSeries = (name, part, release.county, "all", "all")
            areas = [(*total[:2], area, "all", "all") for area in release.areas_of(total[0])]
            if areas and not is_repeated:
                _add_sum(unknowns, number, quarter, total, areas)
            for breakdown in measure.breakdowns:
                is_told = is_repeated and quarter in before.get(breakdown, ())
                if quarter in tables.get(breakdown, ()) and not is_told:
                    names = sorted(unknowns.categories[name, breakdown])
                    series_list = [(*total[:3], breakdown, name) for name in names]
                    _add_sum(unknowns, number, quarter, total, series_list)
        if measure.kind == "ratio" and not is_repeated:
            for series in _all_series(unknowns, number, measure):
                _add_order(unknowns, number, quarter, series)
    _add_absences(unknowns, number, measure)


def _add_sum(
    unknowns: Unknowns,
    number: int,
    quarter: str,
    total: CountSeries,
    series_list: list[CountSeries],
) -> None:
    terms = dict.fromkeys(
        _known(unknowns.count(number, series, quarter) for series in series_list), 1.0
    )
    whole = unknowns.count(number, total, quarter)
    if whole is not None:
        terms[whole] = -1.0
    if terms:
        cell = PrintedCell(total[0], "quarter", quarter, *total[2:])
        unknowns.require(terms, 0, 0, cell)


def _add_order(unknowns: Unknowns, number: int, quarter: str, series: CountSeries) -> None:
    """Add that the numerator counts only rows of its denominator."""
    above, below = (
        unknowns.count(number, (series[0], part, *series[2:]), quarter) for part in COUNTED
    )
    if above is not None:
        terms = {above: 1.0} if below is None else {above: 1.0, below: -1.0}
        cell = PrintedCell(series[0], "quarter", quarter, *series[2:])
        unknowns.require(terms, -INFINITY, 0, cell)


def _add_absences(unknowns: Unknowns, number: int, measure: PublishedMeasure) -> None:
    """Add that a category, or area "unknown", without a row in a printed table counts nothing."""
    release = unknowns.releases[number]
    name = measure.measure_id
    for (period, quarter, breakdown), printed in release.tables_of.get(name, {}).items():
        total = PrintedCell(name, period, quarter, release.county, "all", "all")
        if total not in release.figures or release.figures[total].shown == MISSING:
            continue
        if unknowns.repeated.repeats(number, name, quarter):
            continue
        if breakdown == "all":
            unknown = total._replace(area="unknown")
            has_row = unknown in release.figures or measure.kind == "rate"  # rates never have one
            by_area = (name, period, quarter) in release.by_area
            absent = [unknown] if by_area and not has_row else []
        else:
            missing = unknowns.categories[name, breakdown] - printed
            absent = [
                total._replace(breakdown=breakdown, category=each) for each in sorted(missing)
            ]
        for cell in absent:
            _add_zero(unknowns, number, cell, measure)


def _add_zero(
    unknowns: Unknowns, number: int, cell: PrintedCell, measure: PublishedMeasure
) -> None:
    for part in measure.parts:
        occurrence = (number, cell, part)
        for count in unknowns.summed_by(number, cell, part):
            unknowns.narrow(count, 0, 0, occurrence)


def _add_identity(unknowns: Unknowns, number: int, identity: MeasureIdentity) -> None:
    release = unknowns.releases[number]
    quarters = [
        quarter
        for quarter in release.quarters
        if not all(_is_repeated(unknowns, number, term, quarter) for term in identity.terms)
        and all(_is_told(release, identity, term, quarter) for term in identity.terms)
    ]
    for series in _common_keys(unknowns, number, identity) if quarters else ():
        for quarter in quarters:
            terms: dict[int, float] = {}
            for term in identity.terms:
                when = shift(quarter, -1) if term.before else quarter
                count = unknowns.count(number, _term_series(term, series), when)
                if count is not None:
                    terms[count] = terms.get(count, 0) + term.sign
            terms = {count: sign for count, sign in terms.items() if sign}
            if terms:
                cell = PrintedCell(identity.terms[0].measure, "quarter", quarter, *series)
                unknowns.require(terms, 0 if identity.equal else -INFINITY, 0, cell)


def _is_repeated(unknowns: Unknowns, number: int, term: IdentityTerm, quarter: str) -> bool:
    when = shift(quarter, -1) if term.before else quarter
    return unknowns.repeated.repeats(number, term.measure, when)


def _is_told(
    release: PublishedRelease, identity: MeasureIdentity, term: IdentityTerm, quarter: str
) -> bool:
    """Return whether nothing is missing that is no 0: a stock, or what another quarter is held to.

    A count that is missing adds 0 to both sides of one quarter.
    """
    if not release.catalogue[term.measure].is_stock and not identity.spans_quarters:
        return True
    when = shift(quarter, -1) if term.before else quarter
    figure = release.figures.get(
        PrintedCell(term.measure, "quarter", when, release.county, "all", "all")
    )
    return figure is not None and figure.shown != MISSING


def _common_keys(
    unknowns: Unknowns, number: int, identity: MeasureIdentity
) -> Iterator[tuple[str, str, str]]:
    release = unknowns.releases[number]
    measures = [release.catalogue[name] for name in sorted(identity.measures)]
    yield release.county, "all", "all"
    if identity.is_of_totals:
        return
    if len({measure.areas for measure in measures}) == 1:
        for area in release.areas_of(measures[0].measure_id):
            yield area, "all", "all"
    shared = set.intersection(*(set(measure.breakdowns) for measure in measures))
    for breakdown in sorted(shared):
        names = (unknowns.categories.get((m.measure_id, breakdown), set()) for m in measures)
        for category in sorted(set().union(*names)):
            yield release.county, breakdown, category


def _term_series(term: IdentityTerm, series: tuple[str, str, str]) -> CountSeries:
    if term.breakdown:
        return (term.measure, term.part, series[0], term.breakdown, term.category)
    return (term.measure, term.part, *series)


def _all_series(
    unknowns: Unknowns, number: int, measure: PublishedMeasure
) -> Iterator[CountSeries]:
    """Yield every series of a measure: the county, its areas, its categories."""
    release, name = unknowns.releases[number], measure.measure_id
    for area in [release.county, *release.areas_of(name)]:
        yield (name, "", area, "all", "all")
    for breakdown in measure.breakdowns:
        for category in sorted(unknowns.categories.get((name, breakdown), ())):
            yield (name, "", release.county, breakdown, category)


def _covered(release: PublishedRelease, measure: PublishedMeasure) -> dict[str, set[str]]:
    """Return the quarters that a printed table of each breakdown covers."""
    covered: dict[str, set[str]] = {}
    for period, quarter, breakdown in release.tables_of.get(measure.measure_id, {}):
        if breakdown != "all":
            quarters = (quarter,) if measure.is_stock else window(period, quarter)
            covered.setdefault(breakdown, set()).update(quarters)
    return covered


def _quarters(release: PublishedRelease) -> list[str]:
    """Return the release's quarters and the three before, which rolling years may sum."""
    first = release.quarters[0]
    return [*(shift(first, -back) for back in (3, 2, 1)), *release.quarters]


def _known(counts: Iterator[int | None]) -> list[int]:
    return [count for count in counts if count is not None]
