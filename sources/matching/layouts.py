"""From a sheet that is recognised to the data rows of a return: the raw cells of each column."""

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
from sources.matching.match_extract import Match
from sources.matching.notes import Note
from sources.values.column_cleaning import clean

# A line that is no data by its first filled cell; `*` alone is a value. \s is ASCII here.
_SPACE = r"[\s\x{a0}]*"
_NO_DATA = (
    rf"(?is)^{_SPACE}(?:note|source|\*{_SPACE}[^\s\x{{a0}}])"
    r"|^[\W_]*(?:grand[\W_]*|sub[\W_]*)?total[\W_]*$"
)
_NUMBER_OR_DATE = r"^[\s£]*[-+]?[0-9][0-9.,/:\-\s]*%?\s*$"


@dataclass(frozen=True)
class Spread:
    """The cells of a crosstab's data rows, one entry a filled result.

    `row_index` says in which data row of the return a cell stands; `cells` hold the two further
    columns, which have one value a cell (who attended, and how).
    """

    row_index: np.ndarray
    cells: dict[str, pa.Array]
    kinds: dict[str, pa.Array]

    @property
    def row_count(self) -> int:
        return len(self.row_index)


@dataclass(frozen=True)
class RawReturn:
    """The data rows of one sheet as they stood, column by column of the contract.

    `cells` has an array a contract column that the sheet has (those that are dropped later too),
    all as long as `row_numbers` (1-based rows of the sheet); a column that the sheet lacks is not
    among them. `kinds` are as in `Sheet`, for each of the cells or for none. `headings` are those
    that were written, `cell_rows` says where a column's cell stands when it is not in the row
    itself (a form).
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
    spread: Spread | None = None

    @property
    def row_count(self) -> int:
        return len(self.row_numbers)


def raw_return(match: Match, quarter: Quarter | None, codes: CodeLists) -> RawReturn:
    """The data rows of a recognised sheet; `quarter` tells which columns are its months.

    Raises FileRejected (`unreadable`) for a ragged row.
    """
    if match.is_form:
        return _from_form(match)
    places = {name: place.column for name, place in match.places.items()}
    for name, column in match.contract.columns.items():
        if column.month_of_quarter and quarter:
            month = quarter.months()[column.month_of_quarter - 1]
            if month in match.months:
                places[name] = match.months[month]
    across = [at for _, at in match.across]
    rows = _Rows(match, [*places.values(), *across])
    rows.refuse_ragged()
    take = rows.taken()
    cells: dict[str, pa.Array] = {}
    kinds: dict[str, pa.Array] = {}
    for name, at in places.items():
        pick = rows.filled_down(at) if match.contract.columns[name].fill_down else take
        cells[name] = pick(rows.cells[at])
        if rows.kinds:
            kinds[name] = pick(rows.kinds[at])
    row_numbers = np.flatnonzero(rows.is_data) + match.heading_row + 2
    for name, word in match.titles.items():
        cells[name] = pa.repeat(pa.scalar(word), len(row_numbers))
        if kinds:
            kinds[name] = pa.repeat(pa.scalar(Kind.TEXT, pa.int8()), len(row_numbers))
    return RawReturn(
        match.contract,
        match.sheet.position,
        match.sheet.name,
        row_numbers,
        cells,
        kinds,
        match.headings,
        match.notes,
        spread=_spread(match, rows, codes) if match.across else None,
    )


def refuse_uncached(raw: RawReturn) -> None:
    """Raises FileRejected (`unreadable`) for a cell whose formula was never computed."""
    parts = [(raw.kinds, np.arange(len(raw.row_numbers)))]
    if raw.spread is not None:
        parts.append((raw.spread.kinds, raw.spread.row_index))
    for kinds_by_name, rows in parts:
        for name, kinds in kinds_by_name.items():
            where = np.flatnonzero(kinds.fill_null(Kind.TEXT).to_numpy() == Kind.UNCACHED)
            if len(where):
                row = raw.cell_rows.get(name, raw.row_numbers[rows[where[0]]])
                raise FileRejected(
                    "unreadable",
                    f"Sheet {raw.sheet}, row {row}, column {name} holds a formula without a "
                    "stored value. Open the file, let it calculate, and save it again.",
                )


class _Rows:
    """The rows below a sheet's headings, and which of them are data."""

    def __init__(self, match: Match, mapped: list[int]) -> None:
        sheet, self.start = match.sheet, match.heading_row + 1
        self.match, self.sheet, self.mapped = match, sheet, mapped
        self.cells = [_blank_to_null(column.slice(self.start)) for column in sheet.columns]
        self.kinds = [column.slice(self.start) for column in sheet.kinds] if sheet.kinds else None
        self.filled = {at: _bools(self.cells[at].is_valid()) for at in mapped}
        self.count = len(self.cells[0])
        first = pc.coalesce(*self.cells) if len(self.cells) > 1 else self.cells[0]
        self.is_empty = _bools(first.is_null())
        self.is_remark = _bools(pc.fill_null(pc.match_substring_regex(first, _NO_DATA), False))
        filled_count = np.zeros(self.count, np.int32)
        for at in mapped:
            filled_count += self.filled[at]
        self.is_data = (filled_count > 0) & ~self.is_remark
        if len(match.contract.needed) >= 2:
            self.is_data &= ~self._section_titles(self.is_data & (filled_count == 1))

    def _section_titles(self, alone: np.ndarray) -> np.ndarray:
        """Of the rows with one filled mapped cell, those where it is text."""
        found = np.zeros(self.count, bool)
        if not alone.any():
            return found
        for at in self.mapped:
            where = np.flatnonzero(alone & self.filled[at])
            if self.kinds:
                found[where] = self.kinds[at].take(pa.array(where)).to_numpy() == Kind.TEXT
            else:
                texts = self.cells[at].take(pa.array(where))
                found[where] = ~_bools(pc.match_substring_regex(texts, _NUMBER_OR_DATE))
        return found

    def refuse_ragged(self) -> None:
        """Raises FileRejected for a row with too many or too few fields; a remark may have fewer."""
        if self.sheet.widths is None:
            return
        wanted = self.sheet.widths[self.start - 1]
        ragged = (self.sheet.widths[self.start :] != wanted) & ~self.is_empty & ~self.is_remark
        if ragged.any():
            row = int(np.argmax(ragged))
            raise FileRejected(
                "unreadable",
                f"Row {row + self.start + 1} has {self.sheet.widths[self.start + row]} fields "
                f"where the headings have {wanted} ({int(ragged.sum())} such rows). A text field "
                "that holds the delimiter must stand in quotes.",
            )

    def taken(self) -> "_Take":
        """What picks the data rows out of a column."""
        return _Take(self.is_data)

    def filled_down(self, at: int) -> Callable[[pa.Array], pa.Array]:
        """What picks the data rows where a blank cell repeats that of the data row above it.

        Not across a title or a total in the same column: what follows such a row is unknown.
        """
        above = np.maximum.accumulate(np.where(self.filled[at], np.arange(self.count), -1))
        known = (above >= 0) & self.is_data[above]
        source = pa.array(above[self.is_data], mask=~known[self.is_data])
        return lambda column: column.take(source)


