"""One build on Spark, from this side: what it is told, what came of it, what is brought back.

docs/scale.md#spark says what lies where.
"""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from core.project import ROOT
from orchestration.building.dbt_build import raising_signals
from orchestration.building.dbt_results import BuiltNode
from orchestration.building.spark.brought_tables import brought_tables
from orchestration.building.spark.spark_environment import SparkSettings
from sources.contract.landed_schemas import landed_tables
from sources.contract.schema import load_contracts

COMPARED = (("measures", "measure_values"), ("quality", "returns"))
"""The tables of the last warehouse that a build compares its own with."""

_TYPES = {
    pa.string(): "string",
    pa.bool_(): "boolean",
    pa.int32(): "int",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.date32(): "date",
    pa.timestamp("us"): "timestamp_ntz",
    pa.list_(pa.string()): "array<string>",
}


@dataclass(frozen=True)
class SparkFolders:
    """Where a build works: `run` holds what is gone afterwards but the tables, `target` dbt's own.

    `tables` is where a server on this computer keeps its tables.
    """

    run: Path
    target: Path

    @property
    def tables(self) -> Path:
        return self.run / "tables"

    @property
    def brought(self) -> Path:
        return self.run / "brought"

    @property
    def manifest(self) -> Path:
        return self.target / "manifest.json"


def run_spark_build(
    settings: SparkSettings,
    folders: SparkFolders,
    words: Sequence[str],
    landing: Path,
    on_node: Callable[[str], None],
) -> tuple[list[BuiltNode], str | None]:
    """Run dbt's `words` on Spark; return its nodes, and why it did not end well.

    That is None where it did; then the tables to bring lie in their folder.
    """
    for folder in (folders.run, folders.brought, folders.target):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    outcome = folders.run / "outcome.json"
    request = {
        "remote": settings.remote,
        "memory": settings.memory,
        "server": _server_settings(),
        "landing": settings.landing or _escaped(str(landing)),
        "landed": {
            table.name: {
                "files": table.files,
                "columns": [(column.name, _TYPES[column.type]) for column in table.columns],
            }
            for table in landed_tables(load_contracts())
        },
        "previous": dict(_previous_tables(folders.run)),
        "dbt": list(words),
        "manifest": str(folders.manifest),
        "also": _read_by_forms(),
        "brought": str(folders.brought),
        "outcome": str(outcome),
    }
    told = folders.run / "request.json"
    told.write_text(json.dumps(request))
    command: list[Path | str] = [
        settings.python,
        "-m",
        "orchestration.building.spark.run_on_spark",
        told,
    ]
    command.append(folders.target)  # by which what is left of a killed build is found, as dbt is
    with tempfile.TemporaryFile() as errors, _running(command, errors) as process:
        assert process.stdout
        for line in process.stdout:
            on_node(line.decode().strip())
        process.wait()
        if not outcome.exists():
            errors.seek(0)
            return [], "Spark's process failed.\n" + errors.read().decode(errors="replace")
    ended = json.loads(outcome.read_text())
    return [BuiltNode(**node) for node in ended["nodes"]], ended["stopped"]


def bring_tables(folders: SparkFolders, file: Path) -> None:
    """Put the brought tables into the warehouse's file, with the constraints of their contracts."""
    manifest = json.loads(folders.manifest.read_bytes())
    with duckdb.connect(file) as connection:
        for table in brought_tables(manifest, _read_by_forms()):
            rows = str(folders.brought / table.file)
            connection.execute(f'create schema if not exists "{table.schema}"')
            name = f'"{table.schema}"."{table.name}"'
            if not table.columns:
                made = f"create table {name} as from read_parquet(?)"
                connection.execute(made, [rows])
                continue
            columns = ", ".join(
                f'"{column}" {kind}{"" if is_optional else " not null"}'
                for column, kind, is_optional in table.columns
            )
            connection.execute(f"create table {name} ({columns})")
            connection.execute(f"insert into {name} by name from read_parquet(?)", [rows])


def _previous_tables(folder: Path) -> Iterator[tuple[str, str]]:
    """Write what is compared of the last warehouse; yield the view's name and the file of each."""
    warehouse = os.environ.get("DAW_PREVIOUS_WAREHOUSE")
    if not warehouse:
        return
    with duckdb.connect(warehouse, read_only=True) as connection:
        for schema, table in COMPARED:
            file = folder / f"previous_{table}.parquet"
            connection.table(f'"{schema}"."{table}"').write_parquet(str(file))
            yield f"previous_{table}", str(file)


def _server_settings() -> dict[str, str]:
    """Return what suits a server on this computer."""
    cores = len(os.sched_getaffinity(0))
    return {"spark.master": f"local[{cores}]", "spark.sql.shuffle.partitions": str(cores)}


def _read_by_forms() -> list[str]:
    """Return the staging models that blank workbooks take the last answers from."""
    return [f"stg_{name}" for name, each in load_contracts().items() if each.form_rows]


def _escaped(path: str) -> str:
    """Return a path that Hadoop takes as it is, though it knows patterns."""
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", path)


@contextmanager
def _running(command: Sequence[Path | str], errors: Any) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the process of the build; whatever happens, it and its server have ended afterwards.

    Where this process is killed, its end closes the other's standard input, which ends it.
    """
    with (
        raising_signals(),
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONNOUSERSITE": "1"},
            start_new_session=True,
            umask=0o077,
        ) as process,
    ):
        try:
            yield process
        finally:
            assert process.stdin
            process.stdin.close()
