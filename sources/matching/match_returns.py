"""Match the sheets of a file with its agency's extracts: which returns does it hold?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sources.contract.code_lists import CodeLists
from sources.contract.schema import Contract, PublishedTablesLayout
from sources.files.sheet import Sheet
from sources.landing_errors import FileRejected
from sources.matching.headings import LONGEST_HEADING, Top
from sources.matching.layouts import RawReturn, raw_return, reject_uncached
from sources.matching.match_extract import Match, match_sheet, nearest_extract
from sources.matching.notes import Note
from sources.matching.published_workbook import read_published
from sources.matching.reporting_period import Period, period_of_rows, stated_period
from sources.wording.form_text import is_nothing_ticked
from sources.wording.rejection_text import (
    box_ticked,
    no_period,
    sheet_hidden,
    sheet_ignored,
    sheets_hidden,
)


@dataclass(frozen=True)
class Sheets:
    """The sheets of one file as they were read, with what else tells what the file is."""

    sheets: Sequence[Sheet]
    file_name: str
    received_on: date


@dataclass(frozen=True)
class MatchedReturn:
    """One return of a file: the sheets that hold it, in their order, and what it is for."""

    raws: Sequence[RawReturn]
    period: Period

    @property
    def contract(self) -> Contract:
        """The contract of the extract that it is a return of."""
        return self.raws[0].contract


@dataclass(frozen=True)
class MatchedReturns:
    """The returns that a file holds, cells unread, and notes on what else is in it."""

    returns: Sequence[MatchedReturn]
    notes: tuple[Note, ...]
    received_on: date


_Part = tuple[RawReturn, Period | None]
"""The data rows of a sheet, and what they are for as far as the sheet and the file say."""


def match_returns(
    sheets: Sheets, contracts: Mapping[str, Contract], codes: CodeLists
) -> MatchedReturns:
    """Match the sheets of one file, of an agency with these contracts.

    Raises FileRejected with the code of the first thing that is wrong: `unrecognised`,
    `ambiguous`, `unreadable` or `no_period`.
    """
    parts, notes = _parts(sheets, contracts, codes)
    for raw, _ in parts:
        reject_uncached(raw)
        notes += raw.notes
    return MatchedReturns(_join_sheets(parts), tuple(notes), sheets.received_on)


def _parts(
    sheets: Sheets, contracts: Mapping[str, Contract], codes: CodeLists
) -> tuple[list[_Part], list[Note]]:
    """Return the sheets that are returns; notes on the others and on what is hidden."""
    for contract in contracts.values():
        if isinstance(contract.layout, PublishedTablesLayout):
            published = read_published(sheets.sheets, contract, codes)
            if published is not None:
                period = stated_period(contract, published.titles, None, sheets.file_name)
                return [(published.raw, period)], _hidden_in(sheets.sheets)
    parts: list[_Part] = []
    notes: list[Note] = []
    tops = [Top(sheet) for sheet in sheets.sheets]
    for top in tops:
        sheet, match = top.sheet, match_sheet(top, contracts.values(), codes)
        name = (sheet.name or "")[:LONGEST_HEADING] or str(sheet.position)
        if match is None:
            notes.append(Note("skipped_sheet", sheet_ignored(name)))
        else:
            parts.append(_part(match, sheets.file_name, codes))
            if is_nothing_ticked(match.titles):
                has_answers = match.contract.form_rows is not None
                said = box_ticked(parts[-1][0].row_count, has_answers=has_answers)
                notes.append(Note("nothing_to_report", said))
            notes += [Note(code, sheet_hidden(name, code)) for code in sheet.notes]
    if not parts:
        nearest = nearest_extract(tops, contracts.values(), codes)
        raise FileRejected("unrecognised", nearest)
    return parts, notes


def _hidden_in(sheets: Sequence[Sheet]) -> list[Note]:
    """Return a note per kind of hidden thing, where several sheets make one return."""
    counts = Counter(code for sheet in sheets for code in sheet.notes)
    return [Note(code, sheets_hidden(count, code)) for code, count in counts.items()]


def _part(match: Match, file_name: str, codes: CodeLists) -> _Part:
    period = stated_period(match.contract, match.titles, match.sheet.name, file_name)
    raw = raw_return(match, period.quarter if period else None, codes)
    return raw, period or period_of_rows(raw, codes)


def _join_sheets(parts: Sequence[_Part]) -> list[MatchedReturn]:
    """Put the sheets of one extract and period together, in the order of the sheets.

    A sheet without a period of its own goes with the file's others of its extract, where those
    are all for the same: it is stated there (a MARAC's sheet in a quarter without a case).
    """
    known: dict[str, set[Period]] = {}
    for raw, period in parts:
        known.setdefault(raw.contract.extract, set()).update({period} if period else ())
    returns: dict[tuple[str, str], tuple[list[RawReturn], Period]] = {}
    for raw, period in parts:
        others = known[raw.contract.extract]
        if period is None and len(others) == 1:
            (period,) = others
        if period is None:
            contract = raw.contract
            raise FileRejected("no_period", no_period(raw.sheet, contract.title, contract.delivery))
        key = (raw.contract.extract, str(period))
        returns.setdefault(key, ([], period))[0].append(raw)
    return [MatchedReturn(raws, period) for raws, period in returns.values()]
