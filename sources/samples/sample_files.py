"""The files of the sample returns, with the habits that real returns have, good and bad."""

import csv
import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from core.quarter import Quarter
from sources.contract.code_lists import CodeLists
from sources.contract.schema import Contract, CrosstabLayout
from sources.samples.sample_rows import Row, hints, return_rows

FIRST, LAST = Quarter(2018, 1), Quarter(2019, 2)
PLANNED_REFUSALS = ("unreadable", "no_period", "wrong_period")
"""What becomes of the three files of the last delivery that nobody could take in."""

SENT_AFTER = timedelta(days=16)
FIXED = datetime(2019, 1, 1)
Cells = list[list[Any]]


@dataclass(frozen=True)
class Delivery:
    """What came in on one day: the time, and the files with their place below the inbox."""

    received_at: datetime
    files: dict[Path, bytes]


def sample_deliveries(contracts: dict[str, Contract], codes: CodeLists) -> Iterator[Delivery]:
    """One delivery a quarter, the same bytes every time; the last has the planned refusals."""
    quarter = FIRST
    while quarter <= LAST:
        received_at = datetime.combine(quarter.last_day + SENT_AFTER, time(9))
        files: dict[Path, bytes] = {}
        for contract in contracts.values():
            if contract.layout.kind != "published_tables":
                for agency in contract.agencies:
                    files |= _return(contract, agency, quarter, contracts, codes)
        if quarter == LAST:
            files |= _refused(contracts, codes)
        yield Delivery(received_at, files)
        quarter = quarter.next


def _return(
    contract: Contract,
    agency: str,
    quarter: Quarter,
    contracts: dict[str, Contract],
    codes: CodeLists,
) -> dict[Path, bytes]:
    """The file that holds an agency's return; empty for one that shares another's workbook."""
    said = hints().get(contract.extract, {})
    if any(each.get("beside") == contract.extract for each in hints().values()):
        return {}
    sheets = {said.get("sheet", "Sheet1"): _sheet(contract, agency, quarter, codes)}
    if beside := said.get("beside"):
        sheets[hints()[beside]["sheet"]] = _sheet(contracts[beside], agency, quarter, codes)
    name = f"{contract.extract.replace('_', ' ')} {_period(contract, quarter)}"
    path = Path(agency) / f"{name}.{said.get('form', 'xlsx')}"
    if said.get("form") == "csv":
        return {path: _delimited(next(iter(sheets.values())))}
    return {path: _workbook(sheets)}


def _period(contract: Contract, quarter: Quarter) -> str:
    if contract.delivery == "register":
        return f"as at {quarter.last_day:%d-%m-%Y}"
    start = quarter.start_year
    return f"Quarter {quarter.number} {start}-{(start + 1) % 100:02}"


def _sheet(contract: Contract, agency: str, quarter: Quarter, codes: CodeLists) -> Cells:
    """The cells of a return: titles, headings, rows with a fault here and there, a total."""
    chance = random.Random(f"{contract.extract} {agency} {quarter} sheet")  # noqa: S311
    rows = return_rows(contract, agency, quarter, FIRST, codes)
    title = [[contract.title], [_period(contract, quarter)], []]
    if contract.layout.kind == "form":
        form = [[column.headings[0], rows[0][name]] for name, column in contract.columns.items()]
        return title + form
    if isinstance(contract.layout, CrosstabLayout):
        return title + _crosstab(contract, contract.layout, rows, codes, chance)
    names = list(contract.columns)
    headings = [_heading(contract, name, agency, quarter) for name in names]
    rows = _with_faults(contract, rows, chance)
    cells = [*title, headings, *([row[name] for name in names] for row in rows)]
    return [*cells, ["Total", len(rows)]] if len(rows) > 20 else cells


def _heading(contract: Contract, name: str, agency: str, quarter: Quarter) -> str:
    column = contract.columns[name]
    if column.month_of_quarter:
        return f"{quarter.months()[column.month_of_quarter - 1]:%b-%y}"
    return column.headings[len(agency) % len(column.headings)]


def _crosstab(
    contract: Contract,
    layout: CrosstabLayout,
    rows: list[Row],
    codes: CodeLists,
    chance: random.Random,
) -> Cells:
    """A row a meeting and a column an agency."""
    down = [name for name in contract.columns if name not in (layout.across, layout.cells)]
    across = list(codes.codes(contract.columns[layout.across].list or "").values())[:9]
    weights = hints()[contract.extract]["columns"][layout.cells]
    answers = [chance.choices(list(weights), list(weights.values()), k=len(across)) for _ in rows]
    headings = [contract.columns[name].headings[0] for name in down] + across
    return [
        headings,
        *([row[name] for name in down] + cells for row, cells in zip(rows, answers, strict=True)),
    ]


def _with_faults(contract: Contract, rows: list[Row], chance: random.Random) -> list[Row]:
    """The rows with the slips of a hurried morning: one in forty, in returns of some length."""
    if len(rows) < 20:
        return rows
    rows = [dict(row) for row in rows]
    needed = [column for column in contract.columns.values() if column.needed]
    for row in chance.sample(rows, len(rows) // 40 + 1):
        column = chance.choice(needed)
        slips = {"date": "31/06/2019", "datetime": "tomorrow", "code": "???"}
        row[column.name] = chance.choice((None, slips.get(column.type)))
    return [*rows, dict(rows[0])]


def _refused(contracts: dict[str, Contract], codes: CodeLists) -> dict[Path, bytes]:
    """Three files that cannot be taken in: see PLANNED_REFUSALS."""
    contract = next(each for each in contracts.values() if _plain_quarterly(each))
    agency = contract.agencies[0]
    cells = _sheet(contract, agency, LAST, codes)
    stale = [[contract.title], [_period(contract, FIRST)], [], *cells[3:]]
    no_period: Cells = [[contract.title], *([None] * len(row) for row in cells[1:3]), cells[3]]
    return {
        Path(agency) / "scan.pdf": b"%PDF-1.4 a scan of a print of a table",
        Path(agency) / "new form.xlsx": _workbook({"Sheet1": no_period}),
        Path(agency) / "last quarter.xlsx": _workbook({"Sheet1": stale}),
    }


def _plain_quarterly(contract: Contract) -> bool:
    return bool(
        contract.delivery == "quarterly" and contract.period and contract.layout.kind == "table"
    )


def _delimited(cells: Cells) -> bytes:
    """A csv file with a byte order mark, as Excel writes it; dates as people write them."""
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
    """An xlsx file with the same bytes each time: openpyxl's own time stamps are set back."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, cells in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in cells:
            sheet.append(row)
    workbook.properties.created = workbook.properties.modified = FIXED
    written = io.BytesIO()
    workbook.save(written)
    fixed = io.BytesIO()
    with zipfile.ZipFile(written) as entries, zipfile.ZipFile(fixed, "w") as target:
        for entry in entries.infolist():
            stamped = zipfile.ZipInfo(entry.filename, FIXED.timetuple()[:6])
            content = entries.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _without_times(content)
            target.writestr(stamped, content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def _without_times(core: bytes) -> bytes:
    """The document properties with the time of saving, which openpyxl sets itself, taken out."""
    head, _, rest = core.partition(b"<dcterms:modified")
    _, _, tail = rest.partition(b"</dcterms:modified>")
    return head + tail
