"""The audit trail: who did what and when, each line sealed with the hash of the line before."""

import fcntl
import getpass
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.quarters import now

FIRST = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One line of the trail; `is_intact` is false from the first line that was tampered with."""

    at: str
    who: str
    action: str
    details: dict[str, object]
    is_intact: bool


class Journal:
    """The trail of one DAW_HOME, `log/journal.jsonl`; it is only ever added to."""

    def __init__(self, root: Path) -> None:
        """Take the trail of the folder `root`, which need not exist yet."""
        self.path = root / "log" / "journal.jsonl"

    def record(self, action: str, **details: object) -> None:
        """Add a line, on disk when this returns. `details` name no person and quote no value."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            whole = _drop_torn_line(file.read())
            file.seek(len(whole))
            file.truncate()
            line = {
                "at": now().isoformat(timespec="seconds"),
                "who": getpass.getuser(),
                "action": action,
                "details": details,
                "before": _seal(whole.splitlines()[-1]) if whole else FIRST,
            }
            file.write(json.dumps(line, sort_keys=True).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def entries(self) -> Iterator[Entry]:
        """The lines in order, each with whether the trail is whole up to it."""
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


def _drop_torn_line(content: bytes) -> bytes:
    """`content` without a last line that a crash cut short: what it told of is told anew."""
    return content[: content.rfind(b"\n") + 1]


def _seal(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