class _Take:
    """Picks the data rows out of a column, without a copy where they lie together."""

    def __init__(self, is_data: np.ndarray) -> None:
        self.indices = np.flatnonzero(is_data)
        first, last = (
            (int(self.indices[0]), int(self.indices[-1])) if len(self.indices) else (0, -1)
        )
        self.together = slice(first, last + 1) if last - first + 1 == len(self.indices) else None

    def __call__(self, column: pa.Array) -> pa.Array:
        if self.together is not None:
            return column[self.together]
        return column.take(pa.array(self.indices))


def _spread(match: Match, rows: _Rows, codes: CodeLists) -> Spread:
    """The filled results of a crosstab's data rows, with the columns of one code merged."""
    layout = match.contract.layout
    assert isinstance(layout, CrosstabLayout)
    column = match.contract.columns[layout.cells]
    rank_of = {code: rank for rank, code in enumerate(layout.best_first)}
    take = rows.taken()
    parts: list[tuple[np.ndarray, str, pa.Array, pa.Array | None]] = []
    for code in dict.fromkeys(code for code, _ in match.across):
        columns = [at for across_code, at in match.across if across_code == code]
        cells = [take(rows.cells[at]) for at in columns]
        kinds = [take(rows.kinds[at]) for at in columns] if rows.kinds else None
        ranks = []
        for number, each in enumerate(cells):
            values = clean(column, each, kinds and kinds[number], codes).values.to_pylist()
            rank = np.array([rank_of.get(value, len(rank_of)) for value in values], np.int64)
            rank[~_bools(each.is_valid())] = len(rank_of) + 1
            if kinds:  # it is to be found, and refused
                rank[kinds[number].to_numpy() == Kind.UNCACHED] = -1
            ranks.append(rank)
        best = np.argmin(ranks, axis=0)
        filled = np.flatnonzero(np.min(ranks, axis=0) <= len(rank_of))
        # The best column's cell of each row: rows of all columns one after the other, then picked.
        picked = pa.array(best[filled] * len(cells[0]) + filled)
        parts.append(
            (
                filled,
                code,
                pa.concat_arrays(cells).take(picked),
                pa.concat_arrays(kinds).take(picked) if kinds else None,
            )
        )
    row_index = np.concatenate([part[0] for part in parts])
    order = np.argsort(row_index, kind="stable")
    across = pa.concat_arrays([pa.repeat(pa.scalar(part[1]), len(part[0])) for part in parts])
    kinds_of_cells = [part[3] for part in parts if part[3] is not None]
    picked = pa.array(order)
    text = pa.repeat(pa.scalar(Kind.TEXT, pa.int8()), len(order))
    return Spread(
        row_index[order],
        {
            layout.across: across.take(picked),
            layout.cells: pa.concat_arrays([part[2] for part in parts]).take(picked),
        },
        {layout.across: text, layout.cells: pa.concat_arrays(kinds_of_cells).take(picked)}
        if kinds_of_cells
        else {},
    )


