"""The release gate: which findings of an attack forbid a release.

The auditor reads bytes alone. The gate stands with the publisher, who holds the numbers behind
every release (`own_numbers.py`). It answers what the auditor asks of counts (is it the same as
before, and of which quarters is any not? may this sum hold? is it 1?) and no number reaches the
auditor. Then it drops the findings that tell nobody anything true. Each step cites the lemma of
docs/disclosure.md that says why.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from core.policy import county_policy
from core.windows import QUARTER
from disclosure.audit import (
    CONTRADICTION,
    NOTICE,
    AttackerKnowledge,
    Finding,
    KeptResults,
    Truth,
    audit_read,
    breaches,
    check_whole_windows,
)
from disclosure.audit.inference.equations import EXACT
from disclosure.audit.inference.identities import read_identities
from disclosure.audit.inference.inference_attack import attack
from disclosure.audit.reader.release_reader import (
    MISSING,
    NOT_APPLICABLE,
    Count,
    Occurrence,
    PrintedCell,
    PrintedFigure,
    PublishedRelease,
    QuarterCounts,
    read_release,
)

TableName = tuple[str, str, str, str]
"""Measure, period, quarter, breakdown."""
MAX_TRIES = 5
"""How often a release may be made anew, with more suppressed, after a failed audit.

