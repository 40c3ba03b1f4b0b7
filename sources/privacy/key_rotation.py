"""The keys in use, and how a new one comes in: every stored pseudonym is wrapped in it."""

import logging
from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq

from core.atomic_files import sync_folder
from core.workspace import Workspace
from sources.contract.schema import Contract
from sources.landing.earlier_layout import earlier_submissions, landed_file
from sources.landing.landed_files import (
    QUARANTINED,
    ROWS,
    key_id_of,
    remove_orphans,
    return_folders,
    write_table,
)
from sources.landing.submissions import Submission, change_key_id, landed_submissions
from sources.privacy.pseudonyms import Keys, PseudonymKeyError, load_keys, make_keys, save_keys

_logger = logging.getLogger(__name__)


def keys_in_use(
    workspace: Workspace, contracts: Mapping[str, Contract]
) -> tuple[Keys, list[Submission]]:
    """Return the keys that made what is landed, or new ones where nothing is, and what is landed.

    First removes what a killed run began, and finishes a rotation that was killed. Raises
    PseudonymKeyError when the key file is missing or is another than that of the landing area.
    The caller holds the landing area.
    """
    remove_orphans(workspace)
    for part in workspace.key_file.parent.glob(f".{workspace.key_file.name}*.part"):
        part.unlink()
    if _next_key_file(workspace).exists():
        _wrap_landing(workspace, contracts, load_keys(_next_key_file(workspace)))
    landed = landed_submissions(workspace)
    key_ids = {submission.key_id for submission in landed}
    if not workspace.key_file.exists() and not key_ids:
        _logger.warning(
            "A new pseudonym key was made in %s. Keep a copy of it in a safe place: without it new "
            "returns cannot be matched with those already loaded.",
            workspace.key_file,
        )
        return make_keys(workspace.key_file), landed
    keys = load_keys(workspace.key_file)
    if key_ids - {keys.key_id}:
        raise PseudonymKeyError(
            f"The key file {workspace.key_file} is not the one that made the pseudonyms in the "
            "landing area. Put the right one back; nothing was changed."
        )
    return keys, landed


def rotate(workspace: Workspace, contracts: Mapping[str, Contract]) -> str:
    """Wrap every stored pseudonym in a new key, and return the id of the keys with it.

    A rotation that was killed is finished by the next landing, erasure or rotation.
    """
    with workspace.landing_lock():
        workspace.prepare()
        keys = keys_in_use(workspace, contracts)[0].with_new()
        save_keys(_next_key_file(workspace), keys)
        _wrap_landing(workspace, contracts, keys)
        return keys.key_id


def identifier_columns(contract: Contract) -> dict[str, str]:
    """Return the person columns of an extract, each with its kind of identifier."""
    return {
        name: column.identifier_kind
        for name, column in contract.columns.items()
        if column.privacy == "pseudonymise"
    }


def _next_key_file(workspace: Workspace) -> Path:
    """Return where the keys lie while what is landed is wrapped in the newest of them."""
    return workspace.key_file.with_name(f"{workspace.key_file.name}.next")


def _wrap_landing(workspace: Workspace, contracts: Mapping[str, Contract], keys: Keys) -> None:
    """Wrap each table that is not yet wrapped, then put the new keys in place of the old."""
    for folder in return_folders(workspace):
        for name in (ROWS, QUARANTINED):
            path = landed_file(folder, name)
            if key_id_of(path) != keys.key_id:
                _wrap_table(path, contracts[folder.parent.name], keys)
    for submission in landed_submissions(workspace):
        if submission.key_id != keys.key_id:
            change_key_id(workspace, submission.submission_id, keys.key_id)
    for folder in (workspace.submissions, earlier_submissions(workspace)):
        if folder.exists():
            sync_folder(folder)
    _next_key_file(workspace).replace(workspace.key_file)
    sync_folder(workspace.key_file.parent)


def _wrap_table(path: Path, contract: Contract, keys: Keys) -> None:
    table = pq.read_table(path)
    for name in identifier_columns(contract).keys() & set(table.column_names):
        wrapped = keys.wrap(table[name].combine_chunks())
        table = table.set_column(table.column_names.index(name), name, wrapped)
    write_table(path, table, keys.key_id)