def _from_form(match: Match) -> RawReturn:
    """The one row of a form: each value stands in the cell to the right of its heading."""
    sheet = match.sheet
    cells: dict[str, pa.Array] = {}
    kinds: dict[str, pa.Array] = {}
    cell_rows: dict[str, int] = {}
    for name, place in match.places.items():
        assert place.row is not None
        if place.column >= len(sheet.columns):
            continue
        cells[name] = _blank_to_null(sheet.columns[place.column].slice(place.row, 1))
        cell_rows[name] = place.row + 1
        if sheet.kinds:
            kinds[name] = sheet.kinds[place.column].slice(place.row, 1)
    is_filled = any(each.null_count == 0 for each in cells.values())
    return RawReturn(
        match.contract,
        sheet.position,
        sheet.name,
        np.array([match.heading_row + 1] if is_filled else [], np.int64),
        cells if is_filled else {name: each[:0] for name, each in cells.items()},
        kinds if is_filled else {name: each[:0] for name, each in kinds.items()},
        match.headings,
        match.notes,
        cell_rows,
    )


def _blank_to_null(column: pa.Array) -> pa.Array:
    """The column with cells of nothing but spaces made blank."""
    spaces = pc.utf8_is_space(column)
    if pc.any(spaces).as_py():
        return pc.if_else(spaces, pa.scalar(None, pa.string()), column)
    return column


def _bools(array: pa.Array) -> np.ndarray:
    return array.to_numpy(zero_copy_only=False).astype(bool)
