"""Taking in files: from the inbox to the landing area, each whole or not at all.

The steps for a file: a ticket in `.work`, the original moved beside it, the returns' folders, the
agency's receipt, the landed receipt (from here on the file is landed), the original moved to where
it stays. A run that was killed anywhere is finished by the next, which looks at `.work` first.
"""

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from core.atomic_files import make_folder, sync_folder, whole_file, write_whole
from core.workspace import Workspace
from sources.contract.code_lists import CodeLists
from sources.contract.schema import Contract, contracts_of
from sources.files import read_file
from sources.files.sheet import FileUnreadable, Limits
from sources.landing.store import (
    Delivery,
    count_codes,
    landed_receipts,
    read_receipt,
    receipt_path,
    remove_returns,
    return_folders,
    write_receipt,
    write_return,
    write_schemas,
)
from sources.landing.submissions import Receipt, ReturnSummary, agency_text, masked
from sources.landing_errors import DiskError, FileRejected, LandingError
from sources.matching.notes import Note
from sources.privacy.key_rotation import keys_in_use
from sources.validation.file_validation import validate_sheets
from sources.validation.row_checks import ValidatedReturn

UNKNOWN = "unknown"
"""The agency of a file that lies in no known agency's folder."""

_TICKET = ".ticket.json"


@dataclass(frozen=True)
class Ticket:
    """What must be known of a file in `.work` to finish it."""

    receipt_id: str
    agency: str
    path: str
    """Its path below the agency's folder, as it was sent."""

    received_at: str
    content_sha256: str

    @property
    def kept_name(self) -> str:
        """The name under which the original is kept: its own, but never hidden."""
        return Path(self.path).name.lstrip(".") or "file"


def land(
    workspace: Workspace,
    contracts: Mapping[str, Contract],
    codes: CodeLists,
    *,
    received_at: datetime | None = None,
    agency: str | None = None,
    files: Sequence[Path] | None = None,
    on_receipt: Callable[[Receipt], None] = lambda receipt: None,
) -> list[Receipt]:
    """The receipts of all files taken in: what a killed run left, then the inbox or the files.

    `on_receipt` is told of each as soon as it is landed; of one that a killed run had landed and
    not yet put away, it is told once more. Files outside the inbox are copied, for the agency that
    is named; those in it are moved. Raises LandingError when the pseudonyms' key is missing or
    another than before, when the disk is full or cannot be written to, and for a file outside the
    inbox without a known agency.
    """
    try:
        with workspace.landing_lock():
            workspace.prepare()
            write_schemas(workspace, contracts)
            taking = _Taking(workspace, contracts, codes, received_at or london_now(), on_receipt)
            return list(taking.run(files, agency))
    except OSError as error:  # its own message would name the file
        raise DiskError(
            f"Landing stopped: {error.strerror}. What was landed stays as it was; the next run "
            "goes on from here."
        ) from None


def london_now() -> datetime:
    """The wall time in London, without a zone, to the second."""
    return datetime.now(ZoneInfo("Europe/London")).replace(tzinfo=None, microsecond=0)


def inbox_files(workspace: Workspace, agency: str | None = None) -> list[Path]:
    """The files in the inbox, or in one agency's folder of it, in path order.

    Names that begin with `.` or `~$` are left where they are: they are what file managers and
    office programs put beside a file, not what an agency sends.
    """

    def fail(error: OSError) -> None:
        raise error

    top = workspace.inbox / (agency or "")
    found = []
    for folder, folders, names in os.walk(top, onerror=fail) if top.exists() else ():
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(folder, name) for name in names if not name.startswith((".", "~$"))]
    return sorted(found, key=lambda path: path.relative_to(workspace.inbox).as_posix())


