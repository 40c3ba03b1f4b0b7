"""What is taken away again: a person out of what is landed, and originals that are too old."""

import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import reduce
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.atomic_files import sync_folder, write_whole
from core.workspace import Workspace
from sources.contract.normalise import fold_identifier
from sources.contract.schema import Contract, contracts_of
from sources.landing.store import RETURN_SCHEMA, landed_receipts, return_folders, write_table
from sources.privacy.key_rotation import identifier_columns, keys_in_use


def erase(
    workspace: Workspace, contracts: Mapping[str, Contract], agency: str, identifiers: Sequence[str]
) -> int:
    """How many landed rows were taken out: those with one of the agency's identifiers.

    Every kind of identifier of the agency is tried. Originals are not touched: `purge` removes
    them. It may be repeated at will; one that was killed is finished by repeating it.
    """
    with workspace.landing_lock():
        workspace.prepare()
        keys = keys_in_use(workspace, contracts)
        write_whole(workspace.erasure_mark, b"")
        sync_folder(workspace.root)
        own = contracts_of(agency, dict(contracts))
        folded = [fold_identifier(each) for each in identifiers]
        persons = pa.array(folded, pa.string()).dictionary_encode()
        wanted = {
            kind: keys.pseudonyms(agency, kind, persons)
            for contract in own.values()
            for kind in identifier_columns(contract).values()
        }
        sent = {row["receipt_id"] for row in landed_receipts(workspace) if row["agency"] == agency}
        return sum(
            _erase_from(folder, identifier_columns(own[folder.parent.name]), wanted, keys.key_id)
            for folder in return_folders(workspace)
            if folder.parent.name in own and folder.name.split("-")[0] in sent
        )


def purge(workspace: Workspace, now: datetime | None = None) -> int:
    """How many originals were removed, each with its receipt for the agency, as kept too long.

    An original is as old as its folder, which was last changed when it was moved where it stays.
    """
    before = (now or datetime.now()) - timedelta(days=workspace.keep_originals_days)  # noqa: DTZ005
    with workspace.landing_lock():
        folders = [
            folder
            for end in (workspace.accepted, workspace.refused)
            for folder in end.glob("*/*")
            if folder.stat().st_mtime <= before.timestamp()
        ]
        for folder in folders:
            shutil.rmtree(folder)
        return len(folders)


def _erase_from(
    folder: Path, columns: Mapping[str, str], wanted: Mapping[str, pa.Array], key_id: str
) -> int:
    """How many rows of one return were taken out; its findings and counts follow its rows."""
    if not columns:
        return 0
    taken_out = 0
    left: dict[str, pa.Table] = {}
    for name in ("rows", "held_out"):
        table = pq.read_table(folder / f"{name}.parquet")
        is_person = reduce(
            pc.or_, (pc.is_in(table[name], wanted[kind]) for name, kind in columns.items())
        )
        left[name] = table.filter(pc.invert(is_person))
        if len(left[name]) < len(table):
            taken_out += len(table) - len(left[name])
            write_table(folder / f"{name}.parquet", left[name], key_id)
    _follow(folder, left["rows"], left["held_out"])
    return taken_out


def _follow(folder: Path, rows: pa.Table, held_out: pa.Table) -> None:
    """Makes the findings and the counts of a return those of the rows that are left."""
    place = ["sheet", "row_number"]
    places = pa.concat_tables([rows.select(place), held_out.select(place)])
    findings = pq.read_table(folder / "findings.parquet")
    left = findings.join(places, place, join_type="left semi").sort_by(
        [("sheet", "ascending"), ("row_number", "ascending")]
    )
    if len(left) < len(findings):
        write_table(folder / "findings.parquet", left.select(findings.column_names))
    row = pq.read_table(folder / "return.parquet").to_pylist()[0]
    counts = {
        "rows_read": len(rows) + len(held_out),
        "rows_accepted": len(rows),
        "rows_held_out": len(held_out),
    }
    if any(row[name] != number for name, number in counts.items()):
        table = pa.Table.from_pylist([{**row, **counts}], RETURN_SCHEMA)
        write_table(folder / "return.parquet", table)
