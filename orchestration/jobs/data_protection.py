"""Erasure, retention and keys, each with its lines in the audit trail."""

import re
from dataclasses import dataclass
from pathlib import Path

from core.workspace import Workspace
from orchestration.jobs.audit_log import AuditLog
from orchestration.jobs.build_warehouse import BUILDS, Build, BuildFailed, build_warehouse
from orchestration.jobs.orphans import remove_orphans
from orchestration.jobs.user_messages import KNOWN_ERRORS, user_message
from sources.contract.schema import contracts_of, load_contracts
from sources.landing_errors import LandingError
from sources.privacy.erasure import Erased, erase
from sources.privacy.key_rotation import rotate
from sources.privacy.retention import purge


@dataclass(frozen=True)
class Erasure:
    """What an erasure came to."""

    erased: Erased
    is_rebuilt: bool  #: false where there was no warehouse to build anew


def erase_people(workspace: Workspace, agency: str, identifier_file: Path) -> Erasure:
    """Remove people's rows from what is landed, and build the warehouse anew without them.

    Releases stay as they are. Raises LandingError for an agency without contracts or a file that
    cannot be read, BuildFailed where the old warehouse, which still holds the rows, had to stay.
    """
    contracts = load_contracts()
    if not contracts_of(agency, contracts):
        raise LandingError(f"{agency!r} is not an agency that sends a return.")
    identifiers = _read_identifiers(identifier_file)
    audit_log = AuditLog(workspace.root)
    with audit_log.record_both_ends("erase", agency=agency, identifiers=len(identifiers)) as result:
        erased = erase(workspace, contracts, agency, identifiers)
        result["rows"] = erased.rows
    return Erasure(
        erased,
        _rebuild(workspace, f"{erased.rows} rows were removed from what is landed. The warehouse "
                            "still holds them, because it could not be built anew"),
    )  # fmt: skip


def _read_identifiers(file: Path) -> list[str]:
    """Return the identifiers of a file, one a line, without the quotation marks of an export.

    Raises LandingError, which quotes nothing, for a file that is no text in UTF-8 or has none.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # UTF-16 of plain letters can be read as UTF-8
        raise LandingError("The file of identifiers is no text in UTF-8. Save it as UTF-8.")
    lines = (line.strip() for line in text.splitlines())
    unquoted = (re.sub(r'^"(.*)"$', r"\1", line).strip() for line in lines)
    identifiers = [identifier for identifier in unquoted if identifier]
    if not identifiers:
        raise LandingError("The file of identifiers has none. Write one to a line.")
    return identifiers


def purge_originals(workspace: Workspace) -> int:
    """Remove the originals that were kept for longer than they may be; return how many."""
    with AuditLog(workspace.root).record_both_ends("purge") as result:
        result["originals"] = count = purge(workspace)
    return count


def rotate_key(workspace: Workspace) -> str:
    """Make a new key, wrap every stored pseudonym in it, and return the key's id."""
    with AuditLog(workspace.root).record_both_ends("rotate key") as result:
        result["key"] = key_id = rotate(workspace, load_contracts())
    _rebuild(workspace, "What is landed has the new key. The warehouse still has the old "
                        "pseudonyms, because it could not be built anew")  # fmt: skip
    return key_id


def _rebuild(workspace: Workspace, otherwise: str) -> bool:
    """Build the warehouse anew and return True; remove what killed builds left where there is none.

    Raises BuildFailed, which begins with `otherwise` and says what to do.
    """
    if not workspace.warehouse.exists():
        with workspace.landing_lock():
            build = Build(workspace.root / BUILDS)
            remove_orphans(build.folder, build.target)
        return False
    try:
        build_warehouse(workspace)
    except KNOWN_ERRORS as error:
        raise BuildFailed(
            f"{otherwise}. Put the following right, then run: daw build\n{user_message(error)}"
        ) from None
    return True
