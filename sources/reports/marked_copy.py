"""A copy of a file's returns with what is at fault marked: cells coloured, the reason as a comment.

It is written from the cells as they were read, so no formula, macro or link can be in it.
"""

import io
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sources.files.sheet import Kind, Sheet
from sources.landing_errors import FileNotAccepted
from sources.reports.issue_groups import issue_words
from sources.validation.validate_returns import NoValidRows, ValidatedReturn, ValidatedReturns
from sources.wording.form_text import ABOUT_COPY, ABOUT_COPY_SHEET
from sources.wording.issue_text import cell_comment

COMMENTS = 2_000
"""So many cells have their reason beside them; the rest are coloured alone."""

_RED, _AMBER = "#F8B4B4", "#FFE08A"
_LONGEST_CELL = 32_767
_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; a longer one is copied as text."""

_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")

_Marks = dict[tuple[int, int], tuple[bool, list[str]]]
"""By row and column, 0-based: whether the row does not count because of it, and the reasons."""


@dataclass(frozen=True)
class MarkedSheets:
    """All that a copy is written from: the sheets as they were read, the marks of each, when."""

    sheets: Sequence[Sheet]
    marks: Mapping[int, _Marks]
    received_at: datetime


def marked_sheets(
    result: ValidatedReturns | FileNotAccepted, received_at: datetime
) -> MarkedSheets | None:
    """Return what the copy of a file is written from, without the sheets that are no return.

    None where no cell is at fault, or the file is too large.
    """
    if isinstance(result, ValidatedReturns):
        returns: Sequence[ValidatedReturn] = result.returns
    elif isinstance(result, NoValidRows):
        returns = (result.validated,)
    else:
        return None
    if not result.sheets:
        return None
    marks = _marks(returns, {sheet.position: sheet for sheet in result.sheets})
    return MarkedSheets(result.sheets, marks, received_at) if any(marks.values()) else None


def write_copy(marked: MarkedSheets) -> bytes:
    """Return the copy as a workbook; the bytes are the same each time."""
    content = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, settings) as workbook:
        workbook.set_properties({"created": marked.received_at})
        looks = _Looks(workbook)
        for sheet, name in zip(marked.sheets, _sheet_names(marked.sheets), strict=True):
            written = workbook.add_worksheet(name)
            _write_sheet(written, sheet, marked.marks.get(sheet.position, {}), looks)
        about = workbook.add_worksheet(ABOUT_COPY_SHEET)
        about.set_column(0, 0, 100)
        for row, line in enumerate(ABOUT_COPY):
            about.write_string(row, 0, line, looks.wrapped)
    return content.getvalue()


_COMMENT = {"author": "", "x_scale": 2, "font_size": 9}


class _Looks:
    """The formats of the copy's cells: plain, or at fault in a row that counts or does not."""

    def __init__(self, workbook: Workbook) -> None:
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        colours = {None: {}, False: {"bg_color": _AMBER}, True: {"bg_color": _RED}}
        self._plain = {mark: workbook.add_format(look) for mark, look in colours.items()}
        self._days = {
            mark: workbook.add_format(look | {"num_format": "dd/mm/yyyy"})
            for mark, look in colours.items()
        }
        self._times = {
            mark: workbook.add_format(look | {"num_format": "dd/mm/yyyy hh:mm"})
            for mark, look in colours.items()
        }

    def of(self, mark: bool | None, value: object) -> Format:
        """Return the format for a value with a mark."""
        if not isinstance(value, datetime):
            return self._plain[mark]
        is_day = (value.hour, value.minute) == (0, 0)
        return (self._days if is_day else self._times)[mark]


def _marks(returns: Sequence[ValidatedReturn], sheets: dict[int, Sheet]) -> dict[int, _Marks]:
    """Return by sheet the cells at fault; those of published tables, whose places differ, not."""
    marks: dict[int, _Marks] = defaultdict(dict)
    left = COMMENTS
    for validated in returns:
        commented = validated.issues.slice(0, left)
        left -= len(commented)
        comments = [cell_comment(words) for words in issue_words(validated, commented)]
        columns = ("sheet", "row_number", "column_name", "quote", "is_quarantined")
        issues = zip(*(validated.issues[name].to_pylist() for name in columns), strict=True)
        for number, (sheet, row, name, quote, is_quarantined) in enumerate(issues):
            positions = validated.positions.get(sheet, {})
            if not positions or sheet not in sheets:
                continue
            stand_in = positions.get(name) or (min(min(positions.values())),)
            for column in _at_fault(sheets[sheet], row - 1, stand_in, quote):
                is_red, reasons = marks[sheet].get((row - 1, column), (False, []))
                told = comments[number : number + 1]
                marks[sheet][row - 1, column] = (is_red or is_quarantined, [*reasons, *told])
    return dict(marks)


def _at_fault(sheet: Sheet, row: int, columns: Sequence[int], quote: str | None) -> Iterator[int]:
    """Yield the columns of the cell at fault: of several across a crosstab, those that hold it."""
    for column in columns:
        if len(columns) == 1 or sheet.columns[column][row].as_py() == quote:
            yield column


def _write_sheet(written: Worksheet, sheet: Sheet, marks: _Marks, looks: _Looks) -> None:
    """Write the cells of a sheet, each as what it is, a blank one only where it is at fault."""
    written.set_landscape()
    written.fit_to_pages(1, 0)
    for column, cells in enumerate(sheet.columns):
        kinds = sheet.kinds[column].to_pylist() if sheet.kinds else [Kind.TEXT] * sheet.row_count
        texts = cells.to_pylist()
        longest = max((len(text) for text in texts[:200] if text), default=0)
        written.set_column(column, column, min(max(longest + 2, 10), 40))
        for row, (text, kind) in enumerate(zip(texts, kinds, strict=True)):
            mark, _ = marks.get((row, column), (None, []))
            if text is None:
                if mark is not None:
                    written.write_blank(row, column, None, looks.of(mark, None))
                continue
            value = _value(text, kind)
            _WRITE[type(value)](written, row, column, value, looks.of(mark, value))
    for (row, column), (_, reasons) in marks.items():
        if reasons:
            written.write_comment(row, column, "\n".join(dict.fromkeys(reasons)), _COMMENT)


_WRITE: dict[type, Any] = {
    str: Worksheet.write_string,
    float: Worksheet.write_number,
    bool: Worksheet.write_boolean,
    datetime: Worksheet.write_datetime,
}


def _value(text: str, kind: int) -> str | float | bool | datetime:
    """Return what a cell holds; as text where a spreadsheet could not keep it as it is."""
    if kind == Kind.BOOLEAN:
        return text.upper() == "TRUE"
    if kind == Kind.NUMBER and sum(map(str.isdigit, text)) <= _DIGITS:
        number = float(text)
        return number if math.isfinite(number) else text
    if kind == Kind.DATE:
        moment = datetime.fromisoformat(text)
        return moment if moment.year > 1900 else text
    return text[:_LONGEST_CELL]


def _sheet_names(sheets: Sequence[Sheet]) -> list[str]:
    """Return names that a workbook may have, each once: the sheets' own as far as they are."""
    names: list[str] = []
    taken = {ABOUT_COPY_SHEET.casefold()}
    for sheet in sheets:
        own = _NOT_IN_SHEET_NAMES.sub("-", sheet.name or "").strip("'")[:31]
        if not own or own.casefold() in {*taken, "history"}:
            own = f"Sheet {sheet.position}"
        names.append(own)
        taken.add(own.casefold())
    return names
