"""A new warehouse, built by dbt beside the old one and put in its place when every test passed."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from core.atomic_files import make_folder, replace_file
from core.dbt_environment import dbt_environment
from core.project import DBT_PROJECT
from core.workspace import Workspace
from orchestration.building.build_scope import NOTHING, BuildScope, copy_kept, scope_of
from orchestration.building.dbt_build import run_dbt_build
from orchestration.building.dbt_results import BuiltNode
from orchestration.building.fingerprints import Fingerprint, fingerprint_file, is_current
from orchestration.building.spark.spark_build import SparkFolders, bring_tables, run_spark_build
from orchestration.building.spark.spark_environment import SparkMissing, SparkSettings
from orchestration.jobs.audit_log import AuditLog
from orchestration.jobs.orphans import remove_orphans
from orchestration.landed.readable_landing import unreadable_returns
from sources.contract.schema import load_contracts
from sources.landing.landed_files import write_schemas

BUILDS = ".build"
"""The folder under DAW_HOME where dbt works, and where it leaves what it compiled."""

PROJECT = DBT_PROJECT
BUILD = ("build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "exposure")
"""Unit tests belong to the project's own tests, and for an exposure there is nothing to be done."""


class BuildFailed(Exception):
    """The build stopped; the message names each model and test that failed, and rows of it.

    `nodes` is what dbt came to.
    """

    def __init__(self, message: str, nodes: Sequence[BuiltNode] = ()) -> None:
        """Say what failed."""
        super().__init__(message)
        self.nodes = nodes


@dataclass(frozen=True)
class BuiltWarehouse:
    """A new warehouse: the seeds, models and tests that were made anew, and why those."""

    nodes: tuple[BuiltNode, ...]
    scope: BuildScope


@dataclass(frozen=True)
class Build:
    """Where dbt works for one workspace.

    The paths are the same for every build, and so are the settings that `set_environment` makes of
    them: dbt parses all of its files anew when one of these differs from the last time.
    """

    builds: Path
    made_of: Fingerprint | None = None

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

    @property
    def spark(self) -> SparkFolders:
        """The folders of a build on Spark."""
        return SparkFolders(self.folder / "spark", self.builds / "spark")

    def arguments(self, *command: str, target: Path | None = None) -> list[str]:
        """Return the words after `dbt` that run a command on this build.

        `target` is where dbt keeps what it parsed and compiled, where that is another folder.
        """
        target = target or self.target
        return [
            *command,
            *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
            *("--target-path", str(target), "--log-path", str(target / "logs")),
        ]


@contextmanager
def new_warehouse(workspace: Workspace) -> Iterator[Build]:
    """Yield a build to run dbt in; its file becomes the warehouse when the block ends well.

    It waits while another run lands, erases, wraps pseudonyms or builds: what is read is of one
    moment. Raises BuildFailed with what failed. Whatever happens, readers see the old warehouse or
    the new one, and no half-built file stays.
    """
    with workspace.landing_lock():
        if unreadable := unreadable_returns(workspace):
            raise BuildFailed(
                "This version cannot read what is loaded; see daw upgrade --check.\n"
                + "\n".join(unreadable)
            )
        write_schemas(workspace, load_contracts())
        made_of = Fingerprint.of(workspace)
        build = Build(workspace.root / BUILDS, made_of)
        make_folder(build.builds)
        remove_orphans(build.folder, build.target)
        remove_orphans(build.folder, build.spark.target)
        build.folder.mkdir(mode=0o700)
        set_environment(workspace, build)
        try:
            yield build
            fingerprint_file(workspace).unlink(
                missing_ok=True
            )  # a kill leaves none, not a wrong one
            replace_file(build.file, workspace.warehouse)
            _keep_spark_tables(workspace, build)
            made_of.write(workspace)
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
        "DAW_LANDING": _as_location(workspace.landing),
        "DAW_BUILD_FILE": str(build.file),
        **dbt_environment(build.builds / "county"),
        "DAW_PREVIOUS_WAREHOUSE": str(workspace.warehouse) if compares else "",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }


def _as_location(path: Path) -> str:
    """Return a folder as dbt-duckdb takes it within a quoted pattern of DuckDB.

    dbt-duckdb fills what stands in braces; DuckDB's patterns know `*` and brackets. What
    else they read is refused where the folder is named (core/workspace.py).
    """
    literal = re.sub(r"([*\[])", r"[\1]", str(path))
    return literal.replace("{", "{{").replace("}", "}}")


def _can_be_compared(warehouse: Path) -> bool:
    """Return whether the warehouse is there and names submissions as this code does."""
    if not warehouse.exists():
        return False
    with duckdb.connect(warehouse, read_only=True) as opened:
        found = opened.execute(
            "select count(*) from duckdb_columns() where schema_name = 'quality' "
            "and table_name = 'returns' and column_name = 'submission_id'"
        ).fetchone()
    return found != (0,)


def build_warehouse(
    workspace: Workspace,
    on_node: Callable[[str], None] = lambda name: None,
    *,
    manifest: Path | None = None,
) -> BuiltWarehouse:
    """Build a new warehouse and return what was made anew, and why so much.

    `on_node` is told the name of each seed, model and test as it ends. With dbt's current manifest,
    only what can have changed is built, where that is known; else all. Raises BuildFailed.
    """
    if manifest is not None and is_current(workspace):
        return BuiltWarehouse((), NOTHING)
    with new_warehouse(workspace) as build:
        scope = BuildScope("that was asked for")
        if manifest is not None and build.made_of is not None:
            scope = scope_of(workspace, build.made_of, manifest)
        copy_kept(scope, workspace.warehouse, build.file)
        nodes, stopped = run_dbt_build(build.arguments(*BUILD, *scope.words), build.file, on_node)
        if stopped is not None:
            raise BuildFailed(stopped, nodes)
        return BuiltWarehouse(tuple(nodes), scope)


def build_on_spark(
    workspace: Workspace, on_node: Callable[[str], None] = lambda name: None
) -> BuiltWarehouse:
    """Build a new warehouse on Spark, all of it, and return what was made.

    Facts stay on Spark; measures, quality and dimensions are brought into the file, beside the
    seeds, which DuckDB reads itself. Raises BuildFailed.
    """
    try:
        settings = SparkSettings.from_environment()
    except SparkMissing as missing:
        raise BuildFailed(str(missing)) from None
    with new_warehouse(workspace) as build:
        words = build.arguments(*BUILD, "--target", "spark", target=build.spark.target)
        nodes, stopped = run_spark_build(settings, build.spark, words, workspace.landing, on_node)
        if stopped is None:
            set_environment(workspace, build)  # dbt has written over the seeds it was shown
            _, stopped = run_dbt_build(build.arguments("seed"), build.file, lambda name: None)
        if stopped is not None:
            raise BuildFailed(stopped, nodes)
        bring_tables(build.spark, build.file)
        return BuiltWarehouse(tuple(nodes), BuildScope("that was asked for"))


def _keep_spark_tables(workspace: Workspace, build: Build) -> None:
    """Keep the tables of Spark that belong to the new warehouse, and none of an earlier one."""
    shutil.rmtree(workspace.spark_tables, ignore_errors=True)
    if build.spark.tables.exists():
        build.spark.tables.replace(workspace.spark_tables)


def row_counts(warehouse: Path) -> dict[tuple[str, str], int]:
    """Return how many rows each table has, by schema and name."""
    with duckdb.connect(warehouse, read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()")
        return {
            table: connection.table(".".join(f'"{name}"' for name in table)).shape[0]
            for table in tables.fetchall()
        }
