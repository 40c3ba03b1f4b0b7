"""Match a sheet with the extract whose headings it holds.

The rules: docs/acceptance.md#which-file-is-which-return.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sources.contract.code_lists import CodeLists
from sources.contract.schema import (
    Column,
    Contract,
    CrosstabLayout,
    FormLayout,
    PublishedTablesLayout,
)
from sources.files.sheet import Sheet
from sources.landing_errors import FileRejected
from sources.matching.headings import (
    Top,
    across_columns,
    heading_words,
    month_columns,
    must_have,
    title_label,
)
from sources.matching.notes import Note
from sources.wording.plain_text import one_line
from sources.wording.rejection_text import (
    NO_HEADINGS,
    headings_missing,
    second_heading,
    tables_missing,
    two_headings,
    two_returns,
    which_two,
)


@dataclass(frozen=True)
class Position:
    """Where a column stands: in a whole column of the sheet or, in a form, in one cell."""

    column: int
    row: int | None = None


@dataclass(frozen=True)
class Match:
    """A sheet that is a return of an extract, and where its columns stand.

    `heading_row` is 0-based: the rows below it are data, those above are titles. `across` are the
    columns of a crosstab with their codes, `months` the columns headed with a month (its first
    day), `title_labels` the title cells that stand for a column, `titles` all that stands above
    the headings: each cell, and each with the cell beside it. `headings` are as they were written.
    """

    contract: Contract
    sheet: Sheet
    heading_row: int
    positions: Mapping[str, Position]
    across: tuple[tuple[str, int], ...] = ()
    months: Mapping[date, int] = field(default_factory=dict)
    title_labels: Mapping[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def is_form(self) -> bool:
        """Whether its headings stand one below the other."""
        return any(position.row is not None for position in self.positions.values())


def match_sheet(top: Top, contracts: Iterable[Contract], codes: CodeLists) -> Match | None:
    """Return the extract whose needed headings the sheet holds, and where; None without one.

    Raises FileRejected (`ambiguous`) when it holds those of two, or a needed heading twice.
    """
    sheet = top.sheet
    matches = [
        match
        for contract in contracts
        if (match := _match(top, sheet, contract, codes)) is not None
    ]
    if len(matches) > 1:
        titles = [match.contract.title for match in matches]
        raise FileRejected("ambiguous", two_returns(sheet.position, titles))
    return matches[0] if matches else None


def nearest_extract(tops: Sequence[Top], contracts: Iterable[Contract], codes: CodeLists) -> str:
    """Return a sentence that names the extract a file comes nearest to, and what it misses."""
    best: tuple[float, Contract, list[str]] | None = None
    for contract in contracts:
        if isinstance(contract.layout, PublishedTablesLayout):
            return tables_missing(contract.title)
        needed = {column.name: column.headings[0] for column in must_have(contract)}
        for names in (names for top in tops for names in _headings_by_row(top, contract)):
            missing = [heading for name, heading in needed.items() if name not in names]
            lacking = len(missing) + isinstance(contract.layout, CrosstabLayout)
            share = 1 - lacking / (len(needed) + 1)
            if lacking < len(needed) and (best is None or share > best[0]):
                best = (share, contract, missing)
    return NO_HEADINGS if best is None else headings_missing(best[1].title, best[2])


def _match(top: Top, sheet: Sheet, contract: Contract, codes: CodeLists) -> Match | None:
    attempt = _Attempt(top, sheet, contract, codes)
    for row in range(top.height):
        if (match := attempt.table(row)) is not None:
            return match
    return attempt.form() if isinstance(contract.layout, FormLayout) else None


@dataclass(frozen=True)
class _Attempt:
    """A sheet held against one contract."""

    top: Top
    sheet: Sheet
    contract: Contract
    codes: CodeLists

    @cached_property
    def heading_words(self) -> Mapping[str, str]:
        """The column that each folded heading means."""
        return heading_words(self.contract)

    @cached_property
    def must_have(self) -> Sequence[Column]:
        """The columns whose heading, or title, the sheet needs."""
        return must_have(self.contract)

    def table(self, row: int) -> Match | None:
        """Return the match of a row of headings, when it holds all that the contract needs."""
        contract, top = self.contract, self.top
        names = top.names_in_row(row, self.heading_words)
        if any(column.name not in names and not column.from_title for column in self.must_have):
            return None
        headed = top.in_row(row, self.heading_words)
        labels = self._title_labels(top.titles(row), names)
        if any(column.name not in names | labels.keys() for column in self.must_have):
            return None
        across: tuple[tuple[str, int], ...] = ()
        if isinstance(contract.layout, CrosstabLayout):
            headed_columns = {column for _, column in headed}
            across = across_columns(top, row, contract, self.codes, taken=headed_columns)
            if len(across) < contract.layout.at_least:
                return None
        positions, headings, notes = self._one_per_column(
            [(name, Position(column), top.cell(row, column)) for name, column in headed]
        )
        months, month_notes = month_columns(top, row, contract)
        read = {column for _, column in (*headed, *across)} | set(months.values())
        notes += _unread(top.row(row), read, contract) + _missing(contract, positions)
        return Match(
            contract,
            self.sheet,
            row,
            positions,
            across,
            months,
            labels,
            top.titles(row),
            headings,
            notes + month_notes,
        )

    def form(self) -> Match | None:
        """Return the match of headings that stand below each other, each value beside its own."""
        contract, top = self.contract, self.top
        for column, names in top.names_by_column(self.heading_words):
            if {needed.name for needed in self.must_have} <= names:
                headed = top.in_column(column, self.heading_words)
                positions, headings, notes = self._one_per_column(
                    [(name, Position(column + 1, row), top.cell(row, column))
                     for name, row in headed]
                )  # fmt: skip
                first = min(row for _, row in headed)
                return Match(
                    contract,
                    self.sheet,
                    first,
                    positions,
                    titles=top.titles(first),
                    headings=headings,
                    notes=notes + _missing(contract, positions),
                )
        return None

    def _title_labels(self, titles: tuple[str, ...], headed: set[str]) -> dict[str, str]:
        """Return the titles that stand for a column that has no heading."""
        labels = {
            column.name: title_label(column, titles, self.codes)
            for column in self.contract.columns.values()
            if column.from_title and column.name not in headed
        }
        return {name: label for name, label in labels.items() if label is not None}

    def _one_per_column(
        self, headed: Sequence[tuple[str, Position, str | None]]
    ) -> tuple[dict[str, Position], dict[str, str], tuple[Note, ...]]:
        """Return the position and the heading of each column, the first where there are two.

        Raises FileRejected (`ambiguous`) for a needed column that is headed twice.
        """
        positions: dict[str, Position] = {}
        headings: dict[str, str] = {}
        notes: list[Note] = []
        for name, position, cell in headed:
            written = " ".join((cell or "").split())
            if name not in positions:
                positions[name], headings[name] = position, written
                continue
            column = self.contract.columns[name]
            if column.needed or column.heading_needed:
                title, sheet = self.contract.title, self.sheet.position
                raise FileRejected(
                    "ambiguous",
                    two_headings(sheet, column.heading, title),
                    [which_two(headings[name], written)],
                )
            notes.append(Note("second_heading", second_heading(headings[name], written)))
        return positions, headings, tuple(notes)


def _unread(cells: Sequence[str | None], read: set[int], contract: Contract) -> tuple[Note, ...]:
    """Return a note for each heading that means no column of the extract nor of its form."""
    title = contract.form_rows.title if contract.form_rows else None
    return tuple(
        Note("column_not_read", heading=one_line(cell))
        for column, cell in enumerate(cells)
        if cell is not None and cell != title and column not in read
    )


def _missing(contract: Contract, positions: Mapping[str, Position]) -> tuple[Note, ...]:
    """Return a note for each column whose heading is not there; not for one that may well lack."""
    return tuple(
        Note("column_missing", heading=column.heading)
        for column in contract.columns.values()
        if column.headings and column.name not in positions
        if not (column.optional or column.from_title or column.privacy == "drop")
    )


def _headings_by_row(top: Top, contract: Contract) -> Iterator[set[str]]:
    """Yield the columns whose headings stand in each row and, for a form, in each column."""
    words = heading_words(contract)
    for row in range(top.height):
        yield top.names_in_row(row, words)
    if isinstance(contract.layout, FormLayout):
        for _, names in top.names_by_column(words):
            yield names
