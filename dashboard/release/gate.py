"""The release gate: which findings of an attack forbid a release.

The auditor reads bytes alone. It supposes that a hidden count is the same in all releases as long
as nothing printed says otherwise, and that somebody knows any count of 1 that may be one (rule 3).
The gate stands with the publisher, who holds the hidden numbers and knows where that is not so. It
names such counts to the auditor; no number reaches the auditor, and none of its answers. Then it
drops the findings that tell nobody anything true. Each filter cites the lemma of docs/disclosure.md
that says why a dropped finding is no disclosure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from core.policy import county_policy
from disclosure.audit import (
    CERTAIN,
    CONTRADICTION,
    NOTICE,
    AttackerKnowledge,
    Finding,
    Truth,
    audit,
    breaches,
    check_whole_windows,
)
from disclosure.audit.inference.equations import EXACT, EquationRow
from disclosure.audit.inference.inference_attack import attack
from disclosure.audit.inference.relations import collect_unknowns
from disclosure.audit.inference.unknowns import Unknowns
from disclosure.audit.inference.vintages import Count
from disclosure.audit.reader.release_reader import PrintedCell, PublishedRelease, read_release

MAX_TRIES = 5
"""How often a release may be made anew, with more suppressed, after a failed audit.

First revisions wait, then the newest quarter loses detail, a step each time.
"""
PrintedCount = tuple[PrintedCell, str]
"""A cell of a release and the part of it that is meant."""


def forbidding_findings(releases: list[Path], truth: Truth) -> list[Finding]:
    """Return the findings that forbid the newest of the releases, in order of publication."""
    return [finding for finding in gate_findings(releases, truth) if finding.severity != NOTICE]


def leaking_measures(findings: list[Finding]) -> set[str]:
    """Return the measures that an attack computed or relied on, of which more can be suppressed.

    Empty where anything else is wrong, which no suppression mends.
    """
    if any(not finding.part and finding.rule != CONTRADICTION for finding in findings):
        return set()
    cells = [finding.cell for finding in findings]
    cells += [finding.known[0] for finding in findings if finding.known]
    return {cell.partition("|")[0] for cell in cells}


def gate_findings(releases: list[Path], truth: Truth) -> list[Finding]:
    """Return the notices over the releases, and the findings that forbid the newest of them.

    `truth` holds the numbers behind the newest release, by cell and part.
    """
    threshold = county_policy().small_number_threshold
    read = [read_release(folder) for folder in releases]
    findings = audit(releases, threshold, suppositions(read, truth))
    notices = [finding for finding in findings if finding.severity == NOTICE]
    findings += check_whole_windows(read[-1])  # earlier releases may have been made before the rule
    forbidding = breaches(findings, truth, threshold)  # docs/disclosure.md#lemma-2
    forbidding = drop_self_knowledge(forbidding)
    forbidding = drop_refuted(forbidding, truth)
    return [*notices, *drop_stale(forbidding, read, truth)]


def drop_self_knowledge(findings: list[Finding]) -> list[Finding]:
    """Drop what somebody learns of the very count that she knows (docs/disclosure.md#lemma-3)."""
    return [finding for finding in findings if finding.known != (finding.cell, finding.part)]


def drop_refuted(findings: list[Finding], truth: Truth) -> list[Finding]:
    """Drop findings whose remaining values lack the true number (docs/disclosure.md#lemma-4)."""
    return [
        finding
        for finding in findings
        if not finding.values or truth.get((finding.cell, finding.part), 0) in finding.values
    ]


def drop_stale(
    findings: list[Finding], read: list[PublishedRelease], truth: Truth
) -> list[Finding]:
    """Drop what a count known as 1 gives only beside figures that wait for their corrections.

    What remains follows without those figures too (docs/disclosure.md#lemma-5). Nothing is dropped
    where the figures that are left contradict each other and so cannot be attacked.
    """
    waiting = list(waiting_counts(read[-1], truth))
    if not waiting or not any(finding.known for finding in findings):
        return findings
    threshold = county_policy().small_number_threshold
    again = attack(read, threshold, suppositions(read, truth, waiting))
    if any(finding.rule == CONTRADICTION and finding.severity == CERTAIN for finding in again):
        return findings
    still_follows = {_what_is_learnt(finding) for finding in again}
    return [
        finding
        for finding in findings
        if not finding.known or _what_is_learnt(finding) in still_follows
    ]


def _what_is_learnt(finding: Finding) -> tuple[str, str, tuple[str, str] | None]:
    return finding.cell, finding.part, finding.known


def suppositions(
    read: list[PublishedRelease], truth: Truth, waiting: Collection[PrintedCount] = ()
) -> AttackerKnowledge:
    """Return what an attacker who is never wrong supposes of the newest release's hidden counts.

    `waiting`: what the newest release prints that is not taken for today's. Counts about which the
    true numbers refute a supposition are named as changed, until none is refuted
    (docs/disclosure.md#lemma-1).
    """
    names = frozenset((str(cell), part) for cell, part in waiting)
    changed: frozenset[Count] = frozenset(
        (cell.series(part), cell.quarter) for cell, part in waiting if cell.period == "quarter"
    )
    while True:
        if waiting:
            changed |= {_total(count, read[-1].county) for count in changed}
        refuted = refuted_counts(truth, collect_unknowns(read, {}, changed, names))
        if refuted <= changed:
            break
        changed |= refuted
    ones = frozenset(name for name, number in truth.items() if number == 1)
    return AttackerKnowledge(changed=changed, known_ones=ones, waiting=names)


def _total(count: Count, county: str) -> Count:
    """Return the county's count, which has changed when an area's or a category's has."""
    line, quarter = count
    return (*line[:2], county, "all", "all"), quarter


def waiting_counts(release: PublishedRelease, truth: Truth) -> Iterator[PrintedCount]:
    """Yield what the release prints of counts that are others now: their corrections wait."""
    names = {cell for cell, _ in truth} | {str(cell) for cell in release.figures}
    true_measures = {name.partition("|")[0] for name, _ in truth}
    for name in sorted(names):
        cell = PrintedCell(*name.split("|"))
        if cell.measure not in true_measures or not release.speaks_of(cell):
            continue
        figure = release.figures.get(cell)
        if figure is not None and figure.is_hidden:
            continue
        for part in release.catalogue[cell.measure].parts:
            printed = 0 if figure is None else figure.number(part) or 0
            if abs(printed - truth.get((name, part), 0)) > EXACT:
                yield cell, part


def refuted_counts(truth: Truth, book: Unknowns) -> frozenset[Count]:
    """Return the counts of every row or bound that the newest release's true numbers break.

    A row with counts of earlier releases alone, whose numbers nobody kept, is broken when no value
    within their bounds satisfies it.
    """
    lower, upper = list(book.system.lower), list(book.system.upper)
    refuted: set[Count] = set()
    for unknown, number in _true_numbers(truth, book).items():
        if not lower[unknown] <= number <= upper[unknown]:
            refuted |= book.counts_of(unknown)
        lower[unknown] = upper[unknown] = number
    for row in book.system.rows:
        if not _may_hold(row, lower, upper):
            refuted |= {count for unknown, _ in row.terms for count in book.counts_of(unknown)}
    return frozenset(refuted)


def _may_hold(row: EquationRow, lower: list[float], upper: list[float]) -> bool:
    ends = [(times * lower[unknown], times * upper[unknown]) for unknown, times in row.terms]
    least, most = sum(map(min, ends)), sum(map(max, ends))
    return most >= row.low - EXACT and least <= row.high + EXACT


def _true_numbers(truth: Truth, book: Unknowns) -> dict[int, float]:
    """Return the true number of every unknown that the newest release hides; no row is a 0."""
    newest = len(book.releases) - 1
    return {
        unknown: truth.get((str(cell), part), 0)
        for unknown, places in book.occurrences.items()
        if unknown not in book.printed
        for release, cell, part in places
        if release == newest
    }
