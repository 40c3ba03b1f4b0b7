"""The columns of the landed files: names, types and what they hold, for landing and for dbt."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pyarrow as pa

from sources.contract.schema import Contract

TEXT = pa.string()
TIME = pa.timestamp("us")


class LandedColumn(NamedTuple):
    """A column of a landed file."""

    name: str
    type: pa.DataType
    description: str


_SUBMISSION_ID = LandedColumn("submission_id", TEXT, "The submission of the file it came in")
_AGENCY = LandedColumn("agency", TEXT, "The agency that sent it")
_EXTRACT = LandedColumn("extract", TEXT, "The extract")
_SHEET = LandedColumn("sheet", pa.int32(), "The sheet's place in the file, from 1")
_ROW_NUMBER = LandedColumn("row_number", pa.int64(), "The row's number in its sheet, from 1")
_FILE_NAME = LandedColumn(
    "file_name",
    TEXT,
    "The file's name in the agency's folder, long numbers and email addresses masked",
)
_RECEIVED_AT = LandedColumn("received_at", TIME, "When it was received, Europe/London wall time")
_SEQUENCE = LandedColumn("sequence", pa.int64(), "The order of arrival among all files")

ISSUE_COLUMNS = (
    _SUBMISSION_ID,
    _EXTRACT,
    _SHEET,
    _ROW_NUMBER,
    LandedColumn("column_name", TEXT, "The column, null where the issue is about the whole row"),
    LandedColumn("code", TEXT, "What was found, one of the codes of the rules of acceptance"),
    LandedColumn("message", TEXT, "What was found and what to do, without the value"),
)

RETURN_COLUMNS = (
    _SUBMISSION_ID,
    _AGENCY,
    _EXTRACT,
    LandedColumn("delivery", TEXT, "quarterly or register"),
    LandedColumn("quarter", TEXT, "The quarter of a quarterly return, null for a register"),
    LandedColumn("as_at", pa.date32(), "The day a register is as at, null for a quarterly return"),
    _RECEIVED_AT,
    _FILE_NAME,
    _SEQUENCE,
    LandedColumn("sheet_order", pa.int32(), "The order of the return among those of its file"),
    LandedColumn("rows_read", pa.int64(), "Data rows in the return"),
    LandedColumn("rows_accepted", pa.int64(), "Data rows that count"),
    LandedColumn("rows_quarantined", pa.int64(), "Data rows that were quarantined"),
    LandedColumn("rows_left_out", pa.int64(), "Rows below the headings that are no data"),
    LandedColumn("columns_found", pa.list_(TEXT), "The contract's columns that the return has"),
    LandedColumn("issues_not_listed", pa.int64(), "Issues beyond the million that are listed"),
)

SUBMISSION_COLUMNS = (
    _SUBMISSION_ID,
    _AGENCY,
    _FILE_NAME,
    _RECEIVED_AT,
    LandedColumn("outcome", TEXT, "accepted, rejected or duplicate"),
    LandedColumn("code", TEXT, "Why it was rejected, else null"),
    LandedColumn("message", TEXT, "What became of the file, in a sentence"),
    LandedColumn("content_sha256", TEXT, "The hash of the file's bytes"),
    LandedColumn("key_id", TEXT, "The key that its pseudonyms were made with"),
    _SEQUENCE,
    LandedColumn("notes", pa.list_(TEXT), "The codes of the notes on the file"),
)

EARLIER_NAMES = {"submission_id": "receipt_id", "rows_quarantined": "rows_held_out"}
"""What columns were called in the landing area's earlier layout, which is read as it is."""

_MARKER = "Why the figure is not known: suppressed, unavailable, not_applicable, or null"


def rows_of(contract: Contract) -> tuple[LandedColumn, ...]:
    """Return the columns of the extract's landed rows, quarantined ones too."""
    columns = [_SUBMISSION_ID, _AGENCY, _SHEET, _ROW_NUMBER]
    for name, landed_type in contract.landed_columns.items():
        column = contract.columns.get(name)
        description = _description(contract, name) if column else _MARKER
        columns.append(LandedColumn(name, landed_type, description))
    return tuple(columns)


def with_earlier_names(columns: tuple[LandedColumn, ...]) -> tuple[LandedColumn, ...]:
    """Return the columns, followed by those that the earlier layout called otherwise."""
    return columns + tuple(
        LandedColumn(
            EARLIER_NAMES[column.name], column.type, f"{column.name} in the earlier layout"
        )
        for column in columns
        if column.name in EARLIER_NAMES
    )


class LandedTable(NamedTuple):
    """What lies in landed files of one kind: where they are, below the landing area."""

    name: str
    description: str
    files: str
    columns: tuple[LandedColumn, ...]


def landed_tables(contracts: Mapping[str, Contract]) -> Iterator[LandedTable]:
    """Yield a table per extract, and those of outcomes, with the earlier layout's columns."""
    kinds = [
        (name, f"{contract.title}. {contract.description}", f"{name}/*/rows", rows_of(contract))
        for name, contract in contracts.items()
    ]
    # The earlier layout has findings.parquet and receipts/: the patterns match those too.
    kinds += [
        ("returns", "One row per return of any extract.", "*/*/return", RETURN_COLUMNS),
        ("issues", "One row per issue of any extract.", "*/*/[if]*s", ISSUE_COLUMNS),
        ("submissions", "One row per file, rejected ones too.", "*/*", SUBMISSION_COLUMNS),
    ]
    for name, description, files, columns in kinds:
        yield LandedTable(name, description, f"{files}.parquet", with_earlier_names(columns))


def arrow_schema(columns: tuple[LandedColumn, ...]) -> pa.Schema:
    """Return the columns as a schema for Parquet."""
    return pa.schema([(column.name, column.type) for column in columns])


def _description(contract: Contract, name: str) -> str:
    column = contract.columns[name]
    if column.privacy == "pseudonymise":
        return f"{column.description}, as a keyed pseudonym"
    if column.privacy == "band":
        return f"{column.description}, as a band"
    return column.description
