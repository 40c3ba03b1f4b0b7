"""One streaming look at an OpenDocument spreadsheet, for what the fast reader does not tell."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NoReturn

from sources.files.rejections import (
    check_blanks,
    check_filled,
    check_reach,
    check_sheets,
    damaged,
    damaged_at,
    repeated_texts,
)
from sources.files.sheet import Kind, Limits
from sources.files.workbooks.cell_columns import Marks
from sources.files.workbooks.xml_stream import feed, make_parser

ERROR = re.compile(r"#[A-Z0-9/_]{1,20}[!?]?|Err:[0-9]{3}")
NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
VALUES: dict[str | None, tuple[str, re.Pattern[str] | None]] = {
    "string": ("office:string-value", None),
    "float": ("office:value", re.compile(NUMBER)),
    "percentage": ("office:value", re.compile(NUMBER)),
    "currency": ("office:value", re.compile(NUMBER)),
    "date": ("office:date-value", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]{1,20})?")),
    "time": ("office:time-value", re.compile(r"-?PT?[0-9HMSD.,T]{1,40}")),
    "boolean": ("office:boolean-value", re.compile("true|false")),
}
"""The attribute that holds a value of each type, and how it must be written."""

VALUE_NAMES = {name for name, _ in VALUES.values()}

REPEATS = re.compile(r"[1-9][0-9]{0,6}")
VOCABULARY = {
    f"xmlns:{name}": f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for name in ("office", "table", "text")
}
CELLS = {"table:table-cell", "table:covered-table-cell"}
ROWS_IN = {
    *("table:table", "table:table-rows", "table:table-header-rows"),
    "table:table-row-group",
}
PLAIN_TEXT = {"text:p", "text:s", "text:span", "text:a"}
IN_CELLS = ("text:", "table:table", "table:covered")
"""All else hangs on a cell and is not its text: comments, pictures, text boxes."""

HIDDEN = {"collapse", "filter"}
GROUPS = {"table:table-row-group": "hidden_rows", "table:table-column-group": "hidden_columns"}
BREAKS = {"text:tab": "\t", "text:line-break": "\n"}
MOST_SPACES = 10_000
DEEPEST = 100


@dataclass
class OdsTable:
    """What one sheet holds; rows and columns count from 0, heights and widths are exclusive."""

    name: str
    position: int
    style: str | None
    row: int = 0
    column: int = 0
    height: int = 0
    width: int = 0
    marks: Marks = field(default_factory=Marks)
    hidden: dict[str, int] = field(default_factory=dict)
    """Where the first row or column that is hidden stands, by the code of the note."""

    def hide(self, code: str, at: int) -> None:
        """Note that something is hidden from `at` on."""
        self.hidden.setdefault(code, at)

    @property
    def notes(self) -> tuple[str, ...]:
        """Codes of what is hidden within the filled part of the sheet."""
        ends = {"hidden_rows": self.height, "hidden_columns": self.width, "filtered": self.height}
        return tuple(code for code, end in ends.items() if self.hidden.get(code, end) < end)


@dataclass(slots=True)
class OdsCell:
    """The cell being read, and how often it is repeated to the right."""

    column: int
    repeats: int
    value_type: str | None
    has_formula: bool
    is_error: bool
    own_bytes: int | None
    """The bytes of a text that stands for what is shown."""

    texts: list[str] = field(default_factory=list)
    is_odd: bool = False
    """Its text holds what the fast reader leaves out."""

    @property
    def text_bytes(self) -> int:
        """The bytes of its texts as UTF-8."""
        return sum(len(text.encode()) for text in self.texts) + (self.own_bytes or 0)

    def mark(self) -> tuple[Kind, str] | None:
        """Return kind and text when the fast reader does not tell them."""
        text = "".join(self.texts)
        if self.is_error or (self.has_formula and ERROR.fullmatch(text)):
            return Kind.ERROR, text if ERROR.fullmatch(text) else "#ERROR!"
        if self.value_type is None:
            return (Kind.TEXT, text) if text else (Kind.UNCACHED, "") if self.has_formula else None
        if self.is_odd and self.value_type == "string" and self.own_bytes is None:
            return Kind.TEXT, text
        return None


class DocumentInspection:
    """What the sheets of the document hold besides values."""

    def __init__(self, limits: Limits) -> None:
        self.tables: list[OdsTable] = []
        self.hidden_styles: set[str | None] = set()
        self._limits = limits
        self._path: list[str] = [""]
        self._style: str | None = None
        self._table: OdsTable | None = None
        self._cell: OdsCell | None = None
        self._row: list[OdsCell] = []
        self._row_repeats = 1
        self._asides = 0
        self._text_bytes = self._cells = self._filled = 0

    def read(self, pieces: Iterable[bytes]) -> None:
        """Read the XML; raise FileUnreadable when it is damaged or a sheet is too large."""
        parser = make_parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._take_text
        parser.StartCdataSectionHandler = self._take_cdata
        feed(parser, pieces)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._path[-1]
        self._path.append(name)
        is_strange = not parent and not VOCABULARY.items() <= attributes.items()
        if is_strange or len(self._path) > DEEPEST:
            raise damaged()
        if name == "table:table":
            self._start_table(parent, attributes)
        elif name == "style:style":
            self._style = attributes.get("style:name")
        elif name == "style:table-properties":
            if attributes.get("table:display") == "false":
                self.hidden_styles.add(self._style)
        elif self._table is None:
            return
        elif self._cell is not None:
            self._start_content(self._cell, parent, name, attributes)
        elif name in CELLS:
            if parent != "table:table-row":
                self._reject()
            self._start_cell(self._table, attributes)
        elif name == "table:table-row":
            if parent not in ROWS_IN:
                self._reject()
            self._start_row(self._table, attributes)
        elif name == "table:table-column":
            if attributes.get("table:visibility") in HIDDEN:
                self._table.hide("hidden_columns", self._table.column)
            self._table.column += self._repeats(attributes, "table:number-columns-repeated")
        elif name in GROUPS and attributes.get("table:display") == "false":
            at = self._table.row if "row" in name else self._table.column
            self._table.hide(GROUPS[name], at)

    def _start_table(self, parent: str, attributes: dict[str, str]) -> None:
        if self._table is not None:
            raise damaged_at(self._table.position, self._table.row + 1)
        if parent == "office:spreadsheet":
            name, style = attributes.get("table:name", ""), attributes.get("table:style-name")
            check_sheets(len(self.tables) + 1, self._limits)
            self._table = OdsTable(name, len(self.tables) + 1, style)

    def _start_row(self, table: OdsTable, attributes: dict[str, str]) -> None:
        self._row = []
        self._row_repeats = self._repeats(attributes, "table:number-rows-repeated")
        table.column = 0
        visibility = attributes.get("table:visibility")
        if visibility in HIDDEN:
            table.hide("hidden_rows", table.row)
        if visibility == "filter":
            table.hide("filtered", table.row)

    def _start_cell(self, table: OdsTable, attributes: dict[str, str]) -> None:
        repeats = self._repeats(attributes, "table:number-columns-repeated")
        value_type = attributes.get("office:value-type")
        name, pattern = VALUES.get(value_type, ("", None))
        if (value_type is not None and not name) or not VALUE_NAMES.isdisjoint(
            attributes.keys() - {name}
        ):
            self._reject()
        if pattern is not None and not pattern.fullmatch(attributes.get(name, "")):
            self._reject()
        own_text = attributes.get("office:string-value")
        own_bytes = None if own_text is None else len(own_text.encode())
        self._cell = OdsCell(
            table.column,
            repeats,
            value_type,
            "table:formula" in attributes,
            attributes.get("calcext:value-type") == "error",
            own_bytes,
        )
        table.column += repeats

    def _start_content(
        self, cell: OdsCell, parent: str, name: str, attributes: dict[str, str]
    ) -> None:
        if self._asides or not name.startswith(IN_CELLS):
            self._asides += 1
            cell.is_odd = True
        elif (parent in CELLS) != (name == "text:p") or name.startswith("table:"):
            self._reject()
        elif name == "text:p" and cell.texts:
            cell.texts.append("\n")
        elif name == "text:s":
            count = attributes.get("text:c", "1")
            if not REPEATS.fullmatch(count) or int(count) > MOST_SPACES:
                self._reject()
            cell.texts.append(" " * int(count))
        elif name not in PLAIN_TEXT:
            cell.texts.append(BREAKS.get(name, ""))
            cell.is_odd = True

    def _take_text(self, text: str) -> None:
        if self._cell is None or self._asides:
            return
        if "text:p" in self._path:
            self._cell.texts.append(text)
        elif text.strip():
            self._reject()

    def _take_cdata(self) -> None:
        if self._cell is not None:
            self._cell.is_odd = True

    def _end(self, name: str) -> None:
        self._path.pop()
        if self._table is None:
            return
        if self._asides:
            self._asides -= 1
        elif name in CELLS and self._path[-1] == "table:table-row" and self._cell is not None:
            if self._cell.value_type or self._cell.has_formula or self._cell.texts:
                self._row.append(self._cell)
            self._cell = None
        elif name == "table:table-row":
            self._end_row(self._table)
        elif name == "table:table":
            self.tables.append(self._table)
            self._cells += self._table.height * self._table.width
            self._table = None

    def _end_row(self, table: OdsTable) -> None:
        first, table.row = table.row, table.row + self._row_repeats
        if not self._row:
            return
        last = self._row[-1]
        table.height = table.row
        table.width = max(table.width, last.column + last.repeats)
        check_reach(table.position, table.height, table.width, self._limits)
        self._filled += sum(cell.repeats for cell in self._row) * self._row_repeats
        check_filled(table.position, self._filled, self._limits)
        cells = self._cells + table.height * table.width
        check_blanks(table.position, cells - self._filled, self._filled, self._limits)
        for cell in self._row:
            places = cell.repeats * self._row_repeats
            self._text_bytes += cell.text_bytes * places
            if self._text_bytes > self._limits.text_bytes:
                raise repeated_texts(table.position)
            if mark := cell.mark():
                for row in range(first, table.row):
                    for column in range(cell.column, cell.column + cell.repeats):
                        table.marks.add(row, column, *mark)

    def _repeats(self, attributes: dict[str, str], name: str) -> int:
        count = attributes.get(name)
        if count is None:
            return 1
        if not REPEATS.fullmatch(count):
            self._reject()
        return int(count)

    def _reject(self) -> NoReturn:
        assert self._table is not None
        raise damaged_at(self._table.position, self._table.row + 1)
