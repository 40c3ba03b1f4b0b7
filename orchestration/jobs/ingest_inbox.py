"""Taking in the inbox: the landing room's own work, with the audit trail kept."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from core.workspace import Workspace
from orchestration.jobs.audit_log import AuditLog
from sources.contract.code_lists import load_code_lists
from sources.contract.schema import load_contracts
from sources.landing.ingest import Receipt, inbox_files, land


def land_inbox(
    workspace: Workspace,
    *,
    received_at: datetime | None = None,
    agency: str | None = None,
    files: Sequence[Path] | None = None,
    on_receipt: Callable[[Receipt], None] = lambda receipt: None,
) -> list[Receipt]:
    """The receipts of what lay in the inbox (of one agency where it is named), or of `files`."""
    audit_log = AuditLog(workspace.root)

    @cache  # read once, when the landing area is held
    def in_trail() -> set[object]:
        return {entry.details.get("receipt") for entry in audit_log.entries()}

    def note(receipt: Receipt) -> None:
        if receipt.receipt_id not in in_trail():
            audit_log.record(
                "land",
                receipt=receipt.receipt_id,
                agency=receipt.agency,
                outcome=receipt.outcome,
                code=receipt.code,
            )
        on_receipt(receipt)

    return land(
        workspace,
        load_contracts(),
        load_code_lists(),
        received_at=received_at,
        agency=agency,
        files=files,
        on_receipt=note,
    )


def settled_files(workspace: Workspace, minimum_age_seconds: int) -> list[Path]:
    """The inbox's files that nobody has written to for so many seconds, in path order."""
    before = time.time() - minimum_age_seconds
    return [path for path in inbox_files(workspace) if path.stat().st_mtime <= before]


def one_line(receipt: Receipt) -> str:
    """What became of a file, for a log or a terminal: no value of it is in there."""
    returns = ", ".join(
        f"{each.extract} {each.quarter or each.as_at}: {each.rows_accepted} rows"
        + (f", {each.rows_held_out} held out" if each.rows_held_out else "")
        for each in receipt.returns
    )
    reason = f" ({receipt.code})" if receipt.code else ""
    return f"{receipt.agency}/{receipt.file_name}: {receipt.outcome}{reason} {returns}".rstrip()