class _Taking:
    """One run of taking in, with what it knows of the files landed before."""

    def __init__(
        self,
        workspace: Workspace,
        contracts: Mapping[str, Contract],
        codes: CodeLists,
        now: datetime,
        on_receipt: Callable[[Receipt], None],
    ) -> None:
        self.workspace, self.contracts, self.codes, self.now = workspace, contracts, codes, now
        self.on_receipt = on_receipt
        self.agencies = {agency for one in contracts.values() for agency in one.agencies}
        self.keys = keys_in_use(workspace, contracts)
        landed = landed_receipts(workspace)
        self.sequence = max((row["sequence"] for row in landed), default=0)
        self.accepted = {
            (row["agency"], row["content_sha256"]) for row in landed if row["outcome"] == "accepted"
        }

    def run(self, files: Sequence[Path] | None, agency: str | None) -> Iterator[Receipt]:
        """Finishes what is in `.work`, then takes in the files one by one."""
        for folder in sorted(self.workspace.work.iterdir()):
            receipt = self._resume(folder)
            if receipt is not None:
                yield receipt
        for path in self._files(files, agency):
            ticket = self._take(path, agency)
            if ticket is not None:
                yield self._finish(ticket)

    def _files(self, files: Sequence[Path] | None, agency: str | None) -> list[Path]:
        """The files to take in, of the inbox or those named; raises LandingError."""
        if agency is not None and agency not in self.agencies:
            raise LandingError(f"{agency!r} is no agency of any contract.")
        if files is None:
            return inbox_files(self.workspace, agency)
        paths = [path.absolute() for path in files]
        if agency is None and not all(path.is_relative_to(self.workspace.inbox) for path in paths):
            raise LandingError("A file outside the inbox needs the name of its agency.")
        return paths

    def _resume(self, folder: Path) -> Receipt | None:
        """Finishes a file that a killed run left; None when it was not yet taken."""
        if folder.is_file():
            folder.unlink()  # a copy that was never finished; its original lies where it lay
            return None
        if receipt_path(self.workspace, folder.name).exists():
            receipt = read_receipt(self.workspace, folder.name)
            self._move_away(receipt)
            return receipt
        if (folder / _TICKET).exists():
            ticket = Ticket(**json.loads((folder / _TICKET).read_text("utf-8")))
            if os.path.lexists(folder / ticket.kept_name):
                return self._finish(ticket)
        for part in folder.glob(f"*{_TICKET}*"):
            part.unlink()
        folder.rmdir()  # the file lies in the inbox still; were it here, this would fail
        return None

    def _take(self, path: Path, agency: str | None) -> Ticket | None:
        """Moves (or copies) the file into `.work`; None when it changes meanwhile, or is gone."""
        inside = path.is_relative_to(self.workspace.inbox)
        if inside:
            parts = path.relative_to(self.workspace.inbox).parts
            agency, sent = (parts[0], Path(*parts[1:])) if len(parts) > 1 else ("", path)
        else:
            sent, path = Path(path.name), self._copy(path)
        if agency not in self.agencies:
            sent, agency = Path(agency or "", sent.name), UNKNOWN
        try:
            before = path.lstat()
            content = _content_hash(path)
        except FileNotFoundError:
            if inside:  # another run took it, or its sender took it back
                return None
            raise
        ticket = self._ticket(agency, sent.as_posix(), content)
        folder = self.workspace.work / ticket.receipt_id
        make_folder(folder)
        write_whole(folder / _TICKET, json.dumps(asdict(ticket)).encode())
        kept = folder / ticket.kept_name
        path.rename(kept)
        after = kept.lstat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            kept.rename(path)
            shutil.rmtree(folder)
            return None
        return ticket

    def _copy(self, path: Path) -> Path:
        copy = self.workspace.work / ".copy"
        with path.open("rb") as sent, whole_file(copy) as file:
            shutil.copyfileobj(sent, file)
        return copy

    def _ticket(self, agency: str, path: str, content: str) -> Ticket:
        """The ticket of a file; one that was sent before at the same time is numbered."""
        received_at = self.now.isoformat()
        number = 1
        while True:
            named = [agency, path, content, received_at, *([str(number)] if number > 1 else [])]
            text = "\0".join(named).encode("utf-8", "surrogateescape")
            receipt_id = hashlib.sha256(text).hexdigest()[:32]
            if not receipt_path(self.workspace, receipt_id).exists():
                return Ticket(receipt_id, agency, path, received_at, content)
            number += 1

    def _finish(self, ticket: Ticket) -> Receipt:
        """Judges a file in `.work` and lands what became of it."""
        folder = self.workspace.work / ticket.receipt_id
        original = folder / ticket.kept_name
        remove_returns(return_folders(self.workspace, ticket.receipt_id))
        self.sequence += 1
        receipt = Receipt(
            ticket.receipt_id,
            ticket.agency,
            masked(ticket.path),
            datetime.fromisoformat(ticket.received_at),
            "accepted",
        )
        delivery = Delivery(
            receipt.receipt_id,
            receipt.agency,
            receipt.file_name,
            receipt.received_at,
            self.sequence,
            ticket.content_sha256,
        )
        judged: Sequence[ValidatedReturn] = ()
        notes: Sequence[Note] = ()
        details: Sequence[str] = ()
        if (ticket.agency, ticket.content_sha256) in self.accepted:
            message = "The same file was accepted before."
            receipt = replace(receipt, outcome="already_received", message=message)
        else:
            try:
                judged, notes = self._judge(original, folder, ticket)
            except FileRejected as refusal:
                details = refusal.details
                receipt = replace(
                    receipt, outcome="refused", code=refusal.code, message=refusal.message
                )
        for order, one in enumerate(judged, start=1):
            write_return(self.workspace, delivery, one, order, self.keys)
        receipt = replace(
            receipt,
            returns=tuple(_summary(one) for one in judged),
            notes=tuple(note.code for note in notes),
        )
        text = agency_text(receipt, ticket.path, judged, notes, details)
        write_whole(folder / _receipt_name(ticket.receipt_id), text.encode("utf-8", "replace"))
        write_receipt(self.workspace, receipt, delivery, self.keys.key_id)
        if receipt.outcome == "accepted":
            self.accepted.add((ticket.agency, ticket.content_sha256))
        self._move_away(receipt)
        return receipt

    def _judge(
        self, original: Path, folder: Path, ticket: Ticket
    ) -> tuple[Sequence[ValidatedReturn], Sequence[Note]]:
        if ticket.agency == UNKNOWN:
            raise FileRejected(
                "unrecognised", "The file lies in no known agency's folder. Move it to its own."
            )
        contracts = contracts_of(ticket.agency, dict(self.contracts))
        received_at = datetime.fromisoformat(ticket.received_at)
        try:
            sheets = read_file(
                original,
                folder,
                Limits(
                    sent_bytes=self.workspace.max_sent_bytes,
                    unpacked_bytes=self.workspace.max_unpacked_bytes,
                ),
            )
        except FileUnreadable as fault:
            raise FileRejected("unreadable", fault.message) from None
        return validate_sheets(sheets, original.name, contracts, self.codes, received_at)

    def _move_away(self, receipt: Receipt) -> None:
        """Tells of a landed file, then moves original and agency's receipt to where they stay."""
        self.on_receipt(receipt)
        folder = self.workspace.work / receipt.receipt_id
        ends = self.workspace.refused if receipt.outcome == "refused" else self.workspace.accepted
        target = ends / receipt.agency / receipt.receipt_id
        make_folder(target.parent)
        (folder / _TICKET).unlink(missing_ok=True)
        folder.rename(target)
        sync_folder(target.parent)


def _content_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes; of a link or a device none is read."""
    if not stat.S_ISREG(path.lstat().st_mode):
        return hashlib.sha256(b"").hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _receipt_name(receipt_id: str) -> str:
    return f"receipt-{receipt_id}.txt"


def _summary(judged: ValidatedReturn) -> ReturnSummary:
    return ReturnSummary(
        judged.contract.extract,
        str(judged.period.quarter) if judged.period.quarter else None,
        judged.period.as_at,
        judged.rows_read,
        judged.rows_read - judged.rows_held_out,
        judged.rows_held_out,
        count_codes(judged.findings),
    )
