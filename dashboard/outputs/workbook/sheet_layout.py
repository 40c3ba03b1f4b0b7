"""How a sheet of the workbook looks on screen and paper: widths, heights, print set-up."""

from collections.abc import Sequence
from itertools import takewhile
from math import ceil
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_range

from dashboard.charts.palette import BLUE, PLUM

_NARROWEST, _NUMBER_WIDTH = 9, 13
#: What a sheet's columns of words share, in Excel's letters, and what each may have.
_ALL_WORDS, _LEAST_WORDS, _MOST_WORDS = 180, 30, 90
#: The sheets' letters, bold in the first column, are larger than those that widths are measured in.
_ROOM = 1.12
_LINE_HEIGHT = 15.75
_A4 = 9
#: How wide a line beside a row is, and of how many figures at least.
_LINE_WIDTH, _FEWEST_DRAWN = 24, 4
#: So many columns of labels stand before the quarters of a topic's sheet, and of marks after them.
_LABELS, _BESIDE = 4, 3


def lay_out(worksheet: Any, table: pd.DataFrame, header_row: int, mark: str) -> None:
    """Set a table's widths and heights so that every text is seen whole, and its print set-up.

    Readers other than Excel do not work out heights of their own.
    """
    columns = [[_text(value) for value in table[name]] for name in table.columns]
    of_words = sum(map(_is_of_words, columns))
    widest = min(_MOST_WORDS, max(_LEAST_WORDS, _ALL_WORDS // max(1, of_words)))
    widths = [
        _width(name, texts, widest) for name, texts in zip(table.columns, columns, strict=True)
    ]
    for place, width in enumerate(widths):
        worksheet.set_column(place, place, width)
    rows = [tuple(table.columns), *table.itertuples(index=False, name=None)]
    for place, row in enumerate(rows):
        worksheet.set_row(header_row + place, _height(row, widths))
    worksheet.repeat_rows(header_row)
    _print(worksheet, mark)


def beside_each_other(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return how gptables is to set columns: figures to the right, and none touching the next.

    A column holds figures where a cell is a number, or where shorthand stands in every one.
    """
    figures = [
        name
        for name in table.columns[1:]
        if any(isinstance(cell, int | float) for cell in table[name])
        or all(_is_shorthand(cell) for cell in table[name])
    ]
    words = [name for name in table.columns if name not in figures]
    looks = (("right", figures), ("left", words))
    return [
        {"column": {"columns": names, "format": {"align": side, "indent": 1},
                    "include_names": True}}
        for side, names in looks if names
    ]  # fmt: skip


def draw_lines(worksheet: Any, label: str, table: pd.DataFrame, header_row: int) -> None:
    """Draw each row's figures as a line in the table's last column, the oldest to the left.

    A spreadsheet would draw what is no number as 0: the line ends where the first such cell is.
    """
    first, last = _LABELS, len(table.columns) - _BESIDE
    line = len(table.columns) - 1
    worksheet.set_column(line, line, _LINE_WIDTH)
    for place, row in enumerate(table.itertuples(index=False, name=None), start=header_row + 1):
        numbers = list(takewhile(lambda cell: isinstance(cell, int | float), row[first:last]))
        if len(numbers) >= _FEWEST_DRAWN:
            cells = xl_range(place, first, place, first + len(numbers) - 1)
            worksheet.add_sparkline(
                place, line,
                {"range": f"'{label}'!{cells}", "reverse": True, "last_point": True,
                 "series_color": BLUE, "last_color": PLUM, "min": 0 if min(numbers) >= 0 else None},
            )  # fmt: skip


def lay_out_cover(worksheet: Any, lines: Sequence[str], width: int, mark: str) -> None:
    """Set the heights of the cover's lines, and its print set-up."""
    for place, line in enumerate(lines):
        worksheet.set_row(place, _height((line,), [width]) * 1.25)
    _print(worksheet, mark)


def _print(worksheet: Any, mark: str) -> None:
    worksheet.set_paper(_A4)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
    worksheet.set_header(f"&L&A&R&B{mark}")
    worksheet.set_footer("&RPage &P of &N")


def _is_of_words(texts: Sequence[str]) -> bool:
    return any(len(text) >= _NUMBER_WIDTH for text in texts)


def _width(name: str, texts: Sequence[str], widest: int) -> int:
    """Return the width of a column in Excel's letters: its longest text, within reason."""
    heading = ceil(max(map(len, name.split())) * _ROOM)
    if not _is_of_words(texts):
        return max(_NUMBER_WIDTH, heading)
    return max(_NARROWEST, heading, min(widest, ceil(max(map(len, texts)) * _ROOM)))


def _height(row: Sequence[object], widths: Sequence[float]) -> float:
    lines = (ceil(len(_text(value)) / width) for value, width in zip(row, widths, strict=True))
    return _LINE_HEIGHT * max(1, *lines)


def _is_shorthand(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith("[") and cell.endswith("]")


def _text(value: object) -> str:
    """Return a cell's text; a link is a mapping of its text to its address."""
    return next(iter(value)) if isinstance(value, dict) else str(value)
