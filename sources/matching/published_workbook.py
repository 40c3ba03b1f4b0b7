"""Published tables of one workbook, joined by area: the ministry's homelessness tables.

The layout drifts from release to release: sheet names, heading depth, column letters, sub-columns,
hidden heading rows. A table is known by its title cell, a column by its path of stacked headings,
a row by its GSS code.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.contract.code_lists import CodeLists
from sources.contract.normalise import fold_heading, fold_text
from sources.contract.schema import Contract, PublishedFigure, PublishedTablesLayout
from sources.files.sheet import Kind, Sheet
from sources.landing_errors import FileRejected
from sources.matching.layouts import RawReturn
from sources.matching.notes import Note
from sources.values.value_parsers import parse_integer
from sources.wording.rejection_text import other_areas, same_table, tables_missing, two_columns

TOP_ROWS = 60
"""A table's title, its headings and the first of its rows stand among so many rows."""

_TITLE = re.compile(r"table\s+[a-z]+[0-9]+[a-z]?(?![a-z0-9])", re.IGNORECASE)
_TITLE_CELLS = 3
"""A title may run on in so many cells."""

_GSS_CODE = r"^\s*[EWSNK][0-9]{8}\s*$"
_FOOTNOTE = re.compile(r"(?:\[[^\]]*\]|\([0-9, ]+\)|[0-9, ]+)$")


@dataclass(frozen=True)
class PublishedReturn:
    """The figures of published tables as one return; `titles` are the tables' own."""

    raw: RawReturn
    titles: tuple[str, ...]


class _Table:
    """A table of published figures on a sheet: its title, its headings, the rows of its areas."""

    def __init__(self, sheet: Sheet, first_row: int, code_column: int) -> None:
        self.sheet = sheet
        self.code_column = code_column
        tops = [column.slice(0, first_row).to_pylist() for column in sheet.columns]
        self.headings = [[fold_text(cell or "") for cell in row] for row in zip(*tops, strict=True)]

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The cells from the title on: a title may run on in the next cells."""
        cells = [cell for row in self.headings for cell in row if cell]
        start = next((i for i, cell in enumerate(cells) if _TITLE.match(cell)), len(cells))
        return tuple(cells[start:])

    @property
    def name(self) -> str:
        """The folded name that its title begins with: `tablea2p`; empty without such a title."""
        match = _TITLE.match(self.titles[0]) if self.titles else None
        return fold_heading(match[0]) if match else ""

    def name_by_words(self, title_words: Mapping[str, str]) -> str:
        """Return the name whose words its title holds; its own where those of one name do not.

        `title_words` are folded, by the folded name of the table that they belong to.
        """
        for title in map(fold_heading, self.titles[:_TITLE_CELLS]):
            told = [name for name, words in title_words.items() if words in title]
            if len(told) == 1:
                return told[0]
        return self.name

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each area code, 0-based; the first where a code stands twice."""
        codes = [(cell or "").strip() for cell in self.sheet.columns[self.code_column].to_pylist()]
        rows: dict[str, int] = {}
        for row, code in enumerate(codes):
            if re.match(_GSS_CODE, code):
                rows.setdefault(code, row)
        return rows

    def column(self, paths: Iterable[Sequence[str]]) -> int | None:
        """Return the column that the first path found leads to; None when none is there.

        Raises FileRejected (`ambiguous`) when a path leads to two columns.
        """
        for path in paths:
            columns = set(self._follow([_fold(level) for level in path]))
            if len(columns) > 1:
                raise FileRejected("ambiguous", two_columns(self.sheet.position, path))
            if columns:
                return columns.pop()
        return None

    def cell(self, row: int, column: int) -> tuple[str | None, int]:
        """Return the text of a cell and its kind."""
        kinds = self.sheet.kinds
        kind = kinds[column][row].as_py() if kinds else Kind.TEXT
        return self.sheet.columns[column][row].as_py(), kind

    def _follow(self, path: Sequence[str]) -> Iterator[int]:
        """Yield the columns that a path of folded headings leads to."""
        reached = [(0, range(len(self.headings[0])))]
        for level in path:
            reached = [
                (row + 1, self._columns_under(row, column))
                for first, within in reached
                for row in range(first, len(self.headings))
                for column in within
                if _fold(self.headings[row][column]) == level
            ]
        for below, columns in reached:
            column = self._total(below, columns, path[-1])
            if column is not None:
                yield column

    def _columns_under(self, row: int, column: int) -> range:
        """Return the columns below a heading: its own, up to the next heading of its row."""
        cells = self.headings[row]
        after = (other for other in range(column + 1, len(cells)) if cells[other])
        return range(column, next(after, len(cells)))

    def _total(self, below: int, columns: range, heading: str) -> int | None:
        """Return the column of a heading's figure: its own, or the total of its sub-columns."""
        below_it = [
            (_fold(row[column]), column) for row in self.headings[below:] for column in columns
        ]
        if all(sub_heading in ("", heading) for sub_heading, _ in below_it):
            return columns.start
        named = ("total", "grandtotal", f"total{heading}")
        exact = (column for sub_heading, column in below_it if sub_heading in named)
        begun = (column for sub_heading, column in below_it if sub_heading.startswith("total"))
        return next(exact, next(begun, None))


