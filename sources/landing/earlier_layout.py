"""The landing area's earlier layout: what was landed is never changed, so it is read as it is.

Its submissions lie in `receipts`, its rejected originals in `.refused`, and some files, columns and
codes had other names.
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pyarrow as pa

from core.project import REFERENCE
from core.workspace import Workspace
from sources.contract.landed_schemas import EARLIER_NAMES

_FILES = {"quarantined.parquet": "held_out.parquet", "issues.parquet": "findings.parquet"}
_CODE_COLUMNS = ("outcome", "code")


def earlier_submissions(workspace: Workspace) -> Path:
    """Return the folder of the records of files that were landed in the earlier layout."""
    return workspace.landing / "receipts"


def earlier_rejected(workspace: Workspace) -> Path:
    """Return the folder of the originals that were rejected in the earlier layout."""
    return workspace.inbox / ".refused"


def landed_file(folder: Path, name: str) -> Path:
    """Return the path of a return's file, under its earlier name where it has that one."""
    earlier = folder / _FILES.get(name, name)
    return earlier if earlier.exists() else folder / name


def landed_name(table: pa.Table, name: str) -> str:
    """Return what a column of a landed table is called in it."""
    return name if name in table.column_names else EARLIER_NAMES[name]


def with_todays_names(table: pa.Table) -> pa.Table:
    """Return a landed table with the names and codes of today."""
    todays = {earlier: name for name, earlier in EARLIER_NAMES.items()}
    table = table.rename_columns([todays.get(name, name) for name in table.column_names])
    for position, name in enumerate(table.column_names):
        if name in _CODE_COLUMNS:
            codes = [_codes().get(code, code) for code in table[name].to_pylist()]
            table = table.set_column(position, name, pa.array(codes, pa.string()))
    return table


@cache
def _codes() -> Mapping[str | None, str]:
    """Return what each earlier code is called today."""
    with (REFERENCE / "earlier_codes.csv").open(encoding="utf-8", newline="") as stream:
        return {row["earlier_code"]: row["code"] for row in csv.DictReader(stream)}
