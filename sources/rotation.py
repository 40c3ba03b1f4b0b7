"""The keys in use, and how a new one comes in: every stored pseudonym is wrapped in it."""

import logging
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sources.contract import Contract
from sources.home import Home, sync_folder
from sources.landing import (
    RECEIPT_SCHEMA,
    key_id_of,
    landed_receipts,
    receipt_path,
    remove_leftovers,
    return_folders,
    write_table,
)
from sources.pseudonym import KeyFault, Keys, load_keys, make_keys, save_keys

_logger = logging.getLogger(__name__)


def keys_in_use(home: Home, contracts: Mapping[str, Contract]) -> Keys:
    """The keys that made what is landed, or new ones where nothing is landed yet.

    First removes what a killed run began, and finishes a rotation that was killed. Raises KeyFault
    when the key file is missing or is another than that of the landing area. The caller holds the
    landing area.
    """
    remove_leftovers(home)
    for part in home.key_file.parent.glob(f".{home.key_file.name}*.part"):
        part.unlink()
    coming = _coming(home)
    if coming.exists():
        _wrap_landing(home, contracts, load_keys(coming))
    key_ids = {row["key_id"] for row in landed_receipts(home)}
    if not home.key_file.exists() and not key_ids:
        _logger.warning(
            "A new pseudonym key was made in %s. Keep a copy of it in a safe place: without it new "
            "returns cannot be matched with those already landed.",
            home.key_file,
        )
        return make_keys(home.key_file)
    keys = load_keys(home.key_file)
    if key_ids - {keys.key_id}:
        raise KeyFault(
            f"The key file {home.key_file} is not the one that made the pseudonyms in the landing "
            "area. Put the right one back; nothing was changed."
        )
    return keys


def rotate(home: Home, contracts: Mapping[str, Contract]) -> str:
    """The id of the keys with a new one, once every stored pseudonym is wrapped in it.

    A rotation that was killed is finished by the next landing, erasure or rotation.
    """
    with home.landing_lock():
        home.prepare()
        keys = keys_in_use(home, contracts).with_new()
        save_keys(_coming(home), keys)
        _wrap_landing(home, contracts, keys)
        return keys.key_id


def identifier_columns(contract: Contract) -> dict[str, str]:
    """The person columns of an extract, each with its kind of identifier."""
    return {
        name: column.identifier_kind
        for name, column in contract.columns.items()
        if column.care == "person"
    }


def _coming(home: Home) -> Path:
    """Where the keys lie while what is landed is wrapped in the newest of them."""
    return home.key_file.with_name(f"{home.key_file.name}.next")


def _wrap_landing(home: Home, contracts: Mapping[str, Contract], keys: Keys) -> None:
    """Wraps each table that is not yet wrapped, then puts the new keys in place of the old."""
    for folder in return_folders(home):
        for name in ("rows.parquet", "held_out.parquet"):
            if key_id_of(folder / name) != keys.key_id:
                _wrap_table(folder / name, contracts[folder.parent.name], keys)
    for row in landed_receipts(home):
        if row["key_id"] != keys.key_id:
            table = pa.Table.from_pylist([{**row, "key_id": keys.key_id}], RECEIPT_SCHEMA)
            write_table(receipt_path(home, row["receipt_id"]), table)
    sync_folder(home.receipts)
    _coming(home).replace(home.key_file)
    sync_folder(home.key_file.parent)


def _wrap_table(path: Path, contract: Contract, keys: Keys) -> None:
    table = pq.read_table(path)
    for name in identifier_columns(contract):
        wrapped = keys.wrap(table[name].combine_chunks())
        table = table.set_column(table.column_names.index(name), name, wrapped)
    write_table(path, table, keys.key_id)
