"""The publisher's judgement of an attack: which of its findings forbid a release.

The auditor reads bytes alone and supposes two things: that a hidden count is the same in all
releases as long as nothing printed says otherwise, and that somebody knows any count of 1 that may
be one (rule 3). The publisher, who holds the hidden numbers, knows where that is not so. It says so
by naming the counts; no number reaches the auditor, and none of its answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from disclosure.audit import (
    CERTAIN,
    CONTRADICTION,
    NOTICE,
    AttackerKnowledge,
    Finding,
    Truth,
    audit,
    breaches,
)
from disclosure.audit.inference.equations import EXACT, EquationRow
from disclosure.audit.inference.inference_attack import attack
from disclosure.audit.inference.relations import collect_unknowns
from disclosure.audit.inference.unknowns import Unknowns
from disclosure.audit.inference.vintages import Count
from disclosure.audit.reader.release_reader import PrintedCell, PublishedRelease, read_release

#: So often a release may say less after an audit that it failed: revisions wait, then each step by
#: which its newest quarter gets coarser.
MOST_TRIES = 5
Said = tuple[PrintedCell, str]


def faults(releases: list[Path], truth: Truth) -> list[Finding]:
    """The findings that forbid the newest of the releases, in order of publication."""
    return [each for each in judged(releases, truth) if each.severity != NOTICE]


def given_away(found: list[Finding]) -> set[str]:
    """The measures whose figures an attack came out with, or rested on: they can say less.

    Empty where anything else is wrong, which no hiding mends.
    """
    if any(not each.part and each.rule != CONTRADICTION for each in found):
        return set()
    cells = [each.cell for each in found] + [each.known[0] for each in found if each.known]
    return {cell.partition("|")[0] for cell in cells}


def judged(releases: list[Path], truth: Truth) -> list[Finding]:
    """Every breach and every warning over the releases.

    `truth` holds the numbers behind the newest release, by cell and part. A finding whose values
    do not hold the true number supposes what is not so, or is of a number that a correction has
    replaced: it tells nobody anything of those who are counted. Nor does one of the very count that
    somebody knows as 1, as an earlier release hides it: it is 1 still. Whoever knows a count of
    today as 1 knows more than figures that wait for their corrections: what she computes must
    follow without these too.
    """
    read = [read_release(folder) for folder in releases]
    found = audit(releases, supposed=supposed(read, truth))
    breaking = [
        each
        for each in breaches(found, truth)
        if each.known != (each.cell, each.part)
        and (not each.values or truth.get((each.cell, each.part), 0) in each.values)
    ]
    stale = list(stale_of(read[-1], truth))
    if stale and any(each.known for each in breaking):
        again = attack(read, supposed=supposed(read, truth, stale))
        sound = {_computed(each) for each in again}
        if not any(each.rule == CONTRADICTION and each.severity == CERTAIN for each in again):
            breaking = [each for each in breaking if not each.known or _computed(each) in sound]
    return [*(each for each in found if each.severity == NOTICE), *breaking]


def supposed(
    read: list[PublishedRelease], truth: Truth, stale: Collection[Said] = ()
) -> AttackerKnowledge:
    """What an attacker who is never wrong supposes of the newest release's hidden counts.

    `stale`: what the newest release says, by cell and part, that is not taken for today's.
    """
    waiting = frozenset((str(cell), part) for cell, part in stale)
    changed: frozenset[Count] = frozenset(
        (cell.line(part), cell.quarter) for cell, part in stale if cell.period == "quarter"
    )
    while True:
        if stale:
            changed |= {_total(count, read[-1].county) for count in changed}
        refuted = refuted_by(truth, collect_unknowns(read, {}, changed, waiting))
        if refuted <= changed:
            break
        changed |= refuted
    ones = frozenset(name for name, number in truth.items() if number == 1)
    return AttackerKnowledge(changed=changed, ones=ones, waiting=waiting)


def _computed(finding: Finding) -> tuple[str, str, tuple[str, str] | None]:
    return finding.cell, finding.part, finding.known


def _total(count: Count, county: str) -> Count:
    """The county's count, which has changed when an area's or a category's has."""
    line, quarter = count
    return (*line[:2], county, "all", "all"), quarter


def stale_of(release: PublishedRelease, truth: Truth) -> Iterator[Said]:
    """What the release says of counts that are others now, by cell and part: corrections wait."""
    names = {cell for cell, _ in truth} | {str(cell) for cell in release.figures}
    known = {name.partition("|")[0] for name, _ in truth}
    for name in sorted(names):
        cell = PrintedCell(*name.split("|"))
        if cell.measure not in known or not release.speaks_of(cell):
            continue
        figure = release.figures.get(cell)
        if figure is not None and figure.is_hidden:
            continue
        for part in release.catalogue[cell.measure].parts:
            said = 0 if figure is None else figure.number(part) or 0
            if abs(said - truth.get((name, part), 0)) > EXACT:
                yield cell, part


def refuted_by(truth: Truth, book: Unknowns) -> frozenset[Count]:
    """The counts of every row or bound of the book that the newest release's true numbers break.

    A row with counts of earlier releases alone, whose numbers nobody kept, is broken when no value
    within their bounds satisfies it.
    """
    lower, upper = list(book.system.lower), list(book.system.upper)
    found: set[Count] = set()
    for unknown, number in _true_numbers(truth, book).items():
        if not lower[unknown] <= number <= upper[unknown]:
            found |= book.counts_of(unknown)
        lower[unknown] = upper[unknown] = number
    for row in book.system.rows:
        if not _may_hold(row, lower, upper):
            found |= {count for unknown, _ in row.terms for count in book.counts_of(unknown)}
    return frozenset(found)


def _may_hold(row: EquationRow, lower: list[float], upper: list[float]) -> bool:
    ends = [(times * lower[unknown], times * upper[unknown]) for unknown, times in row.terms]
    least, most = sum(map(min, ends)), sum(map(max, ends))
    return most >= row.low - EXACT and least <= row.high + EXACT


def _true_numbers(truth: Truth, book: Unknowns) -> dict[int, float]:
    """The true number of every unknown that the newest release hides; no row is a 0."""
    newest = len(book.releases) - 1
    return {
        unknown: truth.get((str(cell), part), 0)
        for unknown, places in book.places.items()
        if unknown not in book.printed
        for release, cell, part in places
        if release == newest
    }
