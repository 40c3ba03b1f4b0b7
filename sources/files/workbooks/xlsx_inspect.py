"""One streaming look at a worksheet's XML, for what the fast reader of values does not tell."""

import re
from collections.abc import Iterable, Iterator

from sources.files.rejections import LAST_ROW, check_blanks, check_filled, damaged_at
from sources.files.sheet import Kind, Limits
from sources.files.workbooks.cell_columns import Marks, number_text
from sources.files.workbooks.shared_strings import Allowance
from sources.files.workbooks.xml_stream import feed, make_parser

LETTERS = re.compile(r"[A-Z]{1,3}")
DIGITS = re.compile(r"[1-9][0-9]{0,6}")
NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
ODD_VALUE = re.compile(rb"<v(?!>[0-9]{1,15}(?:\.[0-9]+)?</)")
TORN_TEXT = re.compile(rb"<t(?:\s[^>]*)?>[^<]*<(?!/t>)")
ODD_TEXT = re.compile(rb"t\s*=\s*[\"']s[\"'][^<]*<[^>]*>[0-9]*[^0-9<]")

LAST_COLUMN = 16_384
TRUE = {"1", "true"}
IN_ROWS = ("row", "c", "f", "v", "is")
MOST_DIGITS = 9
"""No shared text has a longer number."""

ENOUGH_TEXT = 1_000
"""No error's name or number is longer."""

OFTEN = 10_000
"""After so many cells it is looked whether too many are blank."""

EXACT = 2**53
"""A whole number as readers hold it may have lost digits from here on."""


