"""Which sheet is a return of which extract, by its headings (acceptance.md)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sources.contract.code_lists import CodeLists
from sources.contract.schema import (
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
    title_word,
)
from sources.matching.notes import Note


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


def recognise(sheet: Sheet, contracts: Iterable[Contract], codes: CodeLists) -> Match | None:
    """The extract whose needed headings the sheet holds, and where; None when there is none.

    Raises FileRejected (`ambiguous`) when it holds those of two, or a needed heading twice.
    """
    top = Top(sheet)
    matches = [match for one in contracts if (match := _match(top, sheet, one, codes)) is not None]
    if len(matches) > 1:
        names = " and ".join(match.contract.extract for match in matches)
        raise FileRejected(
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
        needed = {column.name: column.headings[0] for column in must_have(contract)}
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
    words = heading_words(contract)
    for number in range(len(top.rows)):
        found = top.in_row(number, words)
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
        for word in [title_word(column, top.titles(row), codes)]
        if word is not None
    }
    if any(one.name not in names and one.name not in titles for one in must_have(contract)):
        return None
    across: tuple[tuple[str, int], ...] = ()
    if isinstance(contract.layout, CrosstabLayout):
        across = across_columns(top, row, contract, codes, taken={at for _, at in found})
        if len(across) < contract.layout.at_least:
            return None
    places, headings, notes = _one_each(
        contract, sheet, top, [(n, Place(at), row) for n, at in found]
    )
    found_months, month_notes = month_columns(top, row, contract, sheet)
    read = {at for _, at in (*found, *across)} | set(found_months.values())
    notes += _unread(top.rows[row], read) + _missing(contract, places)
    return Match(
        contract,
        sheet,
        row,
        places,
        across,
        found_months,
        titles,
        top.titles(row),
        headings,
        notes + month_notes,
    )


def _form(top: Top, sheet: Sheet, contract: Contract, words: Mapping[str, str]) -> Match | None:
    """The match of a sheet whose headings stand below each other, each with its value beside it."""
    width = len(top.rows[0]) if top.rows else 0
    for at in range(width):
        found = [(name, Place(at + 1, row), row) for name, row in top.in_column(at, words)]
        if {column.name for column in must_have(contract)} <= {name for name, _, _ in found}:
            places, headings, notes = _one_each(contract, sheet, top, found, label_column=at)
            first = min(row for _, _, row in found)
            return Match(
                contract,
                sheet,
                first,
                places,
                above=top.titles(first),
                headings=headings,
                notes=notes + _missing(contract, places),
            )
    return None


def _one_each(
    contract: Contract,
    sheet: Sheet,
    top: Top,
    found: Sequence[tuple[str, Place, int]],
    label_column: int | None = None,
) -> tuple[dict[str, Place], dict[str, str], tuple[Note, ...]]:
    """The place and the heading of each column; raises FileRejected for a needed one found twice."""
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
            raise FileRejected(
                "ambiguous",
                f"Sheet {sheet.position} holds two headings for the needed column {name} of "
                f"{contract.extract}. Keep one of them.",
                [f"The two headings are {both}."],
            )
        notes.append(
            Note("second_heading", f"The headings {both} mean the same; the first was read.")
        )
    return places, headings, tuple(notes)


def _unread(cells: Sequence[str | None], read: set[int]) -> tuple[Note, ...]:
    """A note for each heading that means no column of the extract."""
    return tuple(
        Note("column_not_read", f"The column '{' '.join(cell.split())}' was not read.")
        for at, cell in enumerate(cells)
        if cell is not None and at not in read
    )


def _missing(contract: Contract, places: Mapping[str, Place]) -> tuple[Note, ...]:
    """A note for each column of the extract whose heading is not there, unless it may be away."""
    return tuple(
        Note("column_missing", f"There is no column '{column.headings[0]}'; it was taken as blank.")
        for column in contract.columns.values()
        if column.headings and column.name not in places
        if not (column.optional or column.from_title)
    )


def _found_headings(top: Top, contract: Contract) -> Iterator[set[str]]:
    """The columns whose headings stand in each row and, for a form, in each column."""
    words = heading_words(contract)
    for number in range(len(top.rows)):
        yield {name for name, _ in top.in_row(number, words)}
    if isinstance(contract.layout, FormLayout):
        for at in range(len(top.rows[0]) if top.rows else 0):
            yield {name for name, _ in top.in_column(at, words)}
