"""The first rows of a sheet, and what their cells mean as headings."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from itertools import pairwise

import numpy as np
import pyarrow as pa

from sources.contract.code_lists import CodeLists
from sources.contract.normalise import fold_heading, fold_label, without_footnote_digit
from sources.contract.schema import Column, Contract, CrosstabLayout
from sources.files.sheet import Kind, Sheet
from sources.matching.notes import Note
from sources.values.value_parsers import month_named
from sources.wording.rejection_text import second_month

HEADING_ROWS = 30
"""The headings stand among so many first rows."""

LONGEST_HEADING = 200
"""A longer text is no heading, and of a longer title only so much is looked at."""

_TITLE_COLUMNS = 100
_TITLE_CHARACTERS = 50_000
"""Titles further to the right, or after so many characters, are not looked at.

A file may be made to take hours.
"""


class Top:
    """The first rows of a sheet as Python text, and what is compared of each cell as a heading.

    Each distinct text is looked at once, however many cells hold it.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.height = min(sheet.row_count, HEADING_ROWS)
        self.width = len(sheet.columns) if self.height else 0
        cells = [column.slice(0, self.height) for column in sheet.columns] if self.width else []
        encoded = pa.concat_arrays(cells or [pa.nulls(0, pa.string())]).dictionary_encode()
        self._texts: list[str] = encoded.dictionary.to_pylist()
        is_blank = np.array([not text or text.isspace() for text in self._texts], bool)
        numbers = encoded.indices.fill_null(-1).to_numpy().reshape(self.width, self.height).T
        self._numbers = np.where(is_blank[numbers], -1, numbers) if len(is_blank) else numbers
        """Which of the texts each cell holds, row by row; -1 where it is blank."""

        self._kinds = sheet.kinds and [column.slice(0, self.height) for column in sheet.kinds]
        self._meanings: dict[int, tuple[Mapping[str, str], np.ndarray, dict[int, str]]] = {}

    @cached_property
    def _folded(self) -> tuple["_Places", "_Places"]:
        """The texts by what is compared of them: as they stand, and without a footnote digit."""
        folded = [
            fold_heading(text) if len(text) <= LONGEST_HEADING else "" for text in self._texts
        ]
        return _Places(folded), _Places(list(map(without_footnote_digit, folded)))

    def cell(self, row: int, column: int) -> str | None:
        """Return the text that stands there; None where it is blank."""
        number = self._numbers[row, column]
        return None if number < 0 else self._texts[number]

    def row(self, row: int) -> list[str | None]:
        """Return the texts of a row."""
        return [None if number < 0 else self._texts[number] for number in self._numbers[row]]

    def kind(self, row: int, column: int) -> Kind:
        """Return what kind of cell stands there."""
        return Kind(self._kinds[column][row].as_py() or 0) if self._kinds else Kind.TEXT

    def titles(self, heading_row: int) -> tuple[str, ...]:
        """Return the cells above the headings, row by row: each alone, then with the next one.

        A text that stands there more than once is among them once.
        """
        texts: dict[str, None] = {}
        looked_at = 0
        for row in range(heading_row):
            titles = [
                text[:10] if self.kind(row, column) == Kind.DATE else text[:LONGEST_HEADING]
                for column, text in enumerate(self.row(row)[:_TITLE_COLUMNS])
                if text is not None
            ]
            for title in (*titles, *(f"{label} {beside}" for label, beside in pairwise(titles))):
                if title not in texts and looked_at < _TITLE_CHARACTERS:
                    texts[title] = None
                    looked_at += len(title)
        return tuple(texts)

    def names_in_row(self, row: int, words: Mapping[str, str]) -> set[str]:
        """Return what a row's cells mean as headings."""
        return self._names(self._numbers[row], words)

    def names_by_column(self, words: Mapping[str, str]) -> Iterator[tuple[int, set[str]]]:
        """Yield the columns in which any cell means a heading, with what their cells mean."""
        is_known, _ = self._meaning(words)
        for column in np.flatnonzero(is_known[self._numbers].any(axis=0)):
            yield int(column), self._names(self._numbers[:, column], words)

    def in_row(self, row: int, words: Mapping[str, str]) -> list[tuple[str, int]]:
        """Return the meanings of a row's cells, each with its column."""
        return self._placed(self._numbers[row], words)

    def in_column(self, column: int, words: Mapping[str, str]) -> list[tuple[str, int]]:
        """Return the meanings of a column's cells, each with its row."""
        return self._placed(self._numbers[:, column], words)

    def _names(self, numbers: np.ndarray, words: Mapping[str, str]) -> set[str]:
        is_known, meanings = self._meaning(words)
        return {meanings[number] for number in np.unique(numbers[is_known[numbers]]).tolist()}

    def _placed(self, numbers: np.ndarray, words: Mapping[str, str]) -> list[tuple[str, int]]:
        is_known, meanings = self._meaning(words)
        places = np.flatnonzero(is_known[numbers]).tolist()
        return [(meanings[int(numbers[place])], place) for place in places]

    def _meaning(self, words: Mapping[str, str]) -> tuple[np.ndarray, dict[int, str]]:
        """Return which texts mean a heading, and what; without a footnote digit where need be.

        The last of the flags stands for a blank cell.
        """
        if id(words) not in self._meanings:
            meanings: dict[int, str] = {}
            as_it_stands, without_footnote = self._folded
            for texts in (without_footnote, as_it_stands):
                for word, meaning in words.items():
                    meanings |= dict.fromkeys(texts.of(word), meaning)
            is_known = np.zeros(len(self._texts) + 1, bool)
            is_known[list(meanings)] = True
            self._meanings[id(words)] = words, is_known, meanings
        return self._meanings[id(words)][1:]


class _Places:
    """Where each of many texts stands among them; made in little time, however many there are."""

    def __init__(self, texts: Sequence[str]) -> None:
        encoded = pa.array(texts, pa.string()).dictionary_encode()
        codes = encoded.indices.to_numpy()
        self._codes = {text: code for code, text in enumerate(encoded.dictionary.to_pylist())}
        self._places = np.argsort(codes, kind="stable")
        self._sorted = codes[self._places]

    def of(self, text: str) -> list[int]:
        """Return the places of a text, none for one that is not there, or has no letter."""
        code = self._codes.get(text) if text else None
        if code is None:
            return []
        first, after = np.searchsorted(self._sorted, [code, code + 1])
        places: list[int] = self._places[first:after].tolist()
        return places


def must_have(contract: Contract) -> list[Column]:
    """Return the columns whose heading, or title, a sheet needs to be the extract."""
    return [
        *contract.needed_headings,
        *(column for column in contract.columns.values() if column.from_title and column.needed),
    ]


def heading_words(contract: Contract) -> dict[str, str]:
    """Return the column that each folded heading of a contract means."""
    return _folded_words(
        tuple(
            (column.name, heading)
            for column in contract.columns.values()
            for heading in column.headings
        )
    )


@cache
def _folded_words(named: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {fold_heading(heading): name for name, heading in named}


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
        for position, cell in enumerate(top.row(row)):
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
