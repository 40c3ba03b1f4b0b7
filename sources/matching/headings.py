"""The first rows of a sheet, and what their cells mean as headings."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

import pyarrow as pa

from sources.contract.code_lists import CodeLists
from sources.contract.normalise import fold_heading, fold_label, heading_without_footnote
from sources.contract.schema import Column, Contract, CrosstabLayout
from sources.files.sheet import Kind, Sheet
from sources.matching.notes import Note
from sources.values.value_parsers import month_named
from sources.wording.rejection_text import second_month

HEADING_ROWS = 30
"""The headings stand among so many first rows."""

_LONGEST_HEADING = 500
_LONGEST_TITLE = 2000
_TITLE_COLUMNS = 100
"""What is longer or further to the right is not looked at: a file may be made to take hours."""


class Top:
    """The first rows of a sheet as Python text, and what is compared of each cell as a heading."""

    def __init__(self, sheet: Sheet) -> None:
        rows = min(sheet.row_count, HEADING_ROWS)
        texts = [_texts(column.slice(0, rows)) for column in sheet.columns]
        self.rows: list[list[str | None]] = [list(row) for row in zip(*texts, strict=True)]
        kinds = sheet.kinds and [_numbers(column.slice(0, rows)) for column in sheet.kinds]
        self.kinds: list[list[int]] | None = (
            [list(row) for row in zip(*kinds, strict=True)] if kinds else None
        )
        self._folded = [[_folded(cell) for cell in row] for row in self.rows]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def kind(self, row: int, column: int) -> Kind:
        """Return what kind of cell stands there."""
        return Kind(self.kinds[row][column]) if self.kinds else Kind.TEXT

    def titles(self, heading_row: int) -> tuple[str, ...]:
        """Return the cells above the headings, row by row: each alone, then with the next one."""
        texts: list[str] = []
        for row, cells in enumerate(self.rows[:heading_row]):
            titles = [
                text[:10] if self.kind(row, column) == Kind.DATE else text[:_LONGEST_TITLE]
                for column, text in enumerate(cells[:_TITLE_COLUMNS])
                if text is not None
            ]
            texts += [*titles, *(f"{label} {beside}" for label, beside in pairwise(titles))]
        return tuple(texts)

    def meaning(self, row: int, column: int, words: Mapping[str, str]) -> str | None:
        """Return what a cell means as a heading: as it stands, else without a footnote digit."""
        as_it_stands, without_footnote = self._folded[row][column]
        return words.get(as_it_stands) or words.get(without_footnote)

    def in_row(self, row: int, words: Mapping[str, str]) -> list[tuple[str, int]]:
        """Return the meanings of a row's cells, each with its column."""
        meanings = ((self.meaning(row, column, words), column) for column in range(self.width))
        return [(meaning, column) for meaning, column in meanings if meaning is not None]

    def in_column(self, column: int, words: Mapping[str, str]) -> list[tuple[str, int]]:
        """Return the meanings of a column's cells, each with its row."""
        meanings = ((self.meaning(row, column, words), row) for row in range(len(self.rows)))
        return [(meaning, row) for meaning, row in meanings if meaning is not None]


def must_have(contract: Contract) -> list[Column]:
    """Return the columns whose heading, or title, a sheet needs to be the extract."""
    return [
        *contract.needed_headings,
        *(column for column in contract.columns.values() if column.from_title and column.needed),
    ]


def heading_words(contract: Contract) -> dict[str, str]:
    """Return the column that each folded heading of a contract means."""
    return {
        fold_heading(heading): column.name
        for column in contract.columns.values()
        for heading in column.headings
    }


def across_columns(
    top: Top, row: int, contract: Contract, codes: CodeLists, taken: set[int]
) -> tuple[tuple[str, int], ...]:
    """Return the headings of a crosstab that are on its code list: the codes and their columns."""
    assert isinstance(contract.layout, CrosstabLayout)
    code_list = contract.columns[contract.layout.across].list
    assert code_list is not None
    headed = top.in_row(row, codes.lookup(code_list))
    return tuple((code, column) for code, column in headed if column not in taken)


def month_columns(
    top: Top, row: int, contract: Contract
) -> tuple[dict[date, int], tuple[Note, ...]]:
    """Return the columns headed with a month, where the contract has such columns."""
    months: dict[date, int] = {}
    notes: list[Note] = []
    if any(column.month_of_quarter for column in contract.columns.values()):
        for position, cell in enumerate(top.rows[row]):
            month = month_named(cell, top.kind(row, position)) if cell else None
            if month in months:
                notes.append(Note("second_heading", second_month(f"{month:%B %Y}")))
            elif month is not None:
                months[month] = position
    return months, tuple(notes)


def title_label(column: Column, titles: Iterable[str], codes: CodeLists) -> str | None:
    """Return the title that is, its column's heading and a colon apart, on the code list."""
    assert column.list is not None
    synonyms = codes.lookup(column.list)
    own = "|".join(re.escape(heading) for heading in sorted(column.headings, key=len, reverse=True))
    for title in titles:
        rest = re.sub(rf"\b(?:{own})\b", " ", title.replace(":", " "), flags=re.IGNORECASE)
        if fold_label(rest) in synonyms:
            return rest
    return None


def _folded(cell: str | None) -> tuple[str, str]:
    if cell is None or len(cell) > _LONGEST_HEADING:
        return "", ""
    return fold_heading(cell), heading_without_footnote(cell)


def _texts(column: pa.Array) -> list[str | None]:
    return [text if text and not text.isspace() else None for text in column.to_pylist()]


def _numbers(column: pa.Array) -> list[int]:
    return [int(number or 0) for number in column.to_pylist()]
