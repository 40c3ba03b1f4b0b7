"""The data rows of a matched sheet: the raw cells of each column of the extract."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.quarter import Quarter
from sources.contract.code_lists import CodeLists
from sources.contract.schema import Contract, CrosstabLayout
from sources.files.sheet import Kind
from sources.landing_errors import FileRejected
from sources.matching.crosstab import CrosstabCells, CrosstabColumns, crosstab_cells
from sources.matching.match_extract import Match
from sources.matching.notes import Note
from sources.wording.rejection_text import formula_without_value, ragged_rows

# What a remark below the data begins with; `*` alone is a value. \s and \b are ASCII here.
_SPACE = r"[\s\x{a0}]*"
_NOTE = rf"(?is)^{_SPACE}(?:(?:notes?|sources?)\b|\*{_SPACE}[^\s\x{{a0}}])"
_TOTAL = r"(?is)^[\W_]*(?:grand[\W_]*|sub[\W_]*)?total[\W_]*$"
_NUMBER_OR_DATE = r"^[\s£]*[-+]?[0-9][0-9.,/:\-\s]*%?\s*$"


@dataclass(frozen=True)
class RawReturn:
    """The data rows of one sheet as they stood, column by column of the contract.

    `cells` has an array per contract column that the sheet has (those that are dropped later
    too), all as long as `row_numbers` (1-based rows of the sheet); a column that the sheet lacks
    is not among them. `kinds` are as in `Sheet`, for each of the cells or for none. `headings` are
    those that were written; `cell_rows` says in which row a column's cell stands when it is not in
    the data row itself (a form); `left_out` are the rows (1-based) below the headings that are no
    data and not blank. `positions` are the sheet's columns (0-based) in which a column's cells
    stand: one, or those across a crosstab.
    """

    contract: Contract
    sheet: int
    sheet_name: str | None
    row_numbers: np.ndarray
    cells: dict[str, pa.Array]
    kinds: dict[str, pa.Array]
    headings: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    cell_rows: Mapping[str, int] = field(default_factory=dict)
    crosstab: CrosstabCells | None = None
    left_out: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    positions: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def columns_found(self) -> frozenset[str]:
        """The columns of the contract that the sheet has: by a heading, a title or the layout."""
        across = self.crosstab.cells if self.crosstab is not None else {}
        return frozenset({*self.headings, *self.cells, *across})

    @property
    def row_count(self) -> int:
        """The number of data rows."""
        return len(self.row_numbers)


def raw_return(match: Match, quarter: Quarter | None, codes: CodeLists) -> RawReturn:
    """Return the data rows of a matched sheet; `quarter` tells which columns are its months.

    Raises FileRejected (`unreadable`) for a ragged row.
    """
    if match.is_form:
        return _from_form(match)
    column_of = _columns_read(match, quarter)
    rows = _DataRows(match, column_of)
    rows.reject_ragged()
    take = rows.take_data()
    cells: dict[str, pa.Array] = {}
    kinds: dict[str, pa.Array] = {}
    for name, column in column_of.items():
        pick = rows.fill_down(column) if match.contract.columns[name].fill_down else take
        cells[name] = pick(rows.cells[column])
        if rows.kinds:
            kinds[name] = pick(rows.kinds[column])
    row_numbers = np.flatnonzero(rows.is_data) + match.heading_row + 2
    for name, label in match.title_labels.items():
        cells[name] = pa.repeat(pa.scalar(label), len(row_numbers))
        if kinds:
            kinds[name] = pa.repeat(pa.scalar(Kind.TEXT, pa.int8()), len(row_numbers))
    positions: dict[str, tuple[int, ...]] = {name: (at,) for name, at in column_of.items()}
    crosstab = None
    if match.across:
        assert isinstance(match.contract.layout, CrosstabLayout)
        positions[match.contract.layout.cells] = tuple(column for _, column in match.across)
        across = CrosstabColumns.picked(match.across, take, rows.cells, rows.kinds)
        crosstab = crosstab_cells(across, match.contract, codes)
    return RawReturn(
        match.contract,
        match.sheet.position,
        match.sheet.name,
        row_numbers,
        cells,
        kinds,
        match.headings,
        match.notes,
        crosstab=crosstab,
        left_out=np.flatnonzero(~rows.is_empty & ~rows.is_data) + match.heading_row + 2,
        positions=positions,
    )


def _columns_read(match: Match, quarter: Quarter | None) -> dict[str, int]:
    """Return the sheet's column of each contract column, those of the quarter's months too."""
    column_of = {name: position.column for name, position in match.positions.items()}
    for name, column in match.contract.columns.items():
        if column.month_of_quarter and quarter:
            month = quarter.months()[column.month_of_quarter - 1]
            if month in match.months:
                column_of[name] = match.months[month]
    return column_of


def reject_uncached(raw: RawReturn) -> None:
    """Raise FileRejected (`unreadable`) for a cell whose formula was never computed."""
    parts = [(raw.kinds, np.arange(len(raw.row_numbers)))]
    if raw.crosstab is not None:
        parts.append((raw.crosstab.kinds, raw.crosstab.row_index))
    for kinds_by_name, rows in parts:
        for name, kinds in kinds_by_name.items():
            uncached = np.flatnonzero(kinds.fill_null(Kind.TEXT).to_numpy() == Kind.UNCACHED)
            if len(uncached):
                row = raw.cell_rows.get(name, raw.row_numbers[rows[uncached[0]]])
                heading = raw.contract.columns[name].heading
                raise FileRejected("unreadable", formula_without_value(raw.sheet, row, heading))


class _DataRows:
    """The rows below a sheet's headings, and which of them are data."""

    def __init__(self, match: Match, column_of: Mapping[str, int]) -> None:
        sheet, self.start = match.sheet, match.heading_row + 1
        mapped = [*column_of.values(), *(column for _, column in match.across)]
        self.sheet, self.mapped = sheet, mapped
        self.needed = [
            column_of[column.name]
            for column in match.contract.needed
            if column.name in column_of and not column.fill_down
        ]
        self.cells = [_blank_to_null(column.slice(self.start)) for column in sheet.columns]
        self.kinds = [column.slice(self.start) for column in sheet.kinds] if sheet.kinds else None
        self.filled = {column: _bools(self.cells[column].is_valid()) for column in mapped}
        self.count = len(self.cells[0])
        first = pc.coalesce(*self.cells) if len(self.cells) > 1 else self.cells[0]
        self.is_empty = _bools(first.is_null())
        self.is_remark = self._remarks(first)
        filled_count = np.zeros(self.count, np.int32)
        for column in mapped:
            filled_count += self.filled[column]
        self.is_data = (filled_count > 0) & ~self.is_remark
        if len(match.contract.needed) >= 2:
            self.is_data &= ~self._section_titles(self.is_data & (filled_count == 1))

    def _remarks(self, first: pa.Array) -> np.ndarray:
        """Return which rows are totals or notes, by their first filled cell and what they lack.

        A full row is none, whatever a comment beside it begins with.
        """
        is_total, is_note = (
            _bools(pc.fill_null(pc.match_substring_regex(first, pattern), False))
            for pattern in (_TOTAL, _NOTE)
        )
        rows = np.flatnonzero(is_total | is_note)
        first_column = np.full(len(rows), -1)
        picked = pa.array(rows)
        for column, cells in enumerate(self.cells if len(rows) else ()):
            is_filled = _bools(cells.take(picked).is_valid())
            first_column[(first_column < 0) & is_filled] = column
        lacks = np.zeros(len(rows), bool)
        for column in self.needed:
            lacks |= ~self.filled[column][rows] & (first_column != column)
        has_more = np.zeros(len(rows), bool)
        for column in self.mapped:
            has_more |= self.filled[column][rows] & (first_column != column)
        is_remark = np.zeros(self.count, bool)
        is_remark[rows] = np.where(
            is_total[rows], lacks | np.isin(first_column, self.needed), lacks | ~has_more
        )
        return is_remark

    def _section_titles(self, alone: np.ndarray) -> np.ndarray:
        """Return which of the rows with one filled mapped cell hold a text in it."""
        is_title = np.zeros(self.count, bool)
        if not alone.any():
            return is_title
        for column in self.mapped:
            rows = np.flatnonzero(alone & self.filled[column])
            if self.kinds:
                is_title[rows] = self.kinds[column].take(pa.array(rows)).to_numpy() == Kind.TEXT
            else:
                texts = self.cells[column].take(pa.array(rows))
                is_title[rows] = ~_bools(pc.match_substring_regex(texts, _NUMBER_OR_DATE))
        return is_title

    def reject_ragged(self) -> None:
        """Raise FileRejected for a row of too many or too few fields; a remark may have fewer."""
        if self.sheet.widths is None:
            return
        wanted = self.sheet.widths[self.start - 1]
        ragged = (self.sheet.widths[self.start :] != wanted) & ~self.is_empty & ~self.is_remark
        if ragged.any():
            row = int(np.argmax(ragged))
            fields = int(self.sheet.widths[self.start + row])
            number, count = row + self.start + 1, int(ragged.sum())
            raise FileRejected("unreadable", ragged_rows(number, fields, int(wanted), count))

    def take_data(self) -> Callable[[pa.Array], pa.Array]:
        """Return what picks the data rows out of a column; without a copy where they adjoin."""
        rows = np.flatnonzero(self.is_data)
        first, last = (int(rows[0]), int(rows[-1])) if len(rows) else (0, -1)
        if last - first + 1 == len(rows):
            return lambda column: column[first : last + 1]
        return lambda column: column.take(pa.array(rows))

    def fill_down(self, column: int) -> Callable[[pa.Array], pa.Array]:
        """Return what picks the data rows, a blank cell repeating that of the data row above it.

        Not across a title or a total in the same column: what follows such a row is unknown.
        """
        above = np.maximum.accumulate(np.where(self.filled[column], np.arange(self.count), -1))
        known = (above >= 0) & self.is_data[above]
        source = pa.array(above[self.is_data], mask=~known[self.is_data])
        return lambda cells: cells.take(source)


