"""Read, match and validate a file in a process of its own, under limits of memory and time.

Whatever a file brings about there becomes its rejection, and touches no other file.
"""

import atexit
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sources.contract.code_lists import CodeLists
from sources.contract.rules import SourceRules
from sources.contract.schema import Contract, TableLayout
from sources.files import Written, read_with
from sources.files.rejections import unusual
from sources.files.sandbox.client import Continuation, ReadingProcesses
from sources.files.sandbox.protocol import Stream, describe_error, read_streams
from sources.files.sheet import FileUnreadable, Limits, Sheet
from sources.landing_errors import FileRejected
from sources.matching.match_returns import Sheets, match_returns
from sources.validation.result_streams import ResultError, read_result, result_streams
from sources.validation.validate_returns import (
    NoValidRows,
    ValidatedReturn,
    ValidatedReturns,
    validate_returns,
)

MOST_CELLS, MOST_BYTES = 100_000, 5_000_000
"""Sheets with more cells or text are not copied and marked: their report names the rows."""


@dataclass(frozen=True)
class SentFile:
    """A file to validate: where it lies, who sent it, when it was received."""

    path: Path
    agency: str
    received_on: date


@dataclass(frozen=True)
class FileValidator:
    """Validates files by these rules, in processes that are kept for them: one file in each."""

    rules: SourceRules

    @cached_property
    def processes(self) -> ReadingProcesses:
        """The processes that go by the rules."""
        return _processes_of(pickle.dumps(self.rules))

    def interrupt(self) -> None:
        """Put an end to the validation of files, in other threads than this."""
        self.processes.interrupt()

    def about(self, sent: SentFile) -> dict[str, object]:
        """Return what the process must know of a file beside its sheets."""
        return {
            "file_name": sent.path.name,
            "received_on": sent.received_on.isoformat(),
            "extracts": list(self.rules.contracts_of(sent.agency)),
        }

    def validate(
        self, sent: Sequence[SentFile], work: Path, limits: Limits
    ) -> list[ValidatedReturns | FileRejected]:
        """Validate files in one process; return the returns of each, with their issues.

        A file that does not keep the rules of acceptance, or that breaks what reads it, is a
        FileRejected. The results come back by way of nameless files in the folder `work`. Raises
        OSError where a file cannot be opened or the folder holds no more; ReadingError without a
        process.
        """
        with self.processes.one() as process:
            about = [self.about(file) for file in sent]
            written = read_with(process, [file.path for file in sent], work, limits, about)
        return [self._result(each) for each in written]

    def _result(self, written: Written) -> ValidatedReturns | FileRejected:
        if isinstance(written, FileUnreadable):
            return unreadable(written)
        try:
            return read_result(read_streams(written), self.rules.contracts)
        except ResultError as error:
            return unreadable(unusual(describe_error(error)))


def validate_sheets(sheets: Sequence[Sheet], about: Any, rules: SourceRules) -> Iterator[Stream]:
    """Return what becomes of a file with these sheets, of which the caller says `about`."""
    contracts = {extract: rules.contracts[extract] for extract in about["extracts"]}
    named = Sheets(sheets, about["file_name"], date.fromisoformat(about["received_on"]))
    return result_streams(result_of(named, contracts, rules.codes))


def result_of(
    named: Sheets, contracts: Mapping[str, Contract], codes: CodeLists
) -> ValidatedReturns | FileRejected:
    """Return what becomes of the sheets, and those of them in which cells are to be marked."""
    try:
        result = validate_returns(match_returns(named, contracts, codes), codes)
    except NoValidRows as rejection:
        rejection.sheets = _to_be_marked([rejection.validated], named.sheets)
        return rejection
    except FileRejected as rejection:
        return rejection
    return replace(result, sheets=_to_be_marked(result.returns, named.sheets))


def _to_be_marked(returns: Sequence[ValidatedReturn], sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Return the sheets of returns with issues; none where they are too large to be copied."""
    at_fault = [validated for validated in returns if len(validated.issues)]
    positions = {sheet for validated in at_fault for sheet in validated.sheet_names}
    copied = tuple(sheet for sheet in sheets if sheet.position in positions)
    cells = sum(len(sheet.columns) * sheet.row_count for sheet in copied)
    if cells > MOST_CELLS or sum(c.nbytes for sheet in copied for c in sheet.columns) > MOST_BYTES:
        return ()
    return copied


def continuation(setup: bytes) -> Callable[[Sequence[Sheet], Any], Iterator[Stream]]:
    """Return what the reading process does with the sheets of each file; `setup` are the rules."""
    rules: SourceRules = pickle.loads(setup)  # noqa: S301 (from the process that started this one)
    _use_once(rules)
    return lambda sheets, about: validate_sheets(sheets, about, rules)


def _use_once(rules: SourceRules) -> None:
    """Validate a return that says nothing: what is made at a first use is then there for each file.

    A file of a few rows is validated in half the time by that.
    """
    contract = next(
        each for each in rules.contracts.values() if isinstance(each.layout, TableLayout)
    )
    headings = [column.headings[0] for column in contract.columns.values() if column.headings]
    cells = [pa.array([heading, "?", "1", "1 May 2019"]) for heading in headings]
    sheet = Sheet(None, 1, cells, widths=np.full(4, len(cells)))
    about = {"file_name": "Q1 2019-20", "received_on": "2019-07-01", "extracts": [contract.extract]}
    list(validate_sheets([sheet], about, rules))


def unreadable(error: FileUnreadable) -> FileRejected:
    """Return the rejection of a file that cannot be read, with our own error where there was one.

    That is for the validation report alone.
    """
    return FileRejected("unreadable", error.message, [f"({error.where})"] if error.where else [])


_processes: dict[bytes, ReadingProcesses] = {}
"""The processes that are kept, by the rules they were started with."""


def _processes_of(setup: bytes) -> ReadingProcesses:
    """Return the processes that go by these rules; those that go by others are ended."""
    if setup not in _processes:
        stop_processes()
        _processes[setup] = ReadingProcesses(Continuation(f"{__name__}:continuation", setup))
    return _processes[setup]


def stop_processes() -> None:
    """End the processes that are kept."""
    while _processes:
        _processes.popitem()[1].stop()


atexit.register(stop_processes)
