"""What a file says: the returns in it, judged, or why it is refused."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sources.contract.code_lists import CodeLists
from sources.contract.schema import Contract, PublishedTablesLayout
from sources.files.sheet import Sheet
from sources.landing.submissions import count, finding_lines
from sources.landing_errors import FileRejected
from sources.matching.layouts import RawReturn, raw_return, refuse_uncached
from sources.matching.match_extract import Match, nearest, recognise
from sources.matching.notes import Note
from sources.matching.published_workbook import read_published
from sources.matching.reporting_period import Period, period_of_rows, stated_period
from sources.validation.row_checks import ValidatedReturn, judge

_HIDDEN = {
    "hidden_sheet": "is hidden; it was read.",
    "hidden_rows": "has hidden rows; they were read.",
    "hidden_columns": "has hidden columns; they were read.",
    "filtered": "has a filter that hides rows; they were read.",
}


def validate_sheets(
    sheets: Sequence[Sheet],
    file_name: str,
    contracts: Mapping[str, Contract],
    codes: CodeLists,
    received_at: datetime,
) -> tuple[Sequence[ValidatedReturn], Sequence[Note]]:
    """The returns in the sheets of one file, of an agency with these contracts, and the notes.

    Raises FileRejected with the code of the first thing that is wrong.
    """
    parts, notes = _parts(sheets, contracts, codes, file_name)
    del sheets  # a large file is let go as it is judged
    for raw, _ in parts:
        refuse_uncached(raw)
        notes += raw.notes
    judged = [judge(raws, period, codes, received_at) for raws, period in _returns(parts)]
    for one in judged:
        if one.rows_read and one.rows_read == one.rows_held_out:
            raise FileRejected(
                "no_rows_left",
                f"All {one.rows_read} rows of {one.contract.extract} were held out. Correct them "
                "and send the return again.",
                finding_lines(one),
            )
    return judged, notes


def _parts(
    sheets: Sequence[Sheet],
    contracts: Mapping[str, Contract],
    codes: CodeLists,
    file_name: str,
) -> tuple[list[tuple[RawReturn, Period | None]], list[Note]]:
    """The sheets that are returns with what each is for; notes on the others and on what is hidden.

    Raises FileRejected (`unrecognised`, `ambiguous`, `unreadable`).
    """
    for one in contracts.values():
        if isinstance(one.layout, PublishedTablesLayout):
            published = read_published(sheets, one, codes)
            if published is not None:
                period = stated_period(one, published.titles, None, file_name)
                return [(published.raw, period)], _hidden_in(sheets)
    parts: list[tuple[RawReturn, Period | None]] = []
    notes: list[Note] = []
    for sheet in sheets:
        match = recognise(sheet, contracts.values(), codes)
        name = f"Sheet {sheet.name or sheet.position}"
        if match is None:
            notes.append(Note("skipped_sheet", f"{name} is no return; it was not read."))
        else:
            parts.append(_part(match, file_name, codes))
            notes += [Note(code, f"{name} {_HIDDEN[code]}") for code in sheet.notes]
    if not parts:
        raise FileRejected("unrecognised", nearest(sheets, contracts.values(), codes))
    return parts, notes


def _hidden_in(sheets: Sequence[Sheet]) -> list[Note]:
    """What is hidden in a workbook of which several sheets make one return: a note a kind."""
    numbers = Counter(code for sheet in sheets for code in sheet.notes)
    return [
        Note(code, f"{count(number, 'sheet')}: each {_HIDDEN[code]}")
        for code, number in numbers.items()
    ]


def _part(match: Match, file_name: str, codes: CodeLists) -> tuple[RawReturn, Period | None]:
    """The data rows of a sheet and what they are for, as far as the file says."""
    period = stated_period(match.contract, match.above, match.sheet.name, file_name)
    raw = raw_return(match, period.quarter if period else None, codes)
    return raw, period or period_of_rows(raw, codes)


def _returns(
    parts: Sequence[tuple[RawReturn, Period | None]],
) -> list[tuple[list[RawReturn], Period]]:
    """The sheets of one extract and period put together, in the order of the sheets.

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
            wanted = "quarter" if raw.contract.delivery == "quarterly" else "as-at date"
            raise FileRejected(
                "no_period",
                f"Sheet {raw.sheet} ({raw.contract.extract}) states no {wanted}. Write it above "
                "the headings, in the sheet's name or in the file's name.",
            )
        key = (raw.contract.extract, str(period))
        returns.setdefault(key, ([], period))[0].append(raw)
    return list(returns.values())
