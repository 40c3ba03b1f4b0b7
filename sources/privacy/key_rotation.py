"""The keys in use, and how a new one comes in: every stored pseudonym is wrapped in it."""

import logging
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from core.atomic_files import sync_folder
from core.workspace import Workspace
from sources.contract.schema import Contract
from sources.landing.store import (
    RECEIPT_SCHEMA,
    key_id_of,
    landed_receipts,
    receipt_path,
    remove_leftovers,
    return_folders,
    write_table,
)
from sources.privacy.pseudonyms import Keys, PseudonymKeyError, load_keys, make_keys, save_keys

_logger = logging.getLogger(__name__)


def keys_in_use(workspace: Workspace, contracts: Mapping[str, Contract]) -> Keys:
    """The keys that made what is landed, or new ones where nothing is landed yet.

    First removes what a killed run began, and finishes a rotation that was killed. Raises PseudonymKeyError
    when the key file is missing or is another than that of the landing area. The caller holds the
    landing area.
    """
    remove_leftovers(workspace)
    for part in workspace.key_file.parent.glob(f".{workspace.key_file.name}*.part"):
        part.unlink()
    coming = _coming(workspace)
    if coming.exists():
        _wrap_landing(workspace, contracts, load_keys(coming))
    key_ids = {row["key_id"] for row in landed_receipts(workspace)}
    if not workspace.key_file.exists() and not key_ids:
        _logger.warning(
            "A new pseudonym key was made in %s. Keep a copy of it in a safe place: without it new "
            "returns cannot be matched with those already landed.",
            workspace.key_file,
        )
        return make_keys(workspace.key_file)
    keys = load_keys(workspace.key_file)
    if key_ids - {keys.key_id}:
        raise PseudonymKeyError(
            f"The key file {workspace.key_file} is not the one that made the pseudonyms in the landing "
            "area. Put the right one back; nothing was changed."
        )
    return keys


def rotate(workspace: Workspace, contracts: Mapping[str, Contract]) -> str:
    """The id of the keys with a new one, once every stored pseudonym is wrapped in it.

    A rotation that was killed is finished by the next landing, erasure or rotation.
    """
    with workspace.landing_lock():
        workspace.prepare()
        keys = keys_in_use(workspace, contracts).with_new()
        save_keys(_coming(workspace), keys)
        _wrap_landing(workspace, contracts, keys)
        return keys.key_id


def identifier_columns(contract: Contract) -> dict[str, str]:
    """The person columns of an extract, each with its kind of identifier."""
    return {
        name: column.identifier_kind
        for name, column in contract.columns.items()
        if column.privacy == "pseudonymise"
    }


def _coming(workspace: Workspace) -> Path:
    """Where the keys lie while what is landed is wrapped in the newest of them."""
    return workspace.key_file.with_name(f"{workspace.key_file.name}.next")


def _wrap_landing(workspace: Workspace, contracts: Mapping[str, Contract], keys: Keys) -> None:
    """Wraps each table that is not yet wrapped, then puts the new keys in place of the old."""
    for folder in return_folders(workspace):
        for name in ("rows.parquet", "held_out.parquet"):
            if key_id_of(folder / name) != keys.key_id:
                _wrap_table(folder / name, contracts[folder.parent.name], keys)
    for row in landed_receipts(workspace):
        if row["key_id"] != keys.key_id:
            table = pa.Table.from_pylist([{**row, "key_id": keys.key_id}], RECEIPT_SCHEMA)
            write_table(receipt_path(workspace, row["receipt_id"]), table)
    sync_folder(workspace.receipts)
    _coming(workspace).replace(workspace.key_file)
    sync_folder(workspace.key_file.parent)


def _wrap_table(path: Path, contract: Contract, keys: Keys) -> None:
    table = pq.read_table(path)
    for name in identifier_columns(contract):
        wrapped = keys.wrap(table[name].combine_chunks())
        table = table.set_column(table.column_names.index(name), name, wrapped)
    write_table(path, table, keys.key_id)
