"""What the auditor says: one finding per fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from disclosure.audit.inference.vintages import Count

CERTAIN = "error"  # holds whatever the hidden numbers are: the release must not be written
POSSIBLE = "possible"  # a breach only if the hidden number is the small one: the truth decides
UNPUBLISHED = "7"  # docs/disclosure.md#rule-7
CONTRADICTION = "sums"  # figures that do not agree
NOTICE = "warning"  # worth a look; no number is lost
Truth = Mapping[tuple[str, str], float]  # the hidden numbers, by cell and part


@dataclass(frozen=True)
class AttackerKnowledge:
    """What an attacker is taken to know beside the bytes: names of counts, never a number.

    `changed`: counts that may be others in each release, though nothing printed says so.
    `known_ones`: counts of the newest release, by cell and part, that somebody may know as 1; None:
    any. `waiting`: what the newest release says, by cell and part, as an earlier one said it though
    a correction has come: of the counts of today it says nothing.
    """

    changed: frozenset[Count] = frozenset()
    known_ones: frozenset[tuple[str, str]] | None = None
    waiting: frozenset[tuple[str, str]] = frozenset()


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
