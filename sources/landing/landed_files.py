"""The files of the landing area: a folder per return, typed Parquet that is whole or not there."""

import io
import shutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from core.atomic_files import make_folder, whole_file, write_whole
from core.workspace import Workspace
from sources.contract.landed_schemas import (
    ISSUE_COLUMNS,
    RETURN_COLUMNS,
    SUBMISSION_COLUMNS,
    arrow_schema,
    rows_of,
    with_earlier_names,
)
from sources.contract.schema import Contract
from sources.landing.earlier_layout import earlier_submissions

ROWS = "rows.parquet"
QUARANTINED = "quarantined.parquet"
ISSUES = "issues.parquet"
RETURN = "return.parquet"
RETURN_SCHEMA = arrow_schema(RETURN_COLUMNS)

_KEY_ID = b"pseudonym_key_id"

WORTH_COMPRESSING = 10_000
"""A table of fewer bytes lies in one block of a disk, or few, either way, and is written sooner."""


def write_schemas(workspace: Workspace, contracts: Mapping[str, Contract]) -> None:
    """Write the typed, empty files by which a reader finds every column before any row comes.

    Those of the earlier layout are among them: what was landed in it is read as it is.
    """
    make_folder(workspace.submissions)
    submissions = arrow_schema(with_earlier_names(SUBMISSION_COLUMNS))
    schemas = {workspace.submissions / "_schema.parquet": submissions}
    for contract in contracts.values():
        folder = workspace.landing / contract.extract / "_schema"
        make_folder(folder)
        rows = arrow_schema(rows_of(contract))
        schemas |= {
            folder / ROWS: rows,
            folder / QUARANTINED: rows,
            folder / ISSUES: arrow_schema(with_earlier_names(ISSUE_COLUMNS)),
            folder / RETURN: arrow_schema(with_earlier_names(RETURN_COLUMNS)),
        }
    for path, schema in schemas.items():
        content = io.BytesIO()
        _write(content, schema.empty_table())
        if not path.exists() or path.read_bytes() != content.getvalue():
            write_whole(path, content.getvalue())


def return_folder(workspace: Workspace, extract: str, submission_id: str, period: object) -> Path:
    """Return the folder of a return: its extract's, the file it came in, what it is for."""
    return workspace.landing / extract / f"{submission_id}-{period}"


def submission_of(folder: Path) -> str:
    """Return the id of the file that a return came in."""
    return folder.name.split("-")[0]


def return_folders(workspace: Workspace, submission_id: str = "") -> Iterator[Path]:
    """Yield the folders of a file's returns, or of all."""
    records = (workspace.submissions, earlier_submissions(workspace))
    for extract in workspace.landing.iterdir():
        if extract not in records and extract.is_dir():
            yield from extract.glob(f"{submission_id}*-*")


def submission_paths(workspace: Workspace) -> tuple[list[Path], list[Path]]:
    """Return the paths of the records of all landed files: of today's layout, and the earlier."""
    today, earlier = workspace.submissions, earlier_submissions(workspace)
    return list(today.glob("[!._]*.parquet")), list(earlier.glob("[!._]*.parquet"))


def remove_returns(folders: Iterable[Path]) -> None:
    """Remove the folders of returns that were begun and not committed."""
    for folder in folders:
        shutil.rmtree(folder)


def remove_orphans(workspace: Workspace) -> None:
    """Remove what a killed run began: returns of a file without a record, unfinished files."""
    landed = {path.stem for paths in submission_paths(workspace) for path in paths}
    remove_returns(
        folder for folder in return_folders(workspace) if submission_of(folder) not in landed
    )
    for part in workspace.landing.rglob(".*.part"):
        part.unlink()


def write_table(path: Path, table: pa.Table, key_id: str | None = None) -> None:
    """Write a table, whole or not at all, with the id of the keys if it holds pseudonyms."""
    with whole_file(path) as file:
        if len(table):
            _write(file, table, key_id)
        else:
            file.write(_empty(table.schema, key_id))


def key_id_of(path: Path) -> str:
    """Return the id of the keys that made the pseudonyms in a landed table."""
    return (pq.read_metadata(path).metadata or {})[_KEY_ID].decode()


def row_counts(accepted: int, quarantined: int) -> dict[str, int]:
    """Return the counts of a return's rows as its own file holds them."""
    return {
        "rows_read": accepted + quarantined,
        "rows_accepted": accepted,
        "rows_quarantined": quarantined,
    }


@cache
def _empty(schema: pa.Schema, key_id: str | None) -> bytes:
    """Return what a file without rows holds: most returns have two of them."""
    content = io.BytesIO()
    _write(content, schema.empty_table(), key_id)
    return content.getvalue()


def _write(file: BinaryIO, table: pa.Table, key_id: str | None = None) -> None:
    writer = pq.ParquetWriter(
        file,
        table.schema,
        compression="zstd" if table.nbytes > WORTH_COMPRESSING else "none",
        compression_level=1 if table.nbytes > WORTH_COMPRESSING else None,
        store_schema=False,
    )
    with writer:
        writer.write_table(table)
        if key_id:
            writer.add_key_value_metadata({_KEY_ID: key_id})
