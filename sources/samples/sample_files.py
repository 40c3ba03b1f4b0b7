"""The files of the sample returns, with the habits that real returns have, good and bad."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from xlsxwriter import Workbook

from core.county import this_county
from core.quarter import Quarter
from sources.contract.blank_workbook import heading_of
from sources.contract.rules import SourceRules
from sources.contract.schema import Contract, CrosstabLayout
from sources.samples.sample_rows import Row, SampleReturn, hints, return_rows

FIRST, LAST = Quarter(2018, 1), Quarter(2019, 2)
PLANNED_REJECTIONS = ("unreadable", "no_period", "wrong_period")
"""The codes of the three files of the last delivery that cannot be accepted."""

SENT_AFTER = timedelta(days=16)
FIXED = datetime(2019, 1, 1)
Cells = list[list[Any]]

_PLAIN_CELLS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "dd/mm/yyyy hh:mm",
}


@dataclass(frozen=True)
class SampleDelivery:
    """What comes in on one day: the time, and the files with their place below the inbox."""

    received_at: datetime
    files: dict[Path, bytes]


def sample_deliveries(rules: SourceRules) -> Iterator[SampleDelivery]:
    """Yield one delivery per quarter, the same bytes every time.

    The last one has the planned rejections too.
    """
    quarter = FIRST
    while quarter <= LAST:
        received_at = datetime.combine(quarter.last_day + SENT_AFTER, time(9))
        files: dict[Path, bytes] = {}
        for contract in rules.contracts.values():
            if contract.layout.kind != "published_tables":
                for agency in this_county().agencies_of(contract.extract):
                    sample = SampleReturn(contract, agency, quarter, rules.codes)
                    files |= _return(sample, rules)
        if quarter == LAST:
            files |= _rejected(rules)
        yield SampleDelivery(received_at, files)
        quarter = quarter.next


def _return(sample: SampleReturn, rules: SourceRules) -> dict[Path, bytes]:
    """Return the file that holds a return; none for one that shares another's workbook."""
    extract, hint = sample.contract.extract, sample.hint
    if any(other.get("beside") == extract for other in hints().values()):
        return {}
    sheets = {hint.get("sheet", "Sheet1"): _sheet(sample)}
    if beside := hint.get("beside"):
        other = replace(sample, contract=rules.contracts[beside])
        sheets[other.hint["sheet"]] = _sheet(other)
    form = hint.get("form", "xlsx")
    path = Path(sample.agency) / f"{extract.replace('_', ' ')} {_period(sample)}.{form}"
    if form == "csv":
        return {path: _delimited(next(iter(sheets.values())))}
    return {path: _workbook(sheets)}


def _period(sample: SampleReturn) -> str:
    quarter = sample.quarter
    if sample.contract.delivery == "register":
        return f"as at {quarter.last_day:%d-%m-%Y}"
    return f"Quarter {quarter.number} {quarter.year_words}"


def _sheet(sample: SampleReturn) -> Cells:
    """Return the cells of a return: titles, headings, rows with a fault here and there, a total."""
    contract = sample.contract
    chance = sample.chance("sheet")
    rows = return_rows(sample, FIRST)
    title = [[contract.title], [_period(sample)], []]
    if contract.layout.kind == "form":
        form = [[column.headings[0], rows[0][name]] for name, column in contract.columns.items()]
        return title + form
    if isinstance(contract.layout, CrosstabLayout):
        return title + _crosstab(sample, contract.layout, rows, chance)
    headings = [_heading(sample, name) for name in contract.columns]
    rows = _with_faults(contract, rows, chance)
    cells = [*title, headings, *([row[name] for name in contract.columns] for row in rows)]
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
    across = sample.labels(layout.across)[:9]
    weights = sample.hint["columns"][layout.cells]
    answers = [chance.choices(list(weights), list(weights.values()), k=len(across)) for _ in rows]
    headings = [columns[name].headings[0] for name in down] + across
    return [
        headings,
        *([row[name] for name in down] + cells for row, cells in zip(rows, answers, strict=True)),
    ]


def _with_faults(contract: Contract, rows: list[Row], chance: Random) -> list[Row]:
    """Return the rows with faults in one of forty and a repeated row, in returns of some length."""
    if len(rows) < 20:
        return rows
    rows = [dict(row) for row in rows]
    needed = [column for column in contract.columns.values() if column.needed]
    for row in chance.sample(rows, len(rows) // 40 + 1):
        column = chance.choice(needed)
        faults = {"date": "31/06/2019", "datetime": "tomorrow", "code": "???"}
        row[column.name] = chance.choice((None, faults.get(column.type)))
    return [*rows, dict(rows[0])]


def _rejected(rules: SourceRules) -> dict[Path, bytes]:
    """Return three files that cannot be accepted: see PLANNED_REJECTIONS."""
    contract = next(
        contract for contract in rules.contracts.values() if _is_plain_quarterly(contract)
    )
    sample = SampleReturn(
        contract, this_county().agencies_of(contract.extract)[0], LAST, rules.codes
    )
    cells = _sheet(sample)
    stale = [[contract.title], [_period(replace(sample, quarter=FIRST))], [], *cells[3:]]
    no_period: Cells = [[contract.title], *([None] * len(row) for row in cells[1:3]), cells[3]]
    folder = Path(sample.agency)
    return {
        folder / "scan.pdf": b"%PDF-1.4 a scan of a print of a table",
        folder / "new form.xlsx": _workbook({"Sheet1": no_period}),
        folder / "last quarter.xlsx": _workbook({"Sheet1": stale}),
    }


def _is_plain_quarterly(contract: Contract) -> bool:
    return bool(
        contract.delivery == "quarterly" and contract.period and contract.layout.kind == "table"
    )


def _delimited(cells: Cells) -> bytes:
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


def _workbook(sheets: dict[str, Cells]) -> bytes:
    """Return an xlsx file, with the same bytes each time."""
    content = io.BytesIO()
    with Workbook(content, _PLAIN_CELLS) as workbook:
        workbook.set_properties({"created": FIXED})
        for name, cells in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, values in enumerate(cells):
                sheet.write_row(row, 0, values)
    return content.getvalue()
