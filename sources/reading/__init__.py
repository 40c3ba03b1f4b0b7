"""Reading files as they were sent: bytes in, sheets of cells out, or a plain refusal."""

from pathlib import Path

from sources.cells import Limits, Sheet, Unreadable
from sources.reading.kinds import suffix_of


def read_file(path: Path, work: Path, limits: Limits | None = None) -> list[Sheet]:
    """The sheets of the file at `path`; raises Unreadable with a message for its sender.

    `work` is a folder of the caller's in which the reading may leave nothing behind.
    """
    from sources.reading.parse import parse

    limits = limits or Limits()
    data = path.read_bytes()
    if not data:
        raise Unreadable("The file is empty. Please save the return and send it again.")
    if len(data) > limits.sent_bytes:
        raise Unreadable("The file is too large.")
    return parse(data, suffix_of(path.name), limits)
