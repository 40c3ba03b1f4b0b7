"""One streaming look at a worksheet's XML, for what the fast reader of values does not tell."""

import re
from collections.abc import Iterable

from sources.cells import Kind
from sources.reading.markup import LocalNames, feed, make_parser
from sources.reading.refusals import LAST_ROW, damaged_at, too_large
from sources.reading.shared_texts import Allowance
from sources.reading.workbook import Marks

LETTERS = re.compile(r"[A-Z]{1,3}")
DIGITS = re.compile(r"[1-9][0-9]{0,6}")
LAST_COLUMN = 16_384
TRUE = {"1", "true"}
ENOUGH_TEXT = 32
"""No error's name or number of a shared text is longer."""


class SheetLook:
    """What one worksheet holds: its furthest filled cell, marked cells, and what is hidden.

    Rows and columns count from 1. Every cell must stand where it says, once and in order, as
    spreadsheet programs write them: of anything else two readers may see two different things.
    """

    def __init__(self, position: int, allowance: Allowance | None = None) -> None:
        """Look at the sheet at the 1-based `position`; an `allowance` is counted against."""
        self.position = position
        self.height = 0
        self.width = 0
        self._allowance = allowance
        self._shared_characters = 0
        self.marks = Marks()
        self.is_filtered = False
        self._hidden_row: int | None = None
        self._hidden_column: int | None = None
        self._is_inside = self._is_done = False
        self._row, self._row_digits = 0, "0"
        self._column = 0
        self._type: str | None = None
        self._has_formula = self._has_value = self._is_watched = False
        self._text = ""
        self._columns: dict[str, int] = {}
        self._names = LocalNames()
        self._parser = make_parser()

    def read(self, pieces: Iterable[bytes]) -> None:
        """Take the sheet's XML; raises Unreadable when it is damaged."""
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartCdataSectionHandler = self._refuse
        feed(self._parser, pieces)

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
        name = self._names[name]
        if not self._is_inside:
            self._start_outside(name, attributes)
        elif name == "c":
            reference = attributes.get("r")
            if reference is None:
                column = self._column + 1
            else:
                letters = reference.removesuffix(self._row_digits)
                column = self._columns.get(letters) or self._new_column(letters)
            if column <= self._column:
                self._refuse()
            self._column = column
            self._type = attributes.get("t")
            self._has_formula = self._has_value = False
            self._is_watched = self._type == "e" or self._allowance is not None
        elif name == "v" or name == "is":
            if self._has_value:
                self._refuse()
            self._has_value = True
            self.height = self._row
            if self._column > self.width:
                self.width = self._column
            if self._is_watched:
                self._text = ""
                self._parser.CharacterDataHandler = self._collect
        elif name == "row":
            self._start_row(attributes)
        elif name == "f":
            if self._has_value:
                self._refuse()
            self._has_formula = self._is_watched = True
            self.height, self.width = self._row, max(self.width, self._column)

    def _start_outside(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheetData":
            if self._is_done:
                self._refuse()
            self._is_inside = True
        elif name == "col" and attributes.get("hidden") in TRUE:
            first = attributes.get("min", "1")
            if not DIGITS.fullmatch(first):
                self._refuse()
            self._hidden_column = min(self._hidden_column or LAST_COLUMN, int(first))
        elif name == "sheetFormatPr" and attributes.get("zeroHeight") in TRUE:
            self._hidden_row = 1
        elif name == "filterColumn":
            self.is_filtered = True

    def _start_row(self, attributes: dict[str, str]) -> None:
        digits = attributes.get("r", str(self._row + 1))
        if not DIGITS.fullmatch(digits) or not self._row < int(digits) <= LAST_ROW:
            self._refuse()
        self._row, self._row_digits = int(digits), digits
        self._column = 0
        if self._hidden_row is None and attributes.get("hidden") in TRUE:
            self._hidden_row = self._row

    def _collect(self, text: str) -> None:
        if len(self._text) < ENOUGH_TEXT:
            self._text += text

    def _end(self, name: str) -> None:
        if self._is_watched:
            self._end_watched(self._names[name])
        elif name.endswith("sheetData"):
            self._is_inside, self._is_done = False, True

    def _end_watched(self, name: str) -> None:
        if name == "c":
            self._is_watched = False
            self._mark()
        elif name == "v":
            self._parser.CharacterDataHandler = None
            if self._allowance and self._type == "s":
                self._count(self._allowance)

    def _mark(self) -> None:
        row, column = self._row - 1, self._column - 1
        if self._type == "e" and self._has_value and self._text:
            self.marks.add(row, column, Kind.ERROR, self._text[:ENOUGH_TEXT])
        elif self._has_formula and not (self._has_value and (self._text or self._type == "str")):
            self.marks.add(row, column, Kind.UNCACHED, "")
        self._text = ""

    def _count(self, allowance: Allowance) -> None:
        try:
            self._shared_characters += allowance.lengths[int(self._text)]
        except (ValueError, IndexError):
            self._refuse()
        if self._shared_characters > allowance.characters:
            raise too_large(f"the texts of sheet {self.position} repeat without end")

    def _new_column(self, letters: str) -> int:
        if not LETTERS.fullmatch(letters):
            self._refuse()
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        if column > LAST_COLUMN:
            self._refuse()
        self._columns[letters] = column
        return column

    def _refuse(self) -> None:
        raise damaged_at(self.position, self._row)
