"""The relations of published figures: areas, categories, windows, parts, measures, percentages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from disclosure.audit.inference.equations import INFINITY
from disclosure.audit.inference.identities import (
    IdentityTerm,
    MeasureIdentity,
    parts_of,
    read_identities,
)
from disclosure.audit.inference.unknowns import Unknowns
from disclosure.audit.inference.vintages import Count, CountSeries
from disclosure.audit.reader.release_reader import (
    COUNTED,
    MISSING,
    NOT_APPLICABLE,
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
    loose: Mapping[str, int],
    changed: frozenset[Count] = frozenset(),
    waiting: frozenset[tuple[str, str]] = frozenset(),
) -> Unknowns:
    """The system of all releases together.

    Counts in `changed` may differ from release to release; what the newest says in `waiting` is of
    the counts of an earlier one, which has said it too. A measure of looseness 1 may as a whole;
    of 2 it also takes part in no identity with another measure (see attack.py, which loosens what
    contradicts itself).
    """
    book = Unknowns(releases, frozenset(loose), changed, waiting)
    for number, release in enumerate(releases):
        wanted = _attacked(release)
        for cell, figure in release.figures.items():
            if cell.measure in wanted:
                _write_figure(book, number, figure)
        for measure in wanted.values():
            _write_measure(book, number, measure)
        unbroken = {name for name in wanted if loose.get(name, 0) < 2}
        for identity in [*read_identities(), *parts_of(release.catalogue)]:
            if identity.measures <= unbroken:
                _write_identity(book, number, identity)
        add_progress(book, number)
    book.settle()
    return book


def _attacked(release: PublishedRelease) -> dict[str, PublishedMeasure]:
    """The measures that count people, and any other that hides a figure."""
    hiding = {cell.measure for cell, figure in release.figures.items() if figure.is_hidden}
    return {
        name: measure
        for name, measure in release.catalogue.items()
        if (measure.sensitive or name in hiding) and measure.kind in ADDITIVE
    }


def _write_figure(book: Unknowns, number: int, figure: PrintedFigure) -> None:
    """What a printed or hidden figure says of the quarters that its window sums."""
    if figure.shown in (MISSING, NOT_APPLICABLE):
        return
    cell = figure.cell
    measure = book.releases[number].catalogue[cell.measure]
    for part in measure.parts:
        place = (number, cell, part)
        if book.waits(place):
            continue
        counts = book.total(number, cell.line(part), cell.period, cell.quarter)
        known = None if figure.is_hidden else figure.number(part)
        if known is not None:
            book.require(dict.fromkeys(counts, 1.0), known, known, cell)
        elif figure.is_hidden:
            unknown = book.sum_of(counts, cell)
            if place not in book.places.get(unknown, ()):
                book.hide(unknown, place)
    _write_percentage(book, number, figure, measure)


def _write_percentage(
    book: Unknowns, number: int, figure: PrintedFigure, measure: PublishedMeasure
) -> None:
    """A percentage that is printed without its parts bounds them: (p - 0.5) % to (p + 0.5) %."""
    share = figure.number("value")
    if measure.kind != "ratio" or share is None or figure.number("denominator") is not None:
        return
    cell = figure.cell
    parts = [book.total(number, cell.line(part), cell.period, cell.quarter) for part in COUNTED]
    above, below = (book.sum_of(counts, cell) for counts in parts)
    book.require({above: 1.0, below: -(share - 0.005)}, 0, INFINITY, cell)
    book.require({above: 1.0, below: -(share + 0.005)}, -INFINITY, 0, cell)


def _write_measure(book: Unknowns, number: int, measure: PublishedMeasure) -> None:
    release = book.releases[number]
    tables = _covered(release, measure)
    for quarter in _quarters(release):
        for part in measure.parts:
            total: CountSeries = (measure.measure_id, part, release.county, "all", "all")
            areas = [(*total[:2], area, "all", "all") for area in release.areas_of(total[0])]
            if areas:
                _write_sum(book, number, quarter, total, areas)
            for breakdown in measure.breakdowns:
                if quarter in tables.get(breakdown, ()):
                    names = sorted(book.categories[measure.measure_id, breakdown])
                    lines = [(*total[:3], breakdown, name) for name in names]
                    _write_sum(book, number, quarter, total, lines)
        if measure.kind == "ratio":
            for line in _lines(book, number, measure):
                _write_order(book, number, quarter, line)
    _write_absences(book, number, measure)


def _write_sum(
    book: Unknowns, number: int, quarter: str, total: CountSeries, lines: list[CountSeries]
) -> None:
    terms = dict.fromkeys(_known(book.count(number, line, quarter) for line in lines), 1.0)
    whole = book.count(number, total, quarter)
    if whole is not None:
        terms[whole] = -1.0
    if terms:
        cell = PrintedCell(total[0], "quarter", quarter, *total[2:])
        book.require(terms, 0, 0, cell)


def _write_order(book: Unknowns, number: int, quarter: str, line: CountSeries) -> None:
    """The numerator counts only rows of its denominator."""
    above, below = (book.count(number, (line[0], part, *line[2:]), quarter) for part in COUNTED)
    if above is not None:
        terms = {above: 1.0} if below is None else {above: 1.0, below: -1.0}
        cell = PrintedCell(line[0], "quarter", quarter, *line[2:])
        book.require(terms, -INFINITY, 0, cell)


def _write_absences(book: Unknowns, number: int, measure: PublishedMeasure) -> None:
    """A category, or area "unknown", without a row in a printed table counts nothing there."""
    release = book.releases[number]
    for (name, period, quarter, breakdown), printed in release.tables.items():
        if name != measure.measure_id:
            continue
        total = PrintedCell(name, period, quarter, release.county, "all", "all")
        if total not in release.figures or release.figures[total].shown == MISSING:
            continue
        if breakdown == "all":
            unknown = total._replace(area="unknown")
            has_row = unknown in release.figures or measure.kind == "rate"  # rates never have one
            by_area = (name, period, quarter) in release.by_area
            absent = [unknown] if by_area and not has_row else []
        else:
            missing = book.categories[name, breakdown] - printed
            absent = [
                total._replace(breakdown=breakdown, category=each) for each in sorted(missing)
            ]
        for cell in absent:
            _write_nothing(book, number, cell, measure)


def _write_nothing(
    book: Unknowns, number: int, cell: PrintedCell, measure: PublishedMeasure
) -> None:
    for part in measure.parts:
        place = (number, cell, part)
        if book.waits(place):
            continue
        for count in book.total(number, cell.line(part), cell.period, cell.quarter):
            book.narrow(count, 0, 0, place)


def _write_identity(book: Unknowns, number: int, identity: MeasureIdentity) -> None:
    release = book.releases[number]
    for line in _common_lines(book, number, identity):
        for quarter in release.quarters:
            terms: dict[int, float] = {}
            if not all(_speaks(release, term, quarter) for term in identity.terms):
                continue
            for term in identity.terms:
                when = shift(quarter, -1) if term.before else quarter
                count = book.count(number, _term_line(term, line), when)
                if count is not None:
                    terms[count] = terms.get(count, 0) + term.sign
            terms = {count: sign for count, sign in terms.items() if sign}
            if terms:
                cell = PrintedCell(identity.terms[0].measure, "quarter", quarter, *line)
                book.require(terms, 0 if identity.equal else -INFINITY, 0, cell)


def _speaks(release: PublishedRelease, term: IdentityTerm, quarter: str) -> bool:
    """True unless a stock is missing then: a missing count adds 0 to both sides, a stock not."""
    if release.catalogue[term.measure].kind != "stock":
        return True
    when = shift(quarter, -1) if term.before else quarter
    figure = release.figures.get(
        PrintedCell(term.measure, "quarter", when, release.county, "all", "all")
    )
    return figure is not None and figure.shown != MISSING


def _common_lines(
    book: Unknowns, number: int, identity: MeasureIdentity
) -> Iterator[tuple[str, str, str]]:
    release = book.releases[number]
    measures = [release.catalogue[name] for name in sorted(identity.measures)]
    yield release.county, "all", "all"
    if identity.is_of_totals:
        return
    if len({measure.areas for measure in measures}) == 1:
        for area in release.areas_of(measures[0].measure_id):
            yield area, "all", "all"
    shared = set.intersection(*(set(measure.breakdowns) for measure in measures))
    for breakdown in sorted(shared):
        names = (book.categories.get((m.measure_id, breakdown), set()) for m in measures)
        for category in sorted(set().union(*names)):
            yield release.county, breakdown, category


def _term_line(term: IdentityTerm, line: tuple[str, str, str]) -> CountSeries:
    if term.breakdown:
        return (term.measure, term.part, line[0], term.breakdown, term.category)
    return (term.measure, term.part, *line)


def _lines(book: Unknowns, number: int, measure: PublishedMeasure) -> Iterator[CountSeries]:
    """Every line of a measure: the county, its areas, its categories."""
    release, name = book.releases[number], measure.measure_id
    for area in [release.county, *release.areas_of(name)]:
        yield (name, "", area, "all", "all")
    for breakdown in measure.breakdowns:
        for category in sorted(book.categories.get((name, breakdown), ())):
            yield (name, "", release.county, breakdown, category)


def _covered(release: PublishedRelease, measure: PublishedMeasure) -> dict[str, set[str]]:
    """The quarters that a printed table of each breakdown covers."""
    found: dict[str, set[str]] = {}
    for name, period, quarter, breakdown in release.tables:
        if name == measure.measure_id and breakdown != "all":
            stock = measure.kind == "stock"
            quarters = (quarter,) if stock else window(period, quarter)
            found.setdefault(breakdown, set()).update(quarters)
    return found


def _quarters(release: PublishedRelease) -> list[str]:
    """The release's quarters and the three before, which its first rolling years may sum."""
    first = release.quarters[0]
    return [*(shift(first, -back) for back in (3, 2, 1)), *release.quarters]


def _known(counts: Iterator[int | None]) -> list[int]:
    return [count for count in counts if count is not None]
