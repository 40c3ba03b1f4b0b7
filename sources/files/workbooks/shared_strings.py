"""The texts that a workbook's cells share, which a small file can repeat without end."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from sources.files.rejections import damaged, repeated_texts
from sources.files.workbooks.xml_stream import LocalNames, feed, make_parser

LEAST_CELL_BYTES = len('<c t="s"><v>0</v></c>')


@dataclass
class Allowance:
    """How long each shared text is, and how many bytes the workbook may still make of them."""

    lengths: array
    left: int

    def must_be_counted(self, sheet_bytes: int) -> bool:
        """Return whether sheets of so many bytes of XML could go beyond what is allowed."""
        return max(self.lengths, default=0) * (sheet_bytes // LEAST_CELL_BYTES) > self.left

    def take(self, text: int, position: int) -> None:
        """Count a shared text; raise FileUnreadable when the sheets up to `position` hold more."""
        self.left -= self.lengths[text]
        if self.left < 0:
            raise repeated_texts(position)


def text_lengths(pieces: Iterable[bytes]) -> array:
    """Return the bytes of each shared text as UTF-8, in the order by which cells name them.

    Raises FileUnreadable where a text holds another element: readers make different things of it.
    """
    parser, names = make_parser(), LocalNames()
    lengths = array("L")
    is_in_text = False

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal is_in_text
        if is_in_text:
            raise damaged()
        local = names[name]
        if local == "si":
            lengths.append(0)
        is_in_text = local == "t"

    def end(_: str) -> None:
        nonlocal is_in_text
        is_in_text = False

    def text(characters: str) -> None:
        if lengths:
            lengths[-1] += len(characters.encode())

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    feed(parser, pieces)
    return lengths
