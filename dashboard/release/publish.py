"""A release of one quarter: read, protect, present, render, audit, publish.

Each stage takes the value of the one before. A release is made beside the others and put in its
place by one rename.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.atomic_files import put_folder, replace_folder
from core.quarter import Quarter
from dashboard.presenters.whole_release import present
from dashboard.release.audit_attempts import audit_release, next_try
from dashboard.release.kept_attacks import KeptAttacks
from dashboard.release.manifest import MANIFEST
from dashboard.release.own_numbers import keep_own_numbers, numbers_behind
from dashboard.release.protected_values import protect_release, unprotected_cells
from dashboard.release.publication_database import renew_publication
from dashboard.release.release_errors import CannotPublish
from dashboard.release.release_inputs import ReleaseInputs, read_inputs
from dashboard.release.rendered_release import is_published, render
from dashboard.release.staging import staging_folder
from dashboard.release.versions import edition_kind
from dashboard.release.warehouse_tables import read_warehouse
from dashboard.release.yearly_policy import check_yearly_tables
from disclosure.audit import Truth
from disclosure.control import NO_TRIES

__all__ = ["CannotPublish", "PublishResult", "publish", "true_numbers"]


@dataclass(frozen=True)
class PublishResult:
    """Where a release lies; `version` is None for a draft and for the restricted edition."""

    path: Path
    version: int | None
    changed: bool

    @property
    def draft(self) -> bool:
        """Whether it has no version."""
        return self.version is None


def publish(
    workspace: Path, quarter: str, *, today: date, edition: str, commit: str
) -> PublishResult:
    """Make the release of a quarter, or return the one there is where nothing changed.

    `edition` is "public", "draft" or "board" (see `edition_kind`). Raises CannotPublish where the
    warehouse lacks the quarter, where the policy's yearly tables are wrong, and where the audit
    finds that a hidden number could be computed.
    """
    kind = edition_kind(Quarter.parse(quarter), today, edition)
    with staging_folder(workspace) as staging:
        renew_publication(workspace, staging)  # a run may have been killed before it came to this
        inputs = read_inputs(workspace, Quarter.parse(quarter), kind, commit)
        check_yearly_tables(inputs)
        kept = KeptAttacks.read(workspace)
        failed = NO_TRIES
        while True:
            cells = protect_release(inputs, failed, kept.control)
            presented = present(inputs, cells)
            if is_published(inputs, presented, staging):
                return PublishResult(inputs.versions[-1], len(inputs.versions), changed=False)
            rendered = render(inputs, presented, staging, cells.stopped_by_clock)
            findings = audit_release(inputs, rendered, cells, kept.audit)
            if not findings:
                break
            failed = next_try(failed, cells, findings)
        if kind.is_version:
            kept.keep(workspace)
            keep_own_numbers(workspace, rendered, cells.truth)
        result = put_in_place(inputs, rendered)
        renew_publication(workspace, staging)
        return result


def put_in_place(inputs: ReleaseInputs, rendered: Path) -> PublishResult:
    """Put a rendered release in its place: a version beside the others, a draft for the last one.

    A draft that is the same as the last one changes nothing.
    """
    target = inputs.workspace / inputs.kind.folder / str(inputs.quarter)
    if inputs.kind.is_version:
        target /= rendered.name
    if not target.exists():
        put_folder(rendered, target)
    elif (target / MANIFEST).read_bytes() == (rendered / MANIFEST).read_bytes():
        return PublishResult(target, None, changed=False)
    else:
        replace_folder(rendered, target)
    return PublishResult(target, inputs.version, changed=True)


def true_numbers(warehouse: Path, quarter: str) -> Truth | None:
    """Return the hidden numbers of a quarter's release; None where there is no warehouse."""
    if not warehouse.exists():
        return None
    return numbers_behind(unprotected_cells(read_warehouse(warehouse), quarter).truth)
