"""Audit: what an attack on a rendered release gives away, and how the next attempt says less."""

from collections.abc import Sequence
from pathlib import Path

from dashboard.release.gate import MAX_TRIES, forbidding_findings, leaking_measures
from dashboard.release.own_numbers import numbers_behind
from dashboard.release.release_cells import ReleaseCells
from dashboard.release.release_errors import CannotPublish
from dashboard.release.release_inputs import ReleaseInputs
from disclosure.audit import Finding, KeptResults
from disclosure.control import FailedTries

_MOST_LISTED = 10


def next_try(failed: FailedTries, cells: ReleaseCells, findings: Sequence[Finding]) -> FailedTries:
    """Return the failed tries with one more; raise CannotPublish where no other could mend it."""
    measures = leaking_measures(list(findings))
    if len(failed.measures) == MAX_TRIES or not measures:
        raise CannotPublish(_listed(findings))
    return failed.then(measures, cells.seconds)


def audit_release(
    inputs: ReleaseInputs, rendered: Path, cells: ReleaseCells, kept: KeptResults
) -> list[Finding]:
    """Return what an attack on the new release together with all earlier ones gives away.

    What is not published is not attacked. `kept`: what earlier attacks came to.
    """
    if not inputs.kind.is_version:
        return []
    truths = [*inputs.truths(), numbers_behind(cells.truth)]
    return forbidding_findings([*inputs.releases, rendered], truths, kept)


def _listed(findings: Sequence[Finding]) -> str:
    lines = [f"{finding.rule}: {finding.cell} {finding.message}" for finding in findings]
    head = f"Nothing was published: the audit found {len(findings)} faults."
    return "\n".join([head, *lines[:_MOST_LISTED]])