class WorksheetInspection:
    """What one worksheet holds: its furthest filled cell, marked cells, and what is hidden.

    Rows and columns count from 1. Every cell must stand where it says, once and in order, and
    hold a value as plainly as spreadsheet programs write it: of anything else two readers may
    see two different things.
    """

    def __init__(
        self, position: int, allowance: Allowance, limits: Limits, *, is_counted: bool = False
    ) -> None:
        """Look at the sheet at the 1-based `position`; its texts may have to be counted."""
        self.position = position
        self.height = self.width = self.filled = 0
        self.marks = Marks()
        self.is_filtered = False
        self._allowance, self._limits, self._is_counted = allowance, limits, is_counted
        self._cells = self._next_check = 0
        self._hidden_row: int | None = None
        self._hidden_column: int | None = None
        self._is_inside = self._is_done = self._is_in_row = False
        self._row, self._row_digits = 0, "0"
        self._column = 0
        self._columns: dict[str, int] = {}
        self._type: str | None = None
        self._has_style = self._has_formula = self._has_value = False
        self._is_odd = self._is_collected = self._is_marked = self._is_in_cell = False
        self._text = ""
        self._value_at = 0
        self._names: dict[str, str] = {}
        self._row_name = self._cell_name = self._data_name = ""
        self._parser = make_parser()

    def read(self, pieces: Iterable[bytes]) -> None:
        """Take the sheet's XML; raises FileUnreadable when it is damaged."""
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartCdataSectionHandler = self._reject
        feed(self._parser, self._looked_through(pieces))

    def _looked_through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the XML cut between cells, so that odd values are known before each piece."""
        kept = b""
        for piece in pieces:
            cut = max(0, piece.rfind(b"<c"))
            part, kept = kept + piece[:cut], piece[cut:]
            self._is_odd = self._is_counted or _may_be_odd(part)
            if b"<is>" in part and TORN_TEXT.search(part):
                self._reject()
            if part:
                yield part
        self._is_odd = True
        yield kept

    @property
    def notes(self) -> tuple[str, ...]:
        """Codes of what is hidden within the filled part of the sheet."""
        notes = []
        if self._hidden_row is not None and self._hidden_row <= self.height:
            notes.append("hidden_rows")
        if self._hidden_column is not None and self._hidden_column <= self.width:
            notes.append("hidden_columns")
        if self.is_filtered:
            notes.append("filtered")
        return tuple(notes)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._is_inside:
            self._start_outside(name, attributes)
            return
        kind = self._names.get(name)
        if kind == "c":
            if self._is_in_cell:
                self._reject()
            self._is_in_cell = True
            reference = attributes.get("r")
            if reference is None:
                column = self._column + 1
            else:
                letters = reference.removesuffix(self._row_digits)
                column = self._columns.get(letters) or self._new_column(letters)
            if column <= self._column:
                self._reject()
            self._column = column
            self._cells += 1
            self._type = attributes.get("t")
            self._has_style = "s" in attributes
            self._has_formula = self._has_value = False
            self._is_marked = self._type == "e"
            self._is_collected = self._is_odd or self._is_marked
        elif kind == "v" or kind == "is":
            is_text = self._type == "inlineStr"
            if self._has_value or not self._is_in_cell or (kind == "is") != is_text:
                self._reject()
            self._has_value = True
            self.filled += 1
            self.height = self._row
            if self._column > self.width:
                self.width = self._column
            if self._is_collected:
                self._text = ""
                self._value_at = self._parser.CurrentByteIndex
                self._parser.CharacterDataHandler = self._collect
        elif kind == "row":
            self._start_row(attributes)
        elif kind == "f":
            if self._has_value or not self._is_in_cell:
                self._reject()
            self._has_formula = self._is_marked = self._is_collected = True
            self.height, self.width = self._row, max(self.width, self._column)
            self.filled += 1
        elif name.rpartition(":")[2] in (*IN_ROWS, "sheetData", "AlternateContent"):
            self._reject()

    def _start_outside(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        if local == "sheetData":
            if self._is_done:
                self._reject()
            self._is_inside = True
            self._data_name = name
            self._names = {f"{prefix}:{each}" if prefix else each: each for each in IN_ROWS}
            self._row_name, self._cell_name, *_ = self._names
        elif local == "col" and attributes.get("hidden") in TRUE:
            first = attributes.get("min", "1")
            if not DIGITS.fullmatch(first):
                self._reject()
            self._hidden_column = min(self._hidden_column or LAST_COLUMN, int(first))
        elif local == "sheetFormatPr" and attributes.get("zeroHeight") in TRUE:
            self._hidden_row = 1
        elif local == "filterColumn":
            self.is_filtered = True

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = self._row + 1
        next_digits = str(row)
        digits = attributes.get("r", next_digits)
        if digits != next_digits:
            if not DIGITS.fullmatch(digits) or int(digits) < row:
                self._reject()
            row = int(digits)
        if self._is_in_row or row > LAST_ROW:
            self._reject()
        if self._cells > self._next_check:
            check_blanks(self.position, self._cells - self.filled, self.filled, self._limits)
            check_filled(self.position, self.filled, self._limits)
            self._next_check = self._cells + OFTEN
        self._row, self._row_digits, self._column = row, digits, 0
        self._is_in_row = True
        if self._hidden_row is None and attributes.get("hidden") in TRUE:
            self._hidden_row = row

    def _collect(self, text: str) -> None:
        if len(self._text) < ENOUGH_TEXT:
            self._text += text

    def _end(self, name: str) -> None:
        if name == self._cell_name:
            self._is_in_cell = False
        if name == self._row_name:
            self._is_in_row = False
        elif self._is_collected:
            self._end_collected(name)
        elif name == self._data_name:
            self._is_inside, self._is_done = False, True

    def _end_collected(self, name: str) -> None:
        kind = self._names.get(name)
        if kind == "v":
            self._parser.CharacterDataHandler = None
            self._end_value(name)
        elif kind == "c":
            self._parser.CharacterDataHandler = None
            if self._is_marked:
                self._mark()
            self._is_collected = False
            self._text = ""

    def _end_value(self, name: str) -> None:
        """Check a value that only one kind of text may be, and mark what readers bend."""
        text, type_ = self._text, self._type
        if type_ not in (None, "n", "s", "b"):
            return
        raw = self._parser.CurrentByteIndex - self._value_at - len(f"<{name}>")
        if text and raw != len(text):  # a comment, a character by its number, an attribute
            self._reject()
        if type_ == "s":
            self._count(text)
        elif type_ == "b":
            if text not in ("0", "1", ""):
                self._reject()
        elif text:
            if not NUMBER.fullmatch(text):
                self._reject()
            is_long = text.isdigit() and int(text) > EXACT
            if is_long or (self._has_style and text.startswith("-")):
                said = text.lstrip("0") if is_long else number_text(float(text))
                self.marks.add(self._row - 1, self._column - 1, Kind.NUMBER, said)

    def _mark(self) -> None:
        row, column = self._row - 1, self._column - 1
        if self._type == "e" and self._has_value and self._text:
            self.marks.add(row, column, Kind.ERROR, self._text[:ENOUGH_TEXT])
        elif self._has_formula and not (self._has_value and (self._text or self._type == "str")):
            self.marks.add(row, column, Kind.UNCACHED, "")

    def _count(self, text: str) -> None:
        """Count a shared text against what the sheet may make of them; reject one that is not."""
        is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
        if not (is_number and int(text) < len(self._allowance.lengths)):
            self._reject()
        if self._is_counted:
            self._allowance.take(int(text), self.position)

    def _new_column(self, letters: str) -> int:
        if not LETTERS.fullmatch(letters):
            self._reject()
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        if column > LAST_COLUMN:
            self._reject()
        self._columns[letters] = column
        return column

    def _reject(self) -> None:
        raise damaged_at(self.position, self._row)


def _may_be_odd(part: bytes) -> bool:
    """Return whether a value may be anything but a short plain number, or the number of a text."""
    return bool(b":v" in part or ODD_VALUE.search(part) or ODD_TEXT.search(part))
