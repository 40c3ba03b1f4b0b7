"""The audit trail: who did what and when, each line with the hash of the line before it."""

import hashlib
import json
import os
import pwd
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.atomic_files import FILE_MODE, make_folder, sync_folder
from core.locks import held
from orchestration.jobs.clock import now

FIRST = "0" * 64

_BLOCK = 1 << 16
"""The end of the trail is read in pieces that grow by so many bytes."""


@dataclass(frozen=True)
class Entry:
    """One line of the trail; `is_intact` is false from the first line that was tampered with."""

    at: str
    who: str
    action: str
    details: dict[str, object]
    is_intact: bool


class AuditLog:
    """The trail of one DAW_HOME, `log/journal.jsonl`; it is only ever added to."""

    def __init__(self, root: Path) -> None:
        """Name the trail of the workspace in `root`, which need not exist yet."""
        self.path = root / "log" / "journal.jsonl"

    def record(self, action: str, **details: object) -> None:
        """Add a line, on disk when this returns. `details` name no person and quote no value."""
        self.record_all(action, [details])

    def record_all(self, action: str, lines: Sequence[Mapping[str, object]]) -> None:
        """Add a line with each of these details, all on disk when this returns."""
        if not lines:
            return
        make_folder(self.path.parent)
        is_new = not self.path.exists()
        with (
            held(self.path.with_name(".lock"), waiting=None),
            os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, FILE_MODE), "r+b") as file,
        ):
            last = _last_line(file)
            before = _seal(last) if last else FIRST
            at, who = now().isoformat(timespec="seconds"), _user()
            for details in lines:
                line = {"at": at, "who": who, "action": action, "details": details}
                text = json.dumps(line | {"before": before}, sort_keys=True).encode()
                file.write(text + b"\n")
                before = _seal(text)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_folder(self.path.parent)

    @contextmanager
    def record_both_ends(self, action: str, **details: object) -> Iterator[dict[str, object]]:
        """Yield the block's result, to be filled in; add a line before the block and one after.

        A block that failed or was killed leaves the first line alone.
        """
        self.record(f"{action} begun", **details)
        result: dict[str, object] = {}
        yield result
        self.record(action, **details, **result)

    def newest(self, action: str, **details: object) -> Entry | None:
        """Return the newest line of an action with these details among its own, or None."""
        newest = None
        for entry in self.entries():
            if entry.action == action and details.items() <= entry.details.items():
                newest = entry
        return newest

    def entries(self) -> Iterator[Entry]:
        """Yield the lines in order, each with whether the trail is whole up to it."""
        before, is_intact = FIRST, True
        raw = self.path.read_bytes() if self.path.exists() else b""
        for text in _drop_torn_line(raw).splitlines():
            try:
                line = json.loads(text)
                is_intact = is_intact and line["before"] == before
                yield Entry(line["at"], line["who"], line["action"], line["details"], is_intact)
            except (ValueError, KeyError):
                is_intact = False
                yield Entry("", "", "unreadable line", {}, is_intact)
            before = _seal(text)


def _last_line(file: BinaryIO) -> bytes:
    """Return the last whole line, and let the file end after it: a torn one is recorded anew."""
    end = file.seek(0, os.SEEK_END)
    start, content = end, b""
    while start and content.count(b"\n") < 2:
        start = max(0, start - _BLOCK)
        file.seek(start)
        content = file.read(end - start)
    whole = _drop_torn_line(content)
    file.seek(start + len(whole))
    file.truncate()
    return whole.splitlines()[-1] if whole else b""


def _drop_torn_line(content: bytes) -> bytes:
    """Return `content` without a last line that a crash cut short: its action is recorded anew."""
    return content[: content.rfind(b"\n") + 1]


def _user() -> str:
    """Return the account that the process runs under, whatever its environment says."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # an account that the machine has no name for
        return str(os.getuid())


def _seal(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
