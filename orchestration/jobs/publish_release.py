"""Publish and audit a workspace's releases, with a line in the audit trail."""

import hashlib
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.project import ROOT
from core.quarter import Quarter
from core.workspace import Workspace
from dashboard.release.gate import gate_findings
from dashboard.release.kept_attacks import KeptAttacks
from dashboard.release.own_numbers import truth_of
from dashboard.release.publication_database import renew_publication
from dashboard.release.publish import PublishResult, publish, true_numbers
from dashboard.release.staging import staging_folder
from dashboard.release.versions import releases_in_order
from disclosure.audit import (
    NOTICE,
    POSSIBLE,
    Finding,
    audit,
    audit_publication,
)
from orchestration.building.fingerprints import draft_fingerprint
from orchestration.jobs.audit_log import AuditLog
from orchestration.jobs.draft_record import draft_folder, record_draft

__all__ = ["Audit", "audit_releases", "code_commit", "publish_quarter"]

PROJECT = ROOT


def publish_quarter(
    workspace: Workspace,
    quarter: Quarter,
    *,
    today: date,
    edition: str = "public",
    draft: bool = False,
) -> PublishResult:
    """Publish a quarter, or make its draft; raises CannotPublish."""
    made_of = draft_fingerprint(workspace)
    published = publish(
        workspace.root,
        str(quarter),
        today=today,
        edition="draft" if draft and edition == "public" else edition,
        commit=code_commit(),
    )
    _record(workspace, quarter, edition, published)
    if published.path == draft_folder(workspace, quarter):
        record_draft(workspace, quarter, made_of)
    return published


def renew_publication_database(workspace: Workspace) -> Path | None:
    """Bring the publication database up to the newest versions; None where none is published."""
    with staging_folder(workspace.root) as staging:
        renew_publication(workspace.root, staging)
    file = workspace.root / "publication.duckdb"
    return file if file.exists() else None


def _record(workspace: Workspace, quarter: Quarter, edition: str, published: PublishResult) -> None:
    """Add a line to the audit trail, unless its newest is of these very bytes.

    A run may be killed between a release and its line: the next run over the quarter adds it.
    """
    audit_log = AuditLog(workspace.root)
    details: dict[str, object] = {
        "quarter": str(quarter),
        "edition": edition,
        "version": published.version,
        "draft": published.draft,
    }
    manifest = hashlib.sha256((published.path / "manifest.json").read_bytes()).hexdigest()
    before = audit_log.newest("publish", **details)
    if before is None or before.details.get("manifest") != manifest:
        audit_log.record("publish", **details, manifest=manifest)


@dataclass(frozen=True)
class Audit:
    """What an attack on releases found."""

    releases: tuple[str, ...]
    breaches: list[Finding]  #: what a release must not let be computed
    #: a breach if the hidden number is small, which only a warehouse can tell
    possible: list[Finding]
    warnings: list[Finding]


def audit_releases(workspace: Workspace, quarter: Quarter | None) -> Audit:
    """Return what an attacker could compute from the releases up to a quarter, or from all.

    The attack reads the bytes of the releases alone. Where there is a warehouse, its numbers judge
    what depends on the hidden ones, as they do when a release is published.
    """
    releases = releases_in_order(workspace.root)
    publication = workspace.root / "publication.duckdb"
    findings = audit_publication(publication, releases) if publication.exists() else []
    if quarter:
        releases = [path for path in releases if path.parent.name <= str(quarter)]
    truths = [truth_of(workspace.root, path) for path in releases]
    if releases and truths[-1] is None:  # it was published before they were kept
        truths[-1] = true_numbers(workspace.warehouse, releases[-1].parent.name)
    truth = truths[-1] if truths else None
    if releases:
        kept = KeptAttacks.read(workspace.root).audit
        findings += (
            audit(releases, kept=kept) if truth is None else gate_findings(releases, truths, kept)
        )
    possible = [finding for finding in findings if truth is None and finding.severity == POSSIBLE]
    return Audit(
        releases=tuple(f"{path.parent.name}/{path.name}" for path in releases),
        breaches=[
            finding
            for finding in findings
            if finding.severity != NOTICE and finding not in possible
        ],
        possible=possible,
        warnings=[finding for finding in findings if finding.severity == NOTICE],
    )


def code_commit() -> str:
    """Return the commit of the code that is running; "unknown" where it is no git checkout."""
    answer = subprocess.run(
        ["git", "-C", str(PROJECT), "rev-parse", "HEAD"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip() if answer.returncode == 0 else "unknown"
