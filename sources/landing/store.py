"""The landing area: typed, pseudonymised Parquet, a folder a return and a receipt a file."""

import io
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow.dataset import dataset

from core.atomic_files import make_folder, sync_folder, whole_file, write_whole
from core.workspace import Workspace
from sources.contract.landed_schemas import FINDINGS, RECEIPTS, RETURNS, arrow_schema, rows_of
from sources.contract.schema import Contract
from sources.landing.submissions import Receipt, ReturnSummary, subject_of
from sources.privacy.pseudonyms import Keys
from sources.validation.row_checks import FINDING_FIELDS, ValidatedReturn

RECEIPT_SCHEMA = arrow_schema(RECEIPTS)
RETURN_SCHEMA = arrow_schema(RETURNS)
FINDING_SCHEMA = arrow_schema(FINDINGS)

_KEY_ID = b"pseudonym_key_id"


@dataclass(frozen=True)
class Delivery:
    """A file as it is known in the landing area."""

    receipt_id: str
    agency: str
    file_name: str
    received_at: datetime
    sequence: int
    content_sha256: str


def write_schemas(workspace: Workspace, contracts: Mapping[str, Contract]) -> None:
    """Writes the typed, empty files by which a reader finds every column before any row comes."""
    make_folder(workspace.receipts)
    tables = {workspace.receipts / "_schema.parquet": RECEIPT_SCHEMA}
    for contract in contracts.values():
        folder = workspace.landing / contract.extract / "_schema"
        make_folder(folder)
        rows = arrow_schema(rows_of(contract))
        tables |= {
            folder / "rows.parquet": rows,
            folder / "held_out.parquet": rows,
            folder / "findings.parquet": FINDING_SCHEMA,
            folder / "return.parquet": RETURN_SCHEMA,
        }
    for path, schema in tables.items():
        content = io.BytesIO()
        _write(content, schema.empty_table())
        if not path.exists() or path.read_bytes() != content.getvalue():
            write_whole(path, content.getvalue())


def write_return(
    workspace: Workspace, delivery: Delivery, judged: ValidatedReturn, sheet_order: int, keys: Keys
) -> None:
    """Writes the folder of one return. It counts from when the file's receipt is written."""
    contract = judged.contract
    rows = _rows(delivery, judged, keys)
    held_out = judged.rows_held_out
    landed = {
        "rows": _part(contract, rows, ~judged.is_held_out),
        "held_out": _part(contract, rows, judged.is_held_out),
        "findings": _findings(delivery, judged),
        "return": pa.Table.from_pylist(
            [
                {
                    "receipt_id": delivery.receipt_id,
                    "agency": delivery.agency,
                    "extract": contract.extract,
                    "delivery": contract.delivery,
                    "quarter": str(judged.period.quarter) if judged.period.quarter else None,
                    "as_at": judged.period.as_at,
                    "received_at": delivery.received_at,
                    "file_name": delivery.file_name,
                    "sequence": delivery.sequence,
                    "sheet_order": sheet_order,
                    "rows_read": judged.rows_read,
                    "rows_accepted": judged.rows_read - held_out,
                    "rows_held_out": held_out,
                }
            ],
            RETURN_SCHEMA,
        ),
    }
    folder = workspace.landing / contract.extract / f"{delivery.receipt_id}-{judged.period}"
    make_folder(folder)
    for name, table in landed.items():
        key_id = keys.key_id if name in ("rows", "held_out") else None
        write_table(folder / f"{name}.parquet", table, key_id)


def write_receipt(workspace: Workspace, receipt: Receipt, delivery: Delivery, key_id: str) -> None:
    """Writes a file's receipt: with it, and not before, the file is landed."""
    row = {
        "receipt_id": receipt.receipt_id,
        "agency": receipt.agency,
        "file_name": receipt.file_name,
        "received_at": receipt.received_at,
        "outcome": receipt.outcome,
        "code": receipt.code,
        "message": receipt.message,
        "content_sha256": delivery.content_sha256,
        "key_id": key_id,
        "sequence": delivery.sequence,
        "notes": list(receipt.notes),
    }
    table = pa.Table.from_pylist([row], RECEIPT_SCHEMA)
    write_table(receipt_path(workspace, receipt.receipt_id), table)
    sync_folder(workspace.receipts)


def receipt_path(workspace: Workspace, receipt_id: str) -> Path:
    """Where a file's receipt lies, when it is landed."""
    return workspace.receipts / f"{receipt_id}.parquet"


def landed_receipts(workspace: Workspace) -> list[dict[str, Any]]:
    """All receipts as rows, in the order in which the files came."""
    paths = [str(path) for path in workspace.receipts.glob("[!._]*.parquet")]
    rows = dataset(paths, schema=RECEIPT_SCHEMA, format="parquet").to_table().to_pylist()
    return sorted(rows, key=lambda row: row["sequence"])


