"""What a build makes anew: all of it, or only what rests on what is landed.

dbt's selection is safe where nothing but landing has changed: what does not rest on a landed file
has the same SQL, the same seeds and the same settings as when the last warehouse was built, and its
tests passed then. No finer choice would be: one new return may supersede another, which decides
which rows of all extracts count.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from core.workspace import Workspace
from orchestration.building.fingerprints import Fingerprint

LANDED = "source:landing+"
"""dbt's words for what rests on a landed file."""

_CHANGED = {
    "code": "the code has changed",
    "seeds": "the reference data has changed",
    "settings": "the settings have changed",
}


@dataclass(frozen=True)
class BuildScope:
    """What is built and why; `kept` names the tables, with their schema, that stay as they are."""

    reason: str
    kept: tuple[tuple[str, str], ...] = ()
    is_needed: bool = True

    @property
    def words(self) -> Sequence[str]:
        """What is added to dbt's words."""
        return ("--select", LANDED) if self.kept else ()

    def __str__(self) -> str:
        built = "What is based on the returns" if self.kept else "Everything"
        return f"{built if self.is_needed else 'Nothing'} was built, because {self.reason}."


NOTHING = BuildScope("nothing has changed since the last time", is_needed=False)


def scope_of(workspace: Workspace, now: Fingerprint, manifest: Path) -> BuildScope:
    """Return what a build of what `now` describes has to make; `manifest` is dbt's, and current."""
    if workspace.erasure_mark.exists():
        return BuildScope("people were erased")
    earlier = Fingerprint.read(workspace)
    if earlier is None:
        return BuildScope("it is not known what the last warehouse was made of")
    changed = now.changed_since(earlier)
    for kind, reason in _CHANGED.items():
        if kind in changed:
            return BuildScope(reason)
    return BuildScope("nothing but the returns has changed", _kept_tables(manifest))


def copy_kept(scope: BuildScope, warehouse: Path, file: Path) -> None:
    """Put the kept tables of the last warehouse into the new file, with their constraints."""
    if not scope.kept:
        return
    with duckdb.connect(file) as connection:
        named = str(warehouse).replace("'", "''")
        connection.execute(f"attach '{named}' as earlier (read_only)")
        made = "select sql from duckdb_tables() where database_name = 'earlier'"
        for schema, table in scope.kept:
            connection.execute(f'create schema if not exists "{schema}"')
            found = f"{made} and schema_name = ? and table_name = ?"
            (sql,) = connection.execute(found, [schema, table]).fetchone() or ("",)
            connection.execute(sql)
            name = f'"{schema}"."{table}"'
            connection.execute(f"insert into {name} from earlier.{name}")


def _kept_tables(manifest: Path) -> tuple[tuple[str, str], ...]:
    """Return the seeds and models that rest on no source."""
    told = json.loads(manifest.read_bytes())
    nodes, children = told["nodes"], told["child_map"]
    landed: set[str] = set()
    waiting = list(told["sources"])
    while waiting:
        if (name := waiting.pop()) not in landed:
            landed.add(name)
            waiting += children.get(name, ())
    return tuple(
        (node["schema"], node["alias"])
        for name, node in sorted(nodes.items())
        if node["resource_type"] in {"seed", "model"} and name not in landed
    )