First revisions wait, then the newest quarter loses detail, a step each time.
"""


def forbidding_findings(
    releases: list[Path], truths: Sequence[Truth | None], kept: KeptResults | None = None
) -> list[Finding]:
    """Return the findings that forbid the newest of the releases, in order of publication."""
    findings = gate_findings(releases, truths, kept)
    return [finding for finding in findings if finding.severity != NOTICE]


def leaking_measures(findings: list[Finding]) -> set[str]:
    """Return the measures that an attack computed or relied on, of which more can be suppressed.

    Empty where anything else is wrong, which no suppression mends.
    """
    if any(not finding.part and finding.rule != CONTRADICTION for finding in findings):
        return set()
    cells = [finding.cell for finding in findings]
    cells += [finding.known[0] for finding in findings if finding.known]
    return {cell.partition("|")[0] for cell in cells}


def gate_findings(
    releases: list[Path], truths: Sequence[Truth | None], kept: KeptResults | None = None
) -> list[Finding]:
    """Return the notices over the releases, and the findings that forbid the newest of them.

    `truths` hold the numbers behind each release, by cell and part; where nobody kept those of an
    earlier one, the newest stand in. `kept`: what remained in parts that were attacked before.
    """
    kept = kept or KeptResults()
    threshold = county_policy().small_number_threshold
    read = [read_release(folder) for folder in releases]
    newest = truths[-1] or {}
    known = [
        {**newest, **printed_numbers(release)} if truth is None else truth
        for release, truth in zip(read, truths, strict=True)
    ]
    findings = audit_read(read, threshold, PublisherKnowledge(read, known), kept)
    findings += check_whole_windows(read[-1])  # earlier releases may have been made before the rule
    own = {release.name: truth for release, truth in zip(read, known, strict=True)}
    notices = [finding for finding in findings if finding.severity == NOTICE]
    forbidding = [
        finding
        for finding in findings
        if finding.severity != NOTICE and _is_true(finding, own.get(finding.release, {}), threshold)
    ]
    forbidding = drop_self_knowledge(forbidding, own)
    attack_again = partial(attack, threshold=threshold, kept=kept)
    return [*notices, *drop_repeated(forbidding, read, known, attack_again)]


def drop_self_knowledge(findings: list[Finding], truths: Mapping[str, Truth]) -> list[Finding]:
    """Drop what somebody learns of the very count that she knows (docs/disclosure.md#lemma-3).

    `truths`: the numbers behind each release, by its name.
    """
    return [
        finding
        for finding in findings
        if finding.known != (finding.cell, finding.part)
        or truths[finding.release].get(finding.known) != 1
    ]


def drop_repeated(
    findings: list[Finding],
    read: Sequence[PublishedRelease],
    truths: Sequence[Truth],
    attack_again: Callable[..., list[Finding]] = attack,
) -> list[Finding]:
    """Drop what already follows where the newest release only repeats what others have told.

    docs/disclosure.md#lemma-6 says why that is none of its disclosures. What earlier releases give
    away by their own numbers is kept: it is a fault of theirs.
    """
    earlier, repeating = list(read[:-1]), repeating_release(read)
    is_told = earlier and repeating.figures
    if not is_told or not any(finding.values for finding in findings):
        return findings
    told_before, told = (
        {
            _what_is_told(each)
            for each in attack_again(known, knowledge=PublisherKnowledge(known, truths))
        }
        for known in (earlier, [*earlier, repeating])
    )
    return [
        finding
        for finding in findings
        if not finding.values or _what_is_told(finding) not in told - told_before
    ]


def _what_is_told(finding: Finding) -> tuple[object, ...]:
    return finding.cell, finding.part, finding.known, finding.values


def repeating_release(read: Sequence[PublishedRelease]) -> PublishedRelease:
    """Return the newest release with those figures alone that others have told.

    They are the tables that it repeats word for word, and what their owners have published.
    """
    newest = read[-1]
    before: dict[TableName, dict[PrintedCell, PrintedFigure]] = {}
    for release in read[:-1]:
        before |= _figures_by_table(release)
    figures = {
        cell: figure
        for name, table in _figures_by_table(newest).items()
        for cell, figure in table.items()
        if table == before.get(name) or figure.is_owners
    }
    return replace(newest, figures=figures, progress=[], statuses=[])


def _figures_by_table(
    release: PublishedRelease,
) -> dict[TableName, dict[PrintedCell, PrintedFigure]]:
    tables: dict[TableName, dict[PrintedCell, PrintedFigure]] = defaultdict(dict)
    for cell, figure in release.figures.items():
        tables[cell.measure, cell.period, cell.quarter, cell.breakdown][cell] = figure
    return tables


def _is_true(finding: Finding, truth: Truth, threshold: int) -> bool:
    """Tell whether a finding tells a small count of its release.

    docs/disclosure.md#lemma-2 says which counts are no secret, docs/disclosure.md#lemma-4 that what
    is not true is not disclosed. That the count taken as known is 1 was asked before.
    """
    if not breaches([replace(finding, known=None)], truth, threshold):
        return False
    return not finding.values or truth.get((finding.cell, finding.part), 0) in finding.values


def printed_numbers(release: PublishedRelease) -> Truth:
    """Return the counts that a release prints, by cell and part."""
    return {
        (str(cell), part): number
        for cell, figure in release.figures.items()
        if cell.measure in release.catalogue
        for part in release.catalogue[cell.measure].parts
        if (number := figure.number(part)) is not None
    }


class PublisherKnowledge(AttackerKnowledge):
    """What is true of the counts of all releases (docs/disclosure.md#lemma-1).

    The number of a count in a release is the number behind it. Where the release prints another, a
    correction waits, and what it prints is no premise (docs/disclosure.md#lemma-5).
    """

    def __init__(self, read: Sequence[PublishedRelease], truths: Sequence[Truth]) -> None:
        """Take the numbers behind each release by cell and part."""
        self._read = read
        self._truths = truths
        #: Those of which a release has quarters.
        self._measures = [
            {cell.split("|")[0] for cell, _ in truth if cell.split("|")[1] == QUARTER}
            for truth in truths
        ]
        self._same = same_counts()
        self._counting_the_same: dict[str, set[str]] = defaultdict(set)
        for (measure, _), (other, _) in self._same.items():
            self._counting_the_same[other].add(measure)
        self._numbers: dict[Occurrence, float | None] = {}

    def is_same(self, release: int, count: Count) -> bool | None:
        """Tell whether a count has the number that it had in the release before."""
        (measure, part, *place), quarter = count
        cell = PrintedCell(measure, QUARTER, quarter, *place)
        before, now = (self._number((each, cell, part)) for each in (release - 1, release))
        return None if before is None or now is None else before == now

    def changed(self, release: int) -> set[tuple[str, str]]:
        """Return of which measures and quarters the numbers differ from the release before."""
        differing = self._truths[release - 1].items() ^ self._truths[release].items()
        changed = set()
        for cell in {cell for (cell, _), _ in differing}:
            measure, _, quarter, *_ = cell.split("|")
            changed |= {(each, quarter) for each in (measure, *self._counting_the_same[measure])}
        return changed

    def may_hold(
        self, terms: Sequence[tuple[QuarterCounts, float]], low: float, high: float
    ) -> bool:
        """Tell whether the true numbers satisfy a row; of what nobody kept, any may."""
        total = 0.0
        for counts, times in terms:
            for occurrence in counts:
                number = self._number(occurrence)
                if number is None:
                    return True
                total += times * number
        return low - EXACT <= total <= high + EXACT

    def may_be_one(self, occurrence: Occurrence) -> bool:
        """Tell whether a hidden count of a release is 1 in truth."""
        release, cell, part = occurrence
        return self._truths[release].get((str(cell), part)) == 1

    def _number(self, occurrence: Occurrence) -> float | None:
        if occurrence not in self._numbers:
            self._numbers[occurrence] = self._look_up(*occurrence)
        return self._numbers[occurrence]

    def _look_up(self, number: int, cell: PrintedCell, part: str) -> float | None:
        """Return the number of a count of a quarter; None of quarters that a release has not."""
        release, measures = self._read[number], self._measures[number]
        if cell.quarter not in release.quarters:
            return None
        if cell.measure not in measures:  # it is only counted over longer windows
            measure, of = self._same.get((cell.measure, part), ("", ""))
            same = (number, cell._replace(measure=measure), of)
            return self._number(same) if measure in measures else None
        figure = release.figures.get(cell)
        if figure is not None and figure.shown in (MISSING, NOT_APPLICABLE):
            return 0
        return self._truths[number].get((str(cell), part), 0)


def same_counts() -> dict[tuple[str, str], tuple[str, str]]:
    """Return the parts of measures that count the same as another, as the auditor has it."""
    same: dict[tuple[str, str], tuple[str, str]] = {}
    for identity in read_identities():
        terms = identity.terms
        if identity.equal and len(terms) == 2 and not any(t.breakdown or t.before for t in terms):
            first, second = ((term.measure, term.part) for term in terms)
            same |= {first: second, second: first}
    return same
