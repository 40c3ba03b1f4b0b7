"""Ingest files: from the inbox to the landing area, each whole or not at all.

`_Run` shows the way of a file: it is received, read by a process of its own, stored, and landed
when its record is there under its name. Files that are ready at the same time are stored together.
A run that was killed anywhere is finished by the next, which looks at `.work` first.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from core.atomic_files import make_folder, sync_folder, sync_folders, written_together
from core.workspace import Workspace
from sources.contract.rules import SourceRules
from sources.files.rejections import unusual
from sources.files.sandbox.protocol import describe_error
from sources.files.sheet import Limits
from sources.landing.inbox import FileSelection, LeftEntry
from sources.landing.landed_files import remove_returns, return_folders, write_schemas
from sources.landing.read_ahead import ReadAhead, Result
from sources.landing.receive import UNKNOWN, ReceivedFile, Receiver, remove_ticket
from sources.landing.store import store_submission
from sources.landing.submissions import (
    Submission,
    SubmissionHistory,
    read_submission,
    submission_path,
    write_submission,
)
from sources.landing_errors import (
    AlreadyReceived,
    DiskError,
    FileNotAccepted,
    FileRejected,
    LandingError,
)
from sources.privacy.key_rotation import keys_in_use
from sources.privacy.pseudonyms import Keys
from sources.reports.report_files import ReportWriter
from sources.validation.limited_validation import FileValidator, SentFile, unreadable
from sources.wording.rejection_text import NO_AGENCY, SET_ASIDE

MOST_DEATHS = 2
"""A file on which so many runs died is not tried again."""

TOGETHER = 32
"""So many files are received together, or stored, at most."""

WORTH_A_WORKER = 4_000_000
"""One process more is started for so many bytes of files."""

WORTH_A_HELPER = 100
"""So many files are worth a process of its own for their marked copies."""

SMALL_FILE = 200_000
"""The smallest file costs as much as so many bytes of a large one."""

INBOX = FileSelection()
"""All files of the inbox."""

Entry = Submission | LeftEntry


def land(
    workspace: Workspace,
    rules: SourceRules,
    selection: FileSelection = INBOX,
    *,
    received_at: datetime | None = None,
    on_entries: Callable[[Sequence[Entry]], None] = lambda entries: None,
) -> list[Submission]:
    """Land what a killed run left, then the files selected, and return their submissions.

    `on_entries` is told of them as soon as they are landed, and of each entry that is left where
    it lies; of one that a killed run had landed and not yet put away, it is told once more. Files
    outside the inbox are copied, for the agency that is named; those in it are moved. Raises
    LandingError when the pseudonyms' key is missing or another than before, when the disk is full
    or cannot be written to, and for a file outside the inbox without a known agency.
    """
    try:
        with workspace.landing_lock():
            workspace.prepare()
            write_schemas(workspace, rules.contracts)
            keys, landed = keys_in_use(workspace, rules.contracts)
            run = _Run(
                workspace,
                keys,
                SubmissionHistory(landed),
                Receiver(workspace, rules.agencies, received_at or london_now()),
                FileValidator(rules),
                ReportWriter(workspace),
            )
            submissions: list[Submission] = []
            for entries in run.ingest_all(selection):
                on_entries(entries)
                done = [entry for entry in entries if isinstance(entry, Submission)]
                _put_away(workspace, done)
                submissions += done
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
    keys: Keys
    history: SubmissionHistory
    receiver: Receiver
    validator: FileValidator
    reports: ReportWriter

    def ingest_all(self, selection: FileSelection) -> Iterator[Sequence[Entry]]:
        """Finish what is in `.work`, then ingest the files selected, in the order of their paths.

        Entries that come together are those that were landed together. A file on which a run died
        is read and stored while no other is: only what it does itself is held against it.
        """
        landed, left, begun = self._in_work()
        yield [*landed, *left]
        for alone, files in groupby(begun, lambda file: file if file.deaths else None):
            yield from self._ingest(iter([list(files)]), 1 if alone else self.workspace.workers)
        listing = selection.listing(self.workspace, self.receiver.agencies)
        yield listing.left
        paths = list(listing.files)
        together = (paths[at : at + TOGETHER] for at in range(0, len(paths), TOGETHER))
        received = (self.receiver.receive(some, selection.agency) for some in together)
        is_helped = len(paths) >= WORTH_A_HELPER and self.workspace.workers > 1
        with self.reports.copies_beside() if is_helped else nullcontext():
            yield from self._ingest(received, _workers_for(paths, self.workspace.workers))

    def _in_work(self) -> tuple[list[Submission], list[LeftEntry], list[ReceivedFile]]:
        """Return what a killed run landed, what changed since, and what it began, in its order."""
        landed: list[Submission] = []
        left: list[LeftEntry] = []
        begun: list[ReceivedFile] = []
        for folder in sorted(self.workspace.work.iterdir()):
            if submission_path(self.workspace, folder.name).exists():
                landed.append(read_submission(self.workspace, folder.name))
                continue
            entry = self.receiver.resume(folder)
            if isinstance(entry, ReceivedFile):
                begun.append(entry)
            elif entry is not None:
                left.append(entry)
        landed.sort(key=lambda submission: submission.sequence)
        begun.sort(key=lambda file: file.place)
        return landed, left, begun

    def _ingest(
        self, received: Iterator[Sequence[ReceivedFile | LeftEntry]], workers: int
    ) -> Iterator[Sequence[Entry]]:
        """Ingest files in the order in which they are received, some ahead of the others."""
        with ReadAhead(self._results, workers, self.validator.interrupt) as reading:
            is_more = True
            while is_more or len(reading):
                while is_more and reading.wants_more:
                    entries = next(received, None)
                    is_more = entries is not None
                    reading.add(entries or ())
                if len(reading):
                    yield from self._stored(reading)

    def _stored(self, reading: ReadAhead) -> Iterator[Sequence[Entry]]:
        """Store the next file, and those after it that are read: they are landed together.

        Where the disk takes no more, those are that it still took.
        """
        entries: list[Entry] = []
        fault = None
        with written_together():
            try:
                entries.append(self._ingest_file(reading))
                while len(entries) < TOGETHER and reading.is_next_ready:
                    entries.append(self._ingest_file(reading))
            except OSError as error:
                fault = error
        if any(isinstance(entry, Submission) for entry in entries):
            sync_folder(self.workspace.submissions)
        yield entries
        if fault is not None:
            raise fault

    def _ingest_file(self, reading: ReadAhead) -> Entry:
        """Ingest a file that was read: store it, report on it, write its record.

        One that changed meanwhile is put back into the inbox; one that was left stays so.
        """
        entry = reading.take()
        if isinstance(entry, LeftEntry):
            return entry
        received, result = entry
        if not received.is_as_taken(self.workspace.max_sent_bytes):
            return self.receiver.put_back(received)
        if self.history.is_known(received.agency, received.content_sha256):
            result = AlreadyReceived()  # since a moment ago, perhaps
        with received.attempt():
            try:
                submission = self._store(received, result)
            except (OSError, LandingError):
                raise
            except Exception as error:  # noqa: BLE001 - whatever a hostile file brings about
                remove_returns(return_folders(self.workspace, received.submission_id))
                submission = self._store(received, unreadable(unusual(describe_error(error))))
        self.history.add(submission)
        return submission

    def _store(self, received: ReceivedFile, result: Result) -> Submission:
        """Write what became of the file: its returns, the reports for its agency, its record.

        The record is the last: from then on, and not before, its returns count.
        """
        with written_together():
            sequence = self.history.next_sequence
            stored = store_submission(received, result, sequence, self.workspace, self.keys)
            self.reports.write(stored)
            write_submission(self.workspace, stored.submission)
        return stored.submission

    def _results(self, files: Sequence[ReceivedFile]) -> list[Result]:
        """Return what becomes of files, of which one process reads those that are to be read."""
        results: dict[ReceivedFile, Result] = {
            file: reason for file in files if (reason := self._unread(file)) is not None
        }
        to_read = [file for file in files if file not in results]
        if to_read:
            with ExitStack() as attempts:
                for file in to_read:
                    attempts.enter_context(file.attempt())
                results |= zip(to_read, self._validated(to_read), strict=True)
            for file in to_read:
                self.reports.begin_copy(file, results[file])
        return [results[file] for file in files]

    def _unread(self, received: ReceivedFile) -> FileNotAccepted | None:
        """Return what becomes of a file that is not even opened; None of one that is to be read.

        A file on which two runs died is set aside.
        """
        if received.deaths >= MOST_DEATHS:
            return FileRejected("unreadable", SET_ASIDE)
        if self.history.is_known(received.agency, received.content_sha256):
            return AlreadyReceived()
        if received.agency == UNKNOWN:
            return FileRejected("unrecognised", NO_AGENCY)
        return None

    def _validated(self, files: Sequence[ReceivedFile]) -> Sequence[Result]:
        """Read, match and validate files in a process of their own."""
        limits = Limits.for_files_of(
            self.workspace.max_sent_bytes,
            self.workspace.max_unpacked_bytes,
            threads=self.workspace.workers,
        )
        sent = [SentFile(file.original, file.agency, file.received_at.date()) for file in files]
        return self.validator.validate(sent, files[0].folder, limits)


def _workers_for(paths: Sequence[Path], most: int) -> int:
    """Return how many processes files of these sizes are worth."""
    cost = 0
    for path in paths:
        with suppress(OSError):
            cost += path.lstat().st_size + SMALL_FILE
    return min(most, 1 + cost // WORTH_A_WORKER)


def _put_away(workspace: Workspace, submissions: Sequence[Submission]) -> None:
    """Move the originals and the reports of landed files to where they stay."""
    ends = set()
    for submission in submissions:
        folder = workspace.work / submission.submission_id
        end = workspace.rejected if submission.is_rejected else workspace.accepted
        target = end / submission.agency / submission.submission_id
        make_folder(target.parent)
        remove_ticket(folder)
        folder.rename(target)
        ends.add(target.parent)
    sync_folders(sorted(ends))
