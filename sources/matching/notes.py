"""What a sender is told of a file beside its rows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """Something that a sender should know of a file that was read.

    `text` may quote a heading or the name of a sheet. A note on a column names its heading: such
    notes of one code are said together.
    """

    code: str
    text: str = ""
    heading: str = ""
