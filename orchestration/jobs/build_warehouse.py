"""A new warehouse, built by dbt beside the old one and put in its place when every test passed."""

import gc
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import inspect

from core.atomic_files import make_folder, replace_file
from core.connections import connection
from core.dbt_environment import dbt_environment
from core.project import DBT_PROJECT
from core.workspace import Workspace
from orchestration.jobs.audit_log import AuditLog
from orchestration.jobs.orphans import remove_orphans
from sources.contract.schema import load_contracts
from sources.landing.landed_files import write_schemas

BUILDS = ".build"
"""The folder under DAW_HOME where dbt works, and where it leaves what it compiled."""

PROJECT = DBT_PROJECT
ROWS_SHOWN = 5
BUILD = ("build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "exposure")
"""Unit tests belong to the project's own tests, and for an exposure there is nothing to be done."""


class BuildFailed(Exception):
    """The build stopped; the message names each model and test that failed, and rows of it."""


@dataclass(frozen=True)
class Build:
    """Where dbt works for one workspace.

    The paths are the same for every build, and so are the settings that `set_environment` makes of
    them: dbt parses all of its files anew when one of these differs from the last time.
    """

    builds: Path

    @property
    def folder(self) -> Path:
        """The folder that holds nothing but the file of a build under way."""
        return self.builds / "run"

    @property
    def file(self) -> Path:
        """The file that dbt writes."""
        return self.folder / "warehouse.duckdb"

    @property
    def target(self) -> Path:
        """The folder in which dbt keeps what it parsed and compiled."""
        return self.builds / "target"

    def arguments(self, *command: str) -> list[str]:
        """Return the words after `dbt` that run a command on this build."""
        return [
            *command,
            *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
            *("--target-path", str(self.target), "--log-path", str(self.target / "logs")),
        ]


@contextmanager
def new_warehouse(workspace: Workspace) -> Iterator[Build]:
    """Yield a build to run dbt in; its file becomes the warehouse when the block ends well.

    It waits while another run lands, erases, wraps pseudonyms or builds: what is read is of one
    moment. Raises BuildFailed with what failed. Whatever happens, readers see the old warehouse or
    the new one, and no half-built file stays.
    """
    with workspace.landing_lock():
        build = Build(workspace.root / BUILDS)
        make_folder(build.builds)
        remove_orphans(build.folder, build.target)
        build.folder.mkdir(mode=0o700)
        write_schemas(workspace, load_contracts())
        set_environment(workspace, build)
        try:
            yield build
            replace_file(build.file, workspace.warehouse)
            workspace.erasure_mark.unlink(missing_ok=True)
            AuditLog(workspace.root).record("build")
        finally:
            shutil.rmtree(build.folder, ignore_errors=True)


def set_environment(workspace: Workspace, build: Build) -> None:
    """Tell dbt, through the environment, where to read landing and which file to write.

    After an erasure the new warehouse is compared with none: what changed between the old one and
    it is what was erased. Nor is it with one of an earlier layout: it has other measures.
    """
    compares = not workspace.erasure_mark.exists() and _can_be_compared(workspace.warehouse)
    os.environ |= {
        "DAW_LANDING": str(workspace.landing),
        "DAW_BUILD_FILE": str(build.file),
        **dbt_environment(build.builds / "county"),
        "DAW_PREVIOUS_WAREHOUSE": str(workspace.warehouse) if compares else "",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }


def _can_be_compared(warehouse: Path) -> bool:
    """Return whether the warehouse is there and names submissions as this code does."""
    if not warehouse.exists():
        return False
    with connection(warehouse) as opened:
        tables = inspect(opened)
        return tables.has_table("returns", schema="quality") and any(
            column["name"] == "submission_id"
            for column in tables.get_columns("returns", schema="quality")
        )


def build_warehouse(
    workspace: Workspace, on_node: Callable[[str], None] = lambda name: None
) -> int:
    """Build a new warehouse and return the number of models, seeds and tests that passed.

    `on_node` is told the name of each as it ends. Raises BuildFailed.
    """
    from dbt.cli.main import dbtRunner

    def listen(event: Any) -> None:
        if event.info.name in {"LogModelResult", "LogTestResult", "LogSeedResult"}:
            on_node(event.data.node_info.node_name)

    with new_warehouse(workspace) as build, _rare_collection():
        outcome = dbtRunner(callbacks=[listen]).invoke(
            [*build.arguments(*BUILD), "--log-level", "none"]
        )
        _let_go_of_file()
        if not outcome.success:
            raise BuildFailed(what_failed(build) or str(outcome.exception))
        return len(outcome.result.results)  # type: ignore[union-attr]


@contextmanager
def _rare_collection() -> Iterator[None]:
    """Collect garbage rarely: what dbt allocates mostly lives until it ends, and is walked in vain.

    Saves an eighth of a build's processor time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _let_go_of_file() -> None:
    """Close the file that dbt wrote; left to itself dbt holds it until the process ends."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager as Manager

    if Manager._ENV is not None:
        Manager.env().close()
    Manager.close_all_connections()


def row_counts(build: Build) -> dict[tuple[str, str], int]:
    """Return how many rows each table of the file has that dbt has written, by schema and name."""
    if not build.file.exists():
        return {}
    with duckdb.connect(build.file, read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()")
        return {
            table: connection.table(".".join(f'"{name}"' for name in table)).shape[0]
            for table in tables.fetchall()
        }


def what_failed(build: Build) -> str:
    """Return the models and tests of the last run that failed, with rows; empty when none did."""
    results = build.target / "run_results.json"
    if not results.exists():
        return ""
    lines: list[str] = []
    for node in json.loads(results.read_text())["results"]:
        if node["status"] in {"error", "fail", "runtime error"}:
            kind, _, name = node["unique_id"].split(".", 2)
            lines.append(f"{kind} {name}: {node['message']}")
            if kind == "test" and node["status"] == "fail":
                lines += _failing_rows(build.file, node.get("compiled_code") or "")
    return "\n".join(lines)


def _failing_rows(file: Path, query: str) -> list[str]:
    """Return some rows that a test found, as text; the warehouse holds pseudonyms only."""
    if not query or not file.exists():
        return []
    with duckdb.connect(file, read_only=True) as connection:
        rows = connection.execute(f"select * from ({query}) limit {ROWS_SHOWN}")  # noqa: S608
        names = [column[0] for column in rows.description or ()]
        return [
            "    " + ", ".join(f"{name}={value}" for name, value in zip(names, row, strict=True))
            for row in rows.fetchall()
        ]