def read_published(
    sheets: Sequence[Sheet], contract: Contract, codes: CodeLists
) -> PublishedReturn | None:
    """Return the contract's figures from its tables on the sheets; None without any of them.

    The areas of the code list have one row each, by their code; `row_numbers` are those of the
    first table. Raises FileRejected: `unrecognised` without a needed figure, `ambiguous` for a
    table or a column that is there twice.
    """
    layout = contract.layout
    assert isinstance(layout, PublishedTablesLayout)
    named = {fold_heading(name) for figure in layout.figures.values() for name in _names(figure)}
    title_words = {
        fold_heading(name): fold_heading(words) for name, words in layout.title_words.items()
    }
    tables = _tables(sheets, named, title_words)
    if not tables:
        return None
    sources = {name: _sources(figure, tables) for name, figure in layout.figures.items()}
    missing = [
        name for name, figure in layout.figures.items() if figure.needed and not sources[name]
    ]
    if missing:
        figures = [contract.columns[name].description for name in missing]
        raise FileRejected("unrecognised", tables_missing(contract.title, figures))
    given = {name: cells for name, cells in sources.items() if cells}
    used = list({id(table): table for cells in given.values() for table, _ in cells}.values())
    raw = _joined(contract, layout.join, given, used, codes)
    return PublishedReturn(raw, tuple(title for table in used for title in table.titles))


def _joined(
    contract: Contract,
    join: str,
    figures: dict[str, list[tuple[_Table, int]]],
    tables: Sequence[_Table],
    codes: CodeLists,
) -> RawReturn:
    """Return a row per area of the join column's code list that the tables have, by its label."""
    code_list = contract.columns[join].list
    assert code_list is not None
    labels = codes.codes(code_list)
    areas = [code for code in labels if any(code in table.rows for table in tables)]
    columns: dict[str, list[tuple[str | None, int]]] = {
        join: [(labels[code], int(Kind.TEXT)) for code in areas]
    }
    columns |= {name: [_figure(cells, code) for code in areas] for name, cells in figures.items()}
    return RawReturn(
        contract,
        tables[0].sheet.position,
        tables[0].sheet.name,
        np.array([_row_number(tables, code) for code in areas], dtype=np.int64),
        {
            name: pa.array([text for text, _ in cells], pa.string())
            for name, cells in columns.items()
        },
        {name: pa.array([kind for _, kind in cells], pa.int8()) for name, cells in columns.items()},
        notes=_notes(tables, labels),
    )


def _tables(
    sheets: Sequence[Sheet], named: set[str], title_words: Mapping[str, str]
) -> dict[str, _Table]:
    """Return the tables of these names on the sheets, by name.

    Where two bear one name, the words of their titles tell them apart.
    """
    found = [table for table in map(_table, sheets) if table and table.name in named]
    times = Counter(table.name for table in found)
    tables: dict[str, _Table] = {}
    for table in found:
        is_told = times[table.name] > 1 and table.name in title_words
        name = table.name_by_words(title_words) if is_told else table.name
        first = tables.setdefault(name, table)
        if first is not table:
            positions = first.sheet.position, table.sheet.position
            raise FileRejected("ambiguous", same_table(*positions))
    return tables


def _table(sheet: Sheet) -> _Table | None:
    """Return the sheet as a table: below its headings a column holds area codes; else None."""
    for position, column in enumerate(sheet.columns):
        is_code = pc.match_substring_regex(column.slice(0, TOP_ROWS), _GSS_CODE)
        first = pc.index(is_code, True).as_py()
        if first > 0:
            return _Table(sheet, first, position)
    return None


def _sources(figure: PublishedFigure, tables: dict[str, _Table]) -> list[tuple[_Table, int]]:
    """Return the tables and columns whose cells add up to the figure; none without it."""
    for names in figure.tables:
        those = [tables[name] for name in map(fold_heading, names) if name in tables]
        if len(those) == len(names):
            columns = [table.column(figure.headings) for table in those]
            given = [
                (table, column)
                for table, column in zip(those, columns, strict=True)
                if column is not None
            ]
            return given if len(given) == len(those) else []
    return []


def _figure(sources: list[tuple[_Table, int]], code: str) -> tuple[str | None, int]:
    """Return the area's cell, or the sum of its cells; a cell that is no number, as the whole."""
    cells = [
        table.cell(table.rows[code], column) if code in table.rows else (None, int(Kind.TEXT))
        for table, column in sources
    ]
    if len(cells) == 1:
        return cells[0]
    total = 0
    for text, kind in cells:
        number = parse_integer(fold_text(text or ""), kind).value
        if number is None:
            return text, kind
        total += number
    return str(total), int(Kind.NUMBER)


def _row_number(tables: Sequence[_Table], code: str) -> int:
    """Return the area's row, from 1, in the first table that has it."""
    return next(table.rows[code] + 1 for table in tables if code in table.rows)


def _notes(tables: Sequence[_Table], labels: dict[str, str]) -> tuple[Note, ...]:
    others = {code for table in tables for code in table.rows} - labels.keys()
    if not others:
        return ()
    return (Note("other_areas", other_areas(len(others))),)


def _names(figure: PublishedFigure) -> Iterator[str]:
    return (name for names in figure.tables for name in names)


def _fold(heading: str) -> str:
    """Return the heading as it is compared: folded, its footnotes dropped."""
    heading = unicodedata.normalize("NFKC", heading)
    return fold_heading(_FOOTNOTE.sub("", heading)) or fold_heading(heading)
