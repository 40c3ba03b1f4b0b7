"""Whether this code can read all that is landed: an older landing area, or one of a newer version.

Columns that a return was landed without are empty, so a contract may gain columns. A column whose
type has changed, or a return that no contract describes, would stop the build or be lost unseen.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from core.workspace import Workspace
from sources.contract.landed_schemas import EARLIER_NAMES, arrow_schema, rows_of
from sources.contract.schema import Contract, load_contracts
from sources.landing.landed_files import ROWS, return_folders, submission_of, submission_paths


def unreadable_returns(workspace: Workspace) -> list[str]:
    """Return a line for each thing in the landing area that this code cannot read, each once."""
    if not workspace.landing.is_dir():
        return []
    contracts = load_contracts()
    landed = {path.stem for paths in submission_paths(workspace) for path in paths}
    folders = (each for each in return_folders(workspace) if submission_of(each) in landed)
    return sorted({line for folder in folders for line in _faults(folder, contracts)})


def _faults(folder: Path, contracts: Mapping[str, Contract]) -> Iterator[str]:
    extract = folder.parent.name
    contract = contracts.get(extract)
    if contract is None:
        yield f"{extract}: no contract describes these returns"
        return
    try:
        found = pq.read_schema(folder / ROWS)
    except (OSError, pa.ArrowInvalid):
        yield f"{extract}: {folder.name} cannot be read"
        return
    known = arrow_schema(rows_of(contract))
    todays = {earlier: name for name, earlier in EARLIER_NAMES.items()}
    for column in found:
        name = todays.get(column.name, column.name)
        if name not in known.names:
            yield f"{extract}: no contract has the column {name}"
        elif column.type != (wanted := known.field(name).type):
            yield f"{extract}: {name} is {column.type}, and the contract has {wanted}"
