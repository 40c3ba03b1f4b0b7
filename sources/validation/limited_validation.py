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

from sources.contract.code_lists import CodeLists
from sources.contract.rules import SourceRules
from sources.contract.schema import Contract
from sources.files import read_with
from sources.files.rejections import unusual
from sources.files.sandbox.client import Continuation, ReadingProcess
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
    """Validates files by these rules, one after the other, in a process that is kept for them."""

    rules: SourceRules

    @cached_property
    def process(self) -> ReadingProcess:
        """The process that goes by the rules."""
        return _process_of(pickle.dumps(self.rules))

    def about(self, sent: SentFile) -> dict[str, object]:
        """Return what the process must know of a file beside its sheets."""
        return {
            "file_name": sent.path.name,
            "received_on": sent.received_on.isoformat(),
            "extracts": list(self.rules.contracts_of(sent.agency)),
        }

    def validate(self, sent: SentFile, work: Path, limits: Limits) -> ValidatedReturns:
        """Return the returns of a file, with their issues.

        The result comes back by way of a nameless file in the folder `work`. Raises FileRejected
        for a file that does not keep the rules of acceptance, or that breaks what reads it; OSError
        where it cannot be opened or the folder holds no more; ReadingError without a process.
        """
        try:
            written = read_with(self.process, sent.path, work, limits, self.about(sent))
            result = read_result(read_streams(written), self.rules.contracts)
        except FileUnreadable as error:
            raise unreadable(error) from None
        except ResultError as error:
            raise unreadable(unusual(describe_error(error))) from None
        if isinstance(result, FileRejected):
            raise result
        return result


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
    return lambda sheets, about: validate_sheets(sheets, about, rules)


def unreadable(error: FileUnreadable) -> FileRejected:
    """Return the rejection of a file that cannot be read, with our own error where there was one.

    That is for the validation report alone.
    """
    return FileRejected("unreadable", error.message, [f"({error.where})"] if error.where else [])


_processes: dict[bytes, ReadingProcess] = {}
"""The process that is kept, by the rules it was started with."""


def _process_of(setup: bytes) -> ReadingProcess:
    """Return the process that goes by these rules; one that goes by others is ended."""
    if setup not in _processes:
        stop_processes()
        _processes[setup] = ReadingProcess(Continuation(f"{__name__}:continuation", setup))
    return _processes[setup]


def stop_processes() -> None:
    """End the process that is kept."""
    while _processes:
        _processes.popitem()[1].stop()


atexit.register(stop_processes)
