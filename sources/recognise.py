"""Which sheet is a return of which extract, by its headings (acceptance.md)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import pyarrow as pa

from sources.cells import Kind, Sheet
from sources.codes import CodeLists
from sources.contract import (
    Column,
    Contract,
    CrosstabLayout,
    FormLayout,
    PublishedTablesLayout,
)
from sources.outcomes import Note, Refused
from sources.parsers import month_named
from sources.words import fold_heading, fold_word, heading_without_footnote

HEADING_ROWS = 30
"""The headings stand among so many first rows."""


@dataclass(frozen=True)
class Place:
    """Where a column stands: in a whole column of the sheet or, in a form, in one cell."""

    column: int
    row: int | None = None


@dataclass(frozen=True)
class Match:
    """A sheet that is a return of an extract, and where its columns stand.

    `heading_row` is 0-based: the rows below are its rows, those above its titles. `across` are a
    crosstab's columns with their codes, `months` the columns headed with a month (its first day),
    `titles` the words of title cells that stand for a column, `above` what stands above the
    headings: each cell, and each with the cell beside it. `headings` are as they were written.
    """

    contract: Contract
    sheet: Sheet
    heading_row: int
    places: Mapping[str, Place]
    across: tuple[tuple[str, int], ...] = ()
    months: Mapping[date, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    above: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def is_form(self) -> bool:
        """Whether its headings stand one below the other."""
        return any(place.row is not None for place in self.places.values())


class Top:
    """The first rows of a sheet as Python text, with what is compared of each cell."""

    def __init__(self, sheet: Sheet) -> None:
        rows = min(sheet.row_count, HEADING_ROWS)
        texts = [_texts(column.slice(0, rows)) for column in sheet.columns]
        self.rows: list[list[str | None]] = [list(row) for row in zip(*texts, strict=True)]
        kinds = sheet.kinds and [_numbers(column.slice(0, rows)) for column in sheet.kinds]
        self.kinds: list[list[int]] | None = (
            [list(row) for row in zip(*kinds, strict=True)] if kinds else None
        )

    def kind(self, row: int, column: int) -> Kind:
        return Kind(self.kinds[row][column]) if self.kinds else Kind.TEXT

    def titles(self, heading_row: int) -> tuple[str, ...]:
        """The cells above the headings, row by row: each alone, then each with the next one."""
        texts: list[str] = []
        for number, row in enumerate(self.rows[:heading_row]):
            cells = [
                text[:10] if self.kind(number, at) == Kind.DATE else text
                for at, text in enumerate(row)
                if text is not None
            ]
            texts += [*cells, *(f"{label} {beside}" for label, beside in pairwise(cells))]
        return tuple(texts)


def recognise(sheet: Sheet, contracts: Iterable[Contract], codes: CodeLists) -> Match | None:
    """The extract whose needed headings the sheet holds, and where; None when there is none.

    Raises Refused (`ambiguous`) when it holds those of two, or a needed heading twice.
    """
    top = Top(sheet)
    matches = [match for one in contracts if (match := _match(top, sheet, one, codes)) is not None]
    if len(matches) > 1:
        names = " and ".join(match.contract.extract for match in matches)
        raise Refused(
            "ambiguous",
            f"Sheet {sheet.position} holds the headings of two extracts, {names}. Send each in a "
            "sheet of its own.",
        )
    return matches[0] if matches else None


def nearest(sheets: Iterable[Sheet], contracts: Iterable[Contract], codes: CodeLists) -> str:
    """A sentence that names the extract that a file comes nearest to, and what it misses."""
    best: tuple[float, Contract, list[str]] | None = None
    tops = [Top(sheet) for sheet in sheets]
    for contract in contracts:
        if isinstance(contract.layout, PublishedTablesLayout):
            return f"The nearest extract is {contract.extract}; no sheet is one of its tables."
        needed = {column.name: column.headings[0] for column in _must_have(contract)}
        for found in (names for top in tops for names in _found_headings(top, contract)):
            missing = [heading for name, heading in needed.items() if name not in found]
            if isinstance(contract.layout, CrosstabLayout):
                missing.append(f"of the {contract.layout.across} columns")
            share = 1 - len(missing) / (len(needed) + 1)
            if len(missing) < len(needed) and (best is None or share > best[0]):
                best = (share, contract, missing)
    if best is None:
        return "No sheet holds the headings of an extract that this agency sends."
    _, contract, missing = best
    names = ", ".join(f"'{name}'" for name in missing)
    return f"The nearest extract is {contract.extract}; no sheet has its headings {names}."


def _match(top: Top, sheet: Sheet, contract: Contract, codes: CodeLists) -> Match | None:
    words = _heading_words(contract)
    for number in range(len(top.rows)):
        found = _in_row(top, number, words)
        if (match := _complete(top, sheet, contract, codes, number, found)) is not None:
            return match
    if isinstance(contract.layout, FormLayout):
        return _form(top, sheet, contract, words)
    return None


def _complete(
    top: Top,
    sheet: Sheet,
    contract: Contract,
    codes: CodeLists,
    row: int,
    found: list[tuple[str, int]],
) -> Match | None:
    """The match of a row of headings, when it holds all that the contract needs."""
    names = {name for name, _ in found}
    titles = {
        column.name: word
        for column in contract.columns.values()
        if column.from_title and column.name not in names
        for word in [_title_word(column, top.titles(row), codes)]
        if word is not None
    }
    if any(one.name not in names and one.name not in titles for one in _must_have(contract)):
        return None
    across: tuple[tuple[str, int], ...] = ()
    if isinstance(contract.layout, CrosstabLayout):
        across = _across(top.rows[row], contract, codes, taken={at for _, at in found})
        if len(across) < contract.layout.at_least:
            return None
    places, headings, notes = _one_each(
        contract, sheet, top, [(n, Place(at), row) for n, at in found]
    )
    months, month_notes = _months(top, row, contract, sheet)
    return Match(
        contract,
        sheet,
        row,
        places,
        across,
        months,
        titles,
        top.titles(row),
        headings,
        notes + month_notes,
    )


def _form(top: Top, sheet: Sheet, contract: Contract, words: Mapping[str, str]) -> Match | None:
    """The match of a sheet whose headings stand below each other, each with its value beside it."""
    width = len(top.rows[0]) if top.rows else 0
    for at in range(width):
        found = [
            (name, Place(at + 1, row), row)
            for row in range(len(top.rows))
            if (name := _meaning(top.rows[row][at], words)) is not None
        ]
        if {column.name for column in _must_have(contract)} <= {name for name, _, _ in found}:
            places, headings, notes = _one_each(contract, sheet, top, found, label_column=at)
            first = min(row for _, _, row in found)
            above = top.titles(first)
            return Match(
                contract, sheet, first, places, above=above, headings=headings, notes=notes
            )
    return None


def _one_each(
    contract: Contract,
    sheet: Sheet,
    top: Top,
    found: Sequence[tuple[str, Place, int]],
    label_column: int | None = None,
) -> tuple[dict[str, Place], dict[str, str], tuple[Note, ...]]:
    """The place and the heading of each column; raises Refused for a needed one found twice."""
    places: dict[str, Place] = {}
    headings: dict[str, str] = {}
    notes: list[Note] = []
    for name, place, row in found:
        written = top.rows[row][place.column if label_column is None else label_column] or ""
        if name not in places:
            places[name], headings[name] = place, " ".join(written.split())
            continue
        column = contract.columns[name]
        both = f"'{headings[name]}' and '{' '.join(written.split())}'"
        if column.needed or column.heading_needed:
            raise Refused(
                "ambiguous",
                f"Sheet {sheet.position} holds two headings for the needed column {name} of "
                f"{contract.extract}. Keep one of them.",
                [f"The two headings are {both}."],
            )
        notes.append(
            Note("second_heading", f"The headings {both} mean the same; the first was read.")
        )
    return places, headings, tuple(notes)


def _must_have(contract: Contract) -> list[Column]:
    """The columns whose heading, or title, a sheet needs to be the extract."""
    return [
        *contract.needed_headings,
        *(column for column in contract.columns.values() if column.from_title and column.needed),
    ]


def _heading_words(contract: Contract) -> dict[str, str]:
    """The column that each folded heading of a contract means."""
    return {
        fold_heading(heading): column.name
        for column in contract.columns.values()
        for heading in column.headings
    }


def _found_headings(top: Top, contract: Contract) -> Iterator[set[str]]:
    """The columns whose headings stand in each row and, for a form, in each column."""
    words = _heading_words(contract)
    for number in range(len(top.rows)):
        yield {name for name, _ in _in_row(top, number, words)}
    if isinstance(contract.layout, FormLayout):
        for cells in zip(*top.rows, strict=True):
            yield {name for cell in cells if (name := _meaning(cell, words)) is not None}


def _in_row(top: Top, row: int, words: Mapping[str, str]) -> list[tuple[str, int]]:
    return [
        (name, at)
        for at, cell in enumerate(top.rows[row])
        if (name := _meaning(cell, words)) is not None
    ]


def _meaning(cell: str | None, words: Mapping[str, str]) -> str | None:
    """The column or code that a heading means: as it stands, else without a footnote digit."""
    if cell is None:
        return None
    return words.get(fold_heading(cell)) or words.get(heading_without_footnote(cell))


def _across(
    cells: Sequence[str | None], contract: Contract, codes: CodeLists, taken: set[int]
) -> tuple[tuple[str, int], ...]:
    """The headings of a crosstab that are words of its code list, with their columns."""
    assert isinstance(contract.layout, CrosstabLayout)
    code_list = contract.columns[contract.layout.across].list
    assert code_list is not None
    words = codes.lookup(code_list)
    return tuple(
        (code, at)
        for at, cell in enumerate(cells)
        if at not in taken and (code := _meaning(cell, words)) is not None
    )


def _months(
    top: Top, row: int, contract: Contract, sheet: Sheet
) -> tuple[dict[date, int], tuple[Note, ...]]:
    """The columns headed with a month, where the contract has such columns."""
    months: dict[date, int] = {}
    notes: list[Note] = []
    if any(column.month_of_quarter for column in contract.columns.values()):
        for at, cell in enumerate(top.rows[row]):
            month = month_named(cell, top.kind(row, at)) if cell else None
            if month in months:
                notes.append(Note("second_heading", f"Two columns are headed {month:%B %Y}."))
            elif month is not None:
                months[month] = at
    return months, tuple(notes)


def _title_word(column: Column, titles: Iterable[str], codes: CodeLists) -> str | None:
    """The title that is, but for the column's own heading and a colon, a word of its code list."""
    assert column.list is not None
    words = codes.lookup(column.list)
    own = "|".join(re.escape(heading) for heading in sorted(column.headings, key=len, reverse=True))
    for title in titles:
        rest = re.sub(rf"\b(?:{own})\b", " ", title.replace(":", " "), flags=re.IGNORECASE)
        if fold_word(rest) in words:
            return rest
    return None


def _texts(column: pa.Array) -> list[str | None]:
    return [text if text and not text.isspace() else None for text in column.to_pylist()]


def _numbers(column: pa.Array) -> list[int]:
    return [int(number or 0) for number in column.to_pylist()]
