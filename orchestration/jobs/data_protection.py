"""Care of people's data: erasure, retention and keys, each with its line in the audit trail."""

from pathlib import Path

from core.workspace import Workspace
from orchestration.jobs.audit_log import AuditLog
from orchestration.jobs.build_warehouse import BUILDS, BuildFailed, build_warehouse
from sources.contract.schema import load_contracts
from sources.landing_errors import LandingError
from sources.privacy.erasure import erase, purge
from sources.privacy.key_rotation import rotate


def erase_people(workspace: Workspace, agency: str, identifier_file: Path) -> int:
    """How many landed rows were taken out; warehouse and publication are made anew without them.

    Raises LandingError for an agency without contracts.
    """
    contracts = load_contracts()
    if not any(agency in contract.agencies for contract in contracts.values()):
        raise LandingError(f"{agency!r} is no agency of any contract.")
    identifiers = [line for line in identifier_file.read_text().splitlines() if line.strip()]
    audit_log = AuditLog(workspace.root)
    with audit_log.record_both_ends(
        "erase", agency=agency, identifiers=len(identifiers)
    ) as came_to:
        came_to["rows"] = count = erase(workspace, contracts, agency, identifiers)
    _build_anew(workspace, audit_log)
    return count


def purge_originals(workspace: Workspace) -> int:
    """How many originals were removed, each kept for longer than it may be."""
    with AuditLog(workspace.root).record_both_ends("purge") as came_to:
        came_to["originals"] = count = purge(workspace)
    return count


def rotate_key(workspace: Workspace) -> str:
    """The id of the new key, once every stored pseudonym is wrapped in it."""
    audit_log = AuditLog(workspace.root)
    with audit_log.record_both_ends("rotate key") as came_to:
        came_to["key"] = key_id = rotate(workspace, load_contracts())
    _build_anew(workspace, audit_log)
    return key_id


def _build_anew(workspace: Workspace, audit_log: AuditLog) -> None:
    """Builds a warehouse of what is landed now, and removes what killed builds left of the old.

    Raises BuildFailed, which says that the old warehouse is still there.
    """
    if not (workspace.root / BUILDS).exists():
        return
    try:
        build_warehouse(workspace)
    except BuildFailed as fault:
        raise BuildFailed(
            "What is landed was changed, but the new build failed and the old warehouse stays: "
            f"mend what follows, then run daw build.\n{fault}"
        ) from None