def _from_form(match: Match) -> RawReturn:
    """Return the one row of a form: each value stands in the cell to the right of its heading."""
    sheet = match.sheet
    cells: dict[str, pa.Array] = {}
    kinds: dict[str, pa.Array] = {}
    cell_rows: dict[str, int] = {}
    for name, position in match.positions.items():
        assert position.row is not None
        if position.column >= len(sheet.columns):
            continue
        cells[name] = _blank_to_null(sheet.columns[position.column].slice(position.row, 1))
        cell_rows[name] = position.row + 1
        if sheet.kinds:
            kinds[name] = sheet.kinds[position.column].slice(position.row, 1)
    is_filled = any(cell.null_count == 0 for cell in cells.values())
    return RawReturn(
        match.contract,
        sheet.position,
        sheet.name,
        np.array([match.heading_row + 1] if is_filled else [], np.int64),
        cells if is_filled else {name: cell[:0] for name, cell in cells.items()},
        kinds if is_filled else {name: kind[:0] for name, kind in kinds.items()},
        match.headings,
        match.notes,
        cell_rows,
        positions={name: (position.column,) for name, position in match.positions.items()},
    )


def _blank_to_null(column: pa.Array) -> pa.Array:
    """Return the column with cells of nothing but spaces made blank."""
    spaces = pc.utf8_is_space(column)
    if pc.any(spaces).as_py():
        return pc.if_else(spaces, pa.scalar(None, pa.string()), column)
    return column


def _bools(array: pa.Array) -> np.ndarray:
    return array.to_numpy(zero_copy_only=False).astype(bool)
