"""The auditor: attacks published releases from their bytes alone.

It shares no code with disclosure control and knows no hidden number. `audit` takes the folders of
all releases in order of publication; `breaches` lets whoever holds the hidden numbers decide which
findings that depend on them are true. README.md says in which order the modules are called.
"""

from pathlib import Path

from disclosure.audit.artefacts.allowed_files import check_allowed_files
from disclosure.audit.artefacts.containers import check_containers
from disclosure.audit.artefacts.copies import check_copies
from disclosure.audit.artefacts.documents import check_documents
from disclosure.audit.artefacts.explored_figures import check_explored
from disclosure.audit.artefacts.html_pages import check_pages
from disclosure.audit.artefacts.published_database import check_database
from disclosure.audit.artefacts.taken_files import check_taken_files
from disclosure.audit.findings import (
    CERTAIN,
    CONTRADICTION,
    NOTHING_KNOWN,
    NOTICE,
    POSSIBLE,
    AttackerKnowledge,
    Finding,
    Truth,
    breaches,
)
from disclosure.audit.inference.inference_attack import attack
from disclosure.audit.inference.intervals import Interval, intervals
from disclosure.audit.inference.kept_results import KeptResults
from disclosure.audit.reader.release_reader import PublishedRelease, read_release
from disclosure.audit.rules.cell_rules import check_cells
from disclosure.audit.rules.consistency import check_consistency
from disclosure.audit.rules.contract_results import check_contract_results
from disclosure.audit.rules.progress_rules import check_progress
from disclosure.audit.rules.public_figures import check_public_figures
from disclosure.audit.rules.returns_table import check_returns_table
from disclosure.audit.rules.revisions_list import check_revisions
from disclosure.audit.rules.row_order import check_row_order
from disclosure.audit.rules.whole_windows import check_whole_windows
from disclosure.audit.rules.yearly_tables import check_yearly_tables

__all__ = [
    "CERTAIN",
    "CONTRADICTION",
    "NOTICE",
    "POSSIBLE",
    "Finding",
    "Interval",
    "KeptResults",
    "Truth",
    "audit",
    "audit_publication",
    "audit_read",
    "breaches",
    "check_whole_windows",
    "intervals",
]


def audit(
    releases: list[Path],
    threshold: int = 5,
    knowledge: AttackerKnowledge = NOTHING_KNOWN,
    kept: KeptResults | None = None,
) -> list[Finding]:
    """Return every finding over the releases, in order; the same bytes give the same findings.

    `releases` are the folders in order of publication; they are attacked together. Every byte of
    the last one is read back: pages, workbook, PDF. Those of the others were when they were last,
    and their manifests show that they are still the same. `knowledge` and `kept`: see `attack`.
    """
    return audit_read([read_release(folder) for folder in releases], threshold, knowledge, kept)


def audit_read(
    read: list[PublishedRelease],
    threshold: int,
    knowledge: AttackerKnowledge,
    kept: KeptResults | None,
) -> list[Finding]:
    """Return the same for releases that have been read."""
    findings = [*check_consistency(read), *check_revisions(read), *check_yearly_tables(read)]
    for before, release in zip([None, *read], read, strict=False):
        findings += check_cells(release, threshold, before)
        findings += check_public_figures(release)
        findings += check_progress(release)
        findings += check_copies(release)
        findings += check_returns_table(release)
        findings += check_contract_results(release)
    for release in read[-1:]:
        findings += check_allowed_files(release)
        findings += check_containers(release)
        findings += check_row_order(release)
        findings += check_pages(release)
        findings += check_explored(release)
        findings += check_taken_files(release)
        findings += check_documents(release)
    return sorted({*findings, *attack(read, threshold, knowledge, kept)})


def audit_publication(file: Path, releases: list[Path]) -> list[Finding]:
    """Return what `publication.duckdb` prints that no newest release of a quarter does.

    `releases` are the folders in order of publication, as for `audit`.
    """
    newest = {release.quarter: release for release in map(read_release, releases)}
    return [Finding("", "11", file.name, message) for message in check_database(file, newest)]
