"""Ingest files: from the inbox to the landing area, each whole or not at all.

`ingest_file` shows the way of one file. It is landed when its record is committed; a run that was
killed anywhere is finished by the next, which looks at `.work` first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.atomic_files import make_folder, sync_folder
from core.workspace import Workspace
from sources.contract.rules import SourceRules
from sources.files.rejections import unusual
from sources.files.sandbox.protocol import describe_error
from sources.files.sheet import Limits
from sources.landing.inbox import FileSelection, LeftEntry
from sources.landing.landed_files import write_schemas
from sources.landing.receive import UNKNOWN, ReceivedFile, Receiver, remove_ticket
from sources.landing.store import StoredSubmission, store_submission
from sources.landing.submissions import (
    Submission,
    SubmissionHistory,
    read_submission,
    submission_path,
    write_submission,
)
from sources.landing_errors import DiskError, FileNotAccepted, FileRejected, LandingError
from sources.privacy.key_rotation import keys_in_use
from sources.privacy.pseudonyms import Keys
from sources.reports.report_files import write_reports
from sources.validation.limited_validation import FileValidator, SentFile, unreadable
from sources.validation.validate_returns import ValidatedReturns
from sources.wording.rejection_text import NO_AGENCY, SET_ASIDE

MOST_DEATHS = 2
"""A file on which so many runs died is not tried again."""

INBOX = FileSelection()
"""All files of the inbox."""


def land(
    workspace: Workspace,
    rules: SourceRules,
    selection: FileSelection = INBOX,
    *,
    received_at: datetime | None = None,
    on_entry: Callable[[Submission | LeftEntry], None] = lambda entry: None,
) -> list[Submission]:
    """Land what a killed run left, then the files selected, and return their submissions.

    `on_entry` is told of each as soon as it is landed, and of each entry that is left where it
    lies; of one that a killed run had landed and not yet put away, it is told once more. Files
    outside the inbox are copied, for the agency that is named; those in it are moved. Raises
    LandingError when the pseudonyms' key is missing or another than before, when the disk is full
    or cannot be written to, and for a file outside the inbox without a known agency.
    """
    try:
        with workspace.landing_lock():
            workspace.prepare()
            write_schemas(workspace, rules.contracts)
            keys = keys_in_use(workspace, rules.contracts)
            history = SubmissionHistory(workspace)
            receiver = Receiver(workspace, rules.agencies, received_at or london_now())
            run = _Run(workspace, rules, keys, history, receiver, FileValidator(rules))
            submissions = []
            for entry in run.ingest_all(selection):
                on_entry(entry)
                if isinstance(entry, Submission):
                    _put_away(workspace, entry)
                    submissions.append(entry)
            return submissions
    except OSError as error:  # its own message would name the file
        raise DiskError(
            f"Loading stopped: {error.strerror}. Files already loaded are safe. "
            "The next run continues from here."
        ) from None


def london_now() -> datetime:
    """Return the wall time in London, without a zone, to the second."""
    return datetime.now(ZoneInfo("Europe/London")).replace(tzinfo=None, microsecond=0)


@dataclass(frozen=True)
class _Run:
    """One run of landing, with what it knows of the files landed before."""

    workspace: Workspace
    rules: SourceRules
    keys: Keys
    history: SubmissionHistory
    receiver: Receiver
    validator: FileValidator

    def ingest_all(self, selection: FileSelection) -> Iterator[Submission | LeftEntry]:
        """Finish what is in `.work`, then ingest the files one by one."""
        for folder in sorted(self.workspace.work.iterdir()):
            if submission_path(self.workspace, folder.name).exists():
                yield read_submission(self.workspace, folder.name)
            elif (received := self.receiver.resume(folder)) is not None:
                yield self.ingest_file(received)
        listing = selection.listing(self.workspace, self.rules.agencies)
        yield from listing.left
        for path in listing.files:
            yield self.ingest_file(self.receiver.receive(path, selection.agency))

    def ingest_file(self, received: ReceivedFile | LeftEntry) -> Submission | LeftEntry:
        """Ingest a file that was received: read, match, validate, store, report; then commit.

        One that changes meanwhile is put back into the inbox; one that was left stays so.
        """
        if isinstance(received, LeftEntry):
            return received
        with received.attempt() as deaths:
            result = self._result(received, deaths)
            if not received.is_as_taken(self.workspace.max_sent_bytes):
                return self.receiver.put_back(received)
            try:
                stored = self._stored(received, result)
            except (OSError, LandingError):
                raise
            except Exception as error:  # noqa: BLE001 - whatever a hostile file brings about
                stored = self._stored(received, unreadable(unusual(describe_error(error))))
        self._commit(stored.submission)
        return stored.submission

    def _result(self, received: ReceivedFile, deaths: int) -> ValidatedReturns | FileNotAccepted:
        """Return what becomes of a file; one on which two runs died is set aside, unread."""
        try:
            if deaths >= MOST_DEATHS:
                raise FileRejected("unreadable", SET_ASIDE)
            self.history.reject_known(received.agency, received.content_sha256)
            return self._validated(received)
        except FileNotAccepted as reason:
            return reason

    def _validated(self, received: ReceivedFile) -> ValidatedReturns:
        """Read, match and validate a file in a process of its own.

        Raises FileRejected, among others `unrecognised` for a file of no known agency, which is not
        even opened.
        """
        if received.agency == UNKNOWN:
            raise FileRejected("unrecognised", NO_AGENCY)
        limits = Limits.for_files_of(
            self.workspace.max_sent_bytes, self.workspace.max_unpacked_bytes
        )
        sent = SentFile(received.original, received.agency, received.received_at.date())
        return self.validator.validate(sent, received.folder, limits)

    def _stored(
        self, received: ReceivedFile, result: ValidatedReturns | FileNotAccepted
    ) -> StoredSubmission:
        """Write what became of the file: its returns, and the reports for its agency."""
        sequence = self.history.next_sequence
        stored = store_submission(received, result, sequence, self.workspace, self.keys)
        write_reports(stored, self.workspace)
        return stored

    def _commit(self, submission: Submission) -> None:
        """Write the file's record: from here on, and not before, its returns count."""
        write_submission(self.workspace, submission)
        sync_folder(self.workspace.submissions)
        self.history.add(submission)


def _put_away(workspace: Workspace, submission: Submission) -> None:
    """Move the original and the report of a landed file to where they stay."""
    folder = workspace.work / submission.submission_id
    end = workspace.rejected if submission.is_rejected else workspace.accepted
    target = end / submission.agency / submission.submission_id
    make_folder(target.parent)
    remove_ticket(folder)
    folder.rename(target)
    sync_folder(target.parent)