def read_receipt(workspace: Workspace, receipt_id: str) -> Receipt:
    """The receipt of a landed file, with its returns."""
    row = pq.read_table(receipt_path(workspace, receipt_id)).to_pylist()[0]
    folders = sorted(return_folders(workspace, receipt_id))
    returns = [
        (pq.read_table(folder / "return.parquet").to_pylist()[0], folder) for folder in folders
    ]
    return Receipt(
        **{name: row[name] for name in
           ("receipt_id", "agency", "file_name", "received_at", "outcome", "code", "message")},
        returns=tuple(
            ReturnSummary(
                **{name: one[name] for name in
                   ("extract", "quarter", "as_at", "rows_read", "rows_accepted", "rows_held_out")},
                findings=count_codes(pq.read_table(folder / "findings.parquet")),
            )
            for one, folder in sorted(returns, key=lambda pair: pair[0]["sheet_order"])
        ),
        notes=tuple(row["notes"]),
    )  # fmt: skip


def count_codes(findings: pa.Table) -> dict[str, int]:
    """How many findings there are of each code."""
    counts = findings["code"].value_counts().to_pylist()
    return {entry["values"]: entry["counts"] for entry in counts}


def return_folders(workspace: Workspace, receipt_id: str = "") -> Iterable[Path]:
    """The folders of a file's returns, or of all."""
    for extract in workspace.landing.iterdir():
        if extract != workspace.receipts and extract.is_dir():
            yield from extract.glob(f"{receipt_id}*-*")


def remove_returns(folders: Iterable[Path]) -> None:
    """Removes the folders of returns that were begun and not committed."""
    for folder in folders:
        shutil.rmtree(folder)


def remove_leftovers(workspace: Workspace) -> None:
    """Removes what a killed run began: folders without a receipt, and unfinished files."""
    landed = {path.stem for path in workspace.receipts.glob("*.parquet")}
    remove_returns(
        folder for folder in return_folders(workspace) if folder.name.split("-")[0] not in landed
    )
    for part in workspace.landing.rglob(".*.part"):
        part.unlink()


def write_table(path: Path, table: pa.Table, key_id: str | None = None) -> None:
    """Writes a table, whole or not at all, with the id of the keys if it holds pseudonyms."""
    with whole_file(path) as file:
        _write(file, table, key_id)


def key_id_of(path: Path) -> str:
    """The id of the keys that made the pseudonyms in a landed table."""
    return (pq.read_metadata(path).metadata or {})[_KEY_ID].decode()


def _write(file: BinaryIO, table: pa.Table, key_id: str | None = None) -> None:
    writer = pq.ParquetWriter(
        file, table.schema, compression="zstd", compression_level=1, store_schema=False
    )
    with writer:
        writer.write_table(table)
        if key_id:
            writer.add_key_value_metadata({_KEY_ID: key_id})


def _rows(delivery: Delivery, judged: ValidatedReturn, keys: Keys) -> pa.Table:
    """All rows of a return in their landed form, the identifiers made pseudonyms."""
    contract = judged.contract
    columns: dict[str, pa.Array] = {
        "receipt_id": _same(delivery.receipt_id, judged.rows_read),
        "agency": _same(delivery.agency, judged.rows_read),
        "sheet": pa.array(judged.sheets),
        "row_number": pa.array(judged.row_numbers),
    }
    for name in contract.landed_columns:
        values = judged.values[name]
        column = contract.columns.get(name)
        if column is not None and column.privacy == "pseudonymise":
            values = keys.encoded(delivery.agency, column.identifier_kind, values)
        columns[name] = values
    return pa.table(columns)


def _part(contract: Contract, rows: pa.Table, is_in: np.ndarray) -> pa.Table:
    """The rows of a part, free of the texts and pseudonyms that only other rows have.

    A dictionary-encoded column is written with its whole dictionary, so these are decoded.
    """
    part = rows if is_in.all() else rows.filter(pa.array(is_in))
    for at, name in enumerate(part.column_names):
        column = contract.columns.get(name)
        if column is not None and column.type == "text":
            part = part.set_column(at, name, part[name].cast(pa.string()))
    return part


def _findings(delivery: Delivery, judged: ValidatedReturn) -> pa.Table:
    """The findings as they are landed, each message a sentence."""
    found = judged.findings
    codes = found["code"].unique().to_pylist()
    subjects = pa.array([subject_of(code).capitalize() for code in codes], pa.string())
    subject = subjects.take(pc.index_in(found["code"], pa.array(codes, pa.string())))
    sentence = pc.binary_join_element_wise(subject, found["message"], " ")
    columns = {
        "receipt_id": _same(delivery.receipt_id, len(found)),
        "extract": _same(judged.contract.extract, len(found)),
        **{name: found[name] for name in FINDING_FIELDS},
        "message": pc.binary_join_element_wise(sentence, ".", ""),
    }
    return pa.table(columns)


def _same(text: str, count: int) -> pa.DictionaryArray:
    """A column that holds the same text in every row, stored once."""
    return pa.DictionaryArray.from_arrays(np.zeros(count, np.int32), pa.array([text]))
