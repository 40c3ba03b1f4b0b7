"""The files of sample returns, with the habits that real returns have, good and bad."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from xlsxwriter import Workbook

from sources.contract.schema import Contract, CrosstabLayout
from sources.forms.blank_workbook import heading_of
from sources.samples.sample_rows import return_rows
from sources.samples.sample_values import Row, SampleReturn

PLANNED_REJECTIONS = ("unreadable", "no_period", "wrong_period")
"""The codes of the three files of the last delivery that cannot be accepted."""

FIXED = datetime(2019, 1, 1)
ABSENT = "absent"
"""What the world says of a column that the form does not have at the time."""

ROWS_PER_FAULT = 250
FEWEST_WITH_FAULTS = 100
Cells = list[list[Any]]

_PLAIN_CELLS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "dd/mm/yyyy hh:mm",
}


def return_file(sample: SampleReturn, lacks: float = 0) -> dict[Path, bytes]:
    """Return the file of a return, which lacks a share of the rows; none for one beside another."""
    hint = sample.hint
    if any(other.get("beside") == sample.extract for other in sample.world.hints()):
        return {}
    sheets = {hint.get("sheet", "Sheet1"): cells_of(sample, lacks)}
    if beside := hint.get("beside"):
        other = replace(sample, extract=beside)
        sheets[other.hint["sheet"]] = cells_of(other)
    form = hint.get("form", "xlsx")
    path = Path(sample.agency) / f"{sample.extract.replace('_', ' ')} {_period(sample)}.{form}"
    if form == "csv":
        return {path: delimited(next(iter(sheets.values())))}
    return {path: workbook_of(sheets)}


def rejected_files(sample: SampleReturn) -> dict[Path, bytes]:
    """Return three files of an agency that cannot be accepted: see PLANNED_REJECTIONS."""
    cells = cells_of(sample)
    title = [sample.contract.title]
    stale: Cells = [title, [_period(replace(sample, quarter=sample.world.first))], [], *cells[3:]]
    no_period: Cells = [title, [], [], cells[3]]
    folder = Path(sample.agency)
    return {
        folder / "scan.pdf": b"%PDF-1.4 a scan of a print of a table",
        folder / "new form.xlsx": workbook_of({"Sheet1": no_period}),
        folder / "last quarter.xlsx": workbook_of({"Sheet1": stale}),
    }


def is_plain_quarterly(contract: Contract) -> bool:
    """Return whether a contract is of a plain table, sent for each quarter, with dates."""
    return bool(
        contract.delivery == "quarterly" and contract.period and contract.layout.kind == "table"
    )


def _period(sample: SampleReturn) -> str:
    quarter = sample.quarter
    if sample.contract.delivery == "register":
        return f"as at {quarter.last_day:%d-%m-%Y}"
    return f"Quarter {quarter.number} {quarter.year_words}"


def cells_of(sample: SampleReturn, lacks: float = 0) -> Cells:
    """Return the cells of a return: titles, headings, rows with a fault here and there, a total."""
    contract = sample.contract
    chance = sample.chance("sheet")
    rows = return_rows(sample)
    rows = rows[: len(rows) - int(lacks * len(rows))]
    columns = [name for name in contract.columns if sample.column_hint(name) != ABSENT]
    title = [[contract.title], [_period(sample)], []]
    if contract.layout.kind == "form":
        return title + [[contract.columns[name].headings[0], rows[0][name]] for name in columns]
    if isinstance(contract.layout, CrosstabLayout):
        return title + _crosstab(sample, contract.layout, rows, chance)
    headings = [_heading(sample, name) for name in columns]
    rows = _with_faults(contract, rows, chance)
    cells = [*title, headings, *([row[name] for name in columns] for row in rows)]
    return [*cells, ["Total", len(rows)]] if len(rows) > 20 else cells


def _heading(sample: SampleReturn, name: str) -> str:
    """Return one of a column's headings: another one for another agency."""
    column = sample.contract.columns[name]
    if column.month_of_quarter:
        return heading_of(column, sample.quarter)
    return column.headings[len(sample.agency) % len(column.headings)]


def _crosstab(
    sample: SampleReturn, layout: CrosstabLayout, rows: list[Row], chance: Random
) -> Cells:
    """Return a row per meeting and a column per agency."""
    columns = sample.contract.columns
    down = [name for name in columns if name not in (layout.across, layout.cells)]
    across = list(sample.codes_of(columns[layout.across].list).values())[:9]
    weights = sample.column_hint(layout.cells)
    answers = [chance.choices(list(weights), list(weights.values()), k=len(across)) for _ in rows]
    headings = [columns[name].headings[0] for name in down] + across
    return [
        headings,
        *([row[name] for name in down] + cells for row, cells in zip(rows, answers, strict=True)),
    ]


def _with_faults(contract: Contract, rows: list[Row], chance: Random) -> list[Row]:
    """Return a quarter's rows with a fault in a few and one of them twice, where there are many."""
    if len(rows) < FEWEST_WITH_FAULTS or contract.delivery == "register":
        return rows
    rows = [dict(row) for row in rows]
    needed = [column for column in contract.columns.values() if column.needed]
    for row in chance.sample(rows, len(rows) // ROWS_PER_FAULT + 1):
        column = chance.choice(needed)
        faults = {"date": "31/06/2019", "datetime": "tomorrow", "code": "???"}
        row[column.name] = chance.choice((None, faults.get(column.type)))
    return [*rows, dict(rows[0])]


def delimited(cells: Cells) -> bytes:
    """Return a csv file with a byte order mark, as Excel writes it; dates as people write them."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in cells:
        writer.writerow([_as_written(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _as_written(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


def workbook_of(sheets: Mapping[str, Cells]) -> bytes:
    """Return an xlsx file, with the same bytes each time."""
    content = io.BytesIO()
    with Workbook(content, _PLAIN_CELLS) as workbook:
        workbook.set_properties({"created": FIXED})
        for name, cells in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, values in enumerate(cells):
                sheet.write_row(row, 0, values)
    return content.getvalue()
