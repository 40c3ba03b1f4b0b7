"""What an agency writes as a clean return is landed as it was meant, in every kind of file."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.county import this_county
from core.quarter import Quarter
from sources.contract.code_lists import load_code_lists
from sources.contract.normalise import fold_identifier, fold_text
from sources.contract.schema import Column, Contract, contracts_of, load_contracts
from sources.files.sandbox.dispatch import parse
from sources.files.sheet import Limits
from sources.matching.match_returns import Sheets, match_returns
from sources.validation.validate_returns import ValidatedReturn, validate_returns
from sources.values.value_parsers import parse_age
from tests.support.files.made_files import number_cell, ods, table, text_cell

CONTRACTS = load_contracts()
CODES = load_code_lists()
TABLES = [one for one in CONTRACTS.values() if one.layout.kind in ("table", "form")]
QUARTER = Quarter.parse("2019-20-Q1")
RECEIVED = datetime(2019, 7, 10, 9, 0)
FEW = 8

Row = dict[str, Any]
Write = Callable[[list[list[Any]]], tuple[bytes, str]]

plain_text = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyzÀéŵß 0123456789,;'\"&<>-/\n\t£"),
    min_size=1,
    max_size=12,
).map(lambda text: f"x{text}")  # begins like no marker, remark or total
identifiers = st.from_regex(r"\A[A-Z]{1,3}[0-9]{2,9}\Z")
days = st.integers(0, 90).map(lambda count: QUARTER.first_day + timedelta(days=count))


def values_of(column: Column) -> st.SearchStrategy[Any]:
    """Values that the column may have, of Python's own types; None for a blank."""
    if column.type == "code":
        assert column.list is not None
        values: st.SearchStrategy[Any] = st.sampled_from(sorted(CODES.lookup(column.list)))
    elif column.type == "text":
        values = identifiers if column.privacy == "pseudonymise" else plain_text
    elif column.type == "integer":
        values = st.integers(0, 120 if column.privacy == "band" else 10**6)
    else:
        values = {
            "date": days,
            "datetime": days.map(lambda day: datetime.combine(day, datetime.min.time())),
            "number": st.integers(0, 10**6).map(lambda number: number / 100),
            "yes_no": st.booleans(),
            "list": st.just("a; b"),
        }[column.type]
    return values if column.needed else st.none() | values


def returns(contract: Contract) -> st.SearchStrategy[list[Row]]:
    """Rows of a clean return but for the order of dates: no two of the same key, no titles."""
    columns = columns_of(contract)
    rows = st.fixed_dictionaries({column.name: values_of(column) for column in columns}).filter(
        lambda row: sum(value is not None for value in row.values()) > 1
    )
    most = min(FEW, contract.max_rows or FEW)
    return st.lists(rows, min_size=1, max_size=most, unique_by=lambda row: meant_key(contract, row))


def columns_of(contract: Contract) -> list[Column]:
    """The columns that have headings."""
    return [column for column in contract.columns.values() if column.headings]


def meant_key(contract: Contract, row: Row) -> tuple[str, ...]:
    """What makes two rows duplicates of each other."""
    return tuple(str(meant(contract.columns[name], row[name])).casefold() for name in contract.key)


def as_csv(rows: list[list[Any]]) -> tuple[bytes, str]:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [["" if cell is None else said(cell) for cell in row] for row in rows]
    )
    return out.getvalue().encode("utf-8-sig"), "csv"


def said(cell: Any) -> str:
    """A value as it is typed."""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)


def as_xlsx(rows: list[list[Any]]) -> tuple[bytes, str]:
    book = openpyxl.Workbook()
    for i, row in enumerate(rows, 1):
        for j, cell in enumerate(row, 1):
            book.active.cell(i, j).value = cell
            if isinstance(cell, str):
                book.active.cell(i, j).data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), "xlsx"


def as_ods(rows: list[list[Any]]) -> tuple[bytes, str]:
    def cell_of(cell: Any) -> str:
        if cell is None:
            return "<table:table-cell/>"
        if isinstance(cell, bool) or not isinstance(cell, int | float | date):
            lines = escape(said(cell)).replace("\t", "<text:tab/>").split("\n")
            return text_cell("</text:p><text:p>".join(lines))
        if isinstance(cell, date):
            return (
                '<table:table-cell office:value-type="date" '
                f'office:date-value="{cell.isoformat()}"/>'
            )
        return number_cell(str(cell))

    return ods(table(*("".join(map(cell_of, row)) for row in rows))), "ods"


def validated(contract: Contract, rows: list[Row], write: Write) -> ValidatedReturn:
    """The one return of a file with these rows, after it was written, read and validated."""
    columns = columns_of(contract)
    title = "As at 30 June 2019" if contract.delivery == "register" else "Quarter 1 2019-20"
    headings = [column.headings[0] for column in columns]
    cells = [[row[column.name] for column in columns] for row in rows]
    width = len(headings)
    content, suffix = write([[title, *[None] * (width - 1)], headings, *cells])
    sheets = Sheets(parse(content, suffix, Limits()), f"return.{suffix}", RECEIVED.date())
    matched = match_returns(
        sheets, contracts_of(this_county().agencies_of(contract.extract)[0], CONTRACTS), CODES
    )
    (validated,) = validate_returns(matched, CODES).returns
    return validated


def meant(column: Column, value: Any) -> Any:
    """What is landed of a value; of an identifier what its pseudonym is made of."""
    if column.privacy == "band":
        return "unknown" if value is None else parse_age(str(value), 0).value
    if column.type == "code" and value is not None:
        return CODES.lookup(str(column.list))[value]
    if value is None or column.type in ("integer", "number", "yes_no", "datetime", "date"):
        return value
    if column.type == "list":
        return ["a", "b"]
    return fold_identifier(value) if column.privacy == "pseudonymise" else fold_text(value)


def check(contract: Contract, rows: list[Row], write: Write) -> None:
    one = validated(contract, rows, write)
    assert set(one.issues["code"].to_pylist()) <= {"date_order", "outside_area"}
    for column in columns_of(contract):
        if column.privacy != "drop":
            expected = [meant(column, row[column.name]) for row in rows]
            assert one.values[column.name].to_pylist() == expected, column.name


WRITERS = pytest.mark.parametrize("write", [as_csv, as_xlsx, as_ods])
EACH = pytest.mark.parametrize("contract", TABLES, ids=lambda contract: contract.extract)


@WRITERS
@EACH
@settings(max_examples=4)
@given(data=st.data())
def test_what_is_meant_is_landed(contract: Contract, write: Write, data: st.DataObject) -> None:
    check(contract, data.draw(returns(contract)), write)


@pytest.mark.long
@WRITERS
@EACH
@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_meant_is_landed_at_length(
    contract: Contract, write: Write, data: st.DataObject
) -> None:
    check(contract, data.draw(returns(contract)), write)
