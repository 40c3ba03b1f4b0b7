"""What the auditor says: one finding per fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from disclosure.audit.reader.release_reader import Count, Occurrence, QuarterCounts

CERTAIN = "error"  # holds whatever the hidden numbers are: the release must not be written
POSSIBLE = "possible"  # a breach only if the hidden number is the small one: the truth decides
UNPUBLISHED = "7"  # docs/disclosure.md#rule-7
CONTRADICTION = "sums"  # figures that do not agree
NOTICE = "warning"  # worth a look; no number is lost
Truth = Mapping[tuple[str, str], float]  # the hidden numbers, by cell and part


class AttackerKnowledge:
    """What an attacker is taken to know beside the bytes: what is true of counts, never a number.

    As it stands, nothing: each answer is what somebody has to reckon with who sees the bytes alone.
    Whoever holds the numbers of all releases answers better.
    """

    def is_same(self, release: int, count: Count) -> bool | None:
        """Tell whether a count has the number that it had in the release before.

        `release`: by position. None: what is printed has to say.
        """
        return None

    def changed(self, release: int) -> Iterable[tuple[str, str]]:
        """Return of which measures and quarters counts differ from the release before.

        What is printed says so of the others.
        """
        return ()

    def may_hold(
        self, terms: Sequence[tuple[QuarterCounts, float]], low: float, high: float
    ) -> bool:
        """Tell whether low <= sum of coefficient x counts <= high may be true."""
        return True

    def may_be_one(self, occurrence: Occurrence) -> bool:
        """Tell whether somebody may know the hidden count that stands here as 1."""
        return True


NOTHING_KNOWN = AttackerKnowledge()


@dataclass(frozen=True, order=True)
class Finding:
    """One fault of a release; `rule` is its number in docs/disclosure.md, or a check's name.

    For what can be computed, `cell` and `part` are the hidden count, `values` all that remain for
    it (at most two), and `known` the cell and part that an attacker was taken to know as 1.
    """

    release: str
    rule: str
    cell: str
    message: str
    severity: str = CERTAIN
    part: str = ""
    values: tuple[int, ...] = ()
    known: tuple[str, str] | None = None


def breaches(
    findings: Iterable[Finding],
    truth: Truth,
    threshold: int = 5,
) -> list[Finding]:
    """Return the findings that forbid the release, for whoever holds the hidden numbers.

    Certain ones always; possible ones where `truth` (by cell and part) says that the count is
    one of 1 to threshold - 1, and that the count taken to be known is truly 1. Where the truth
    has no row, an unpublished count is 0 and any other is taken to be small.
    """
    return [finding for finding in findings if _is_breach(finding, truth, threshold)]


def _is_breach(finding: Finding, truth: Truth, threshold: int) -> bool:
    if finding.severity != POSSIBLE:
        return finding.severity == CERTAIN
    without_row = 0 if finding.rule == UNPUBLISHED else 1
    small = 1 <= truth.get((finding.cell, finding.part), without_row) < threshold
    return small and (finding.known is None or truth.get(finding.known, 1) == 1)
