"""What a file says: the returns in it, judged, or why it is refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sources.cells import Sheet
from sources.checks import Judged, judge
from sources.codes import CodeLists
from sources.contract import Contract, PublishedTablesLayout
from sources.layouts import RawReturn, raw_return
from sources.outcomes import Note, Refused
from sources.reading import read_file
from sources.receipts import finding_lines
from sources.recognise import Match, nearest, recognise
from sources.stated import Period, period_of_rows, stated_period

_HIDDEN = {
    "hidden_sheet": "is hidden; it was read.",
    "hidden_rows": "has hidden rows; they were read.",
    "hidden_columns": "has hidden columns; they were read.",
    "filtered": "has a filter that hides rows; they were read.",
}


def judge_file(
    path: Path,
    work: Path,
    contracts: Mapping[str, Contract],
    codes: CodeLists,
    received_at: datetime,
) -> tuple[Sequence[Judged], Sequence[Note]]:
    """The returns of a file and the notes on it; raises Unreadable or Refused."""
    sheets = read_file(path, work)
    matches, notes = _matches(sheets, contracts, codes)
    parts = [_part(match, path.name, codes) for match in matches]
    for part, _ in parts:
        notes += part.notes
    del sheets, matches
    judged = [judge(raws, period, codes, received_at) for raws, period in _returns(parts)]
    for one in judged:
        if one.rows_read and one.rows_read == one.rows_held_out:
            raise Refused(
                "no_rows_left",
                f"All {one.rows_read} rows of {one.contract.extract} were held out. Correct them "
                "and send the return again.",
                finding_lines(one),
            )
    return judged, notes


def _matches(
    sheets: Sequence[Sheet], contracts: Mapping[str, Contract], codes: CodeLists
) -> tuple[list[Match], list[Note]]:
    """The sheets that are returns; notes on those that are not, and on what is hidden."""
    by_headings = [
        one for one in contracts.values() if not isinstance(one.layout, PublishedTablesLayout)
    ]
    matches: list[Match] = []
    notes: list[Note] = []
    for sheet in sheets:
        name = f"Sheet {sheet.name or sheet.position}"
        match = recognise(sheet, by_headings, codes)
        if match is None:
            notes.append(Note("skipped_sheet", f"{name} is no return; it was not read."))
            continue
        matches.append(match)
        notes += [Note(code, f"{name} {_HIDDEN[code]}") for code in sheet.notes]
    if not matches:
        raise Refused("unrecognised", nearest(sheets, by_headings, codes))
    return matches, notes


def _part(match: Match, file_name: str, codes: CodeLists) -> tuple[RawReturn, Period | None]:
    """The data rows of a sheet and what they are for, as far as the file says."""
    period = stated_period(match.contract, match.above, match.sheet.name, file_name)
    raw = raw_return(match, period.quarter if period else None, codes)
    return raw, period or period_of_rows(raw, codes)


def _returns(
    parts: Sequence[tuple[RawReturn, Period | None]],
) -> list[tuple[list[RawReturn], Period]]:
    """The sheets of one extract and period put together, in the order of the sheets."""
    returns: dict[tuple[str, str], tuple[list[RawReturn], Period]] = {}
    for raw, period in parts:
        if period is None:
            wanted = "quarter" if raw.contract.delivery == "quarterly" else "as-at date"
            raise Refused(
                "no_period",
                f"Sheet {raw.sheet} ({raw.contract.extract}) states no {wanted}. Write it above "
                "the headings, in the sheet's name or in the file's name.",
            )
        key = (raw.contract.extract, str(period))
        returns.setdefault(key, ([], period))[0].append(raw)
    return list(returns.values())
