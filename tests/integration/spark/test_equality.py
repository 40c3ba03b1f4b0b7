"""Spark builds what DuckDB builds of the reference deliveries, row for row, on a local server."""

import os
import select
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from core.project import ROOT
from core.workspace import Workspace
from orchestration.jobs.build_warehouse import build_on_spark, build_warehouse
from tests.support.landing.landed_deliveries import landing_after_each

pytestmark = pytest.mark.spark

COMPARED = ("marts", "measures", "quality")
ON_SPARK = "daw_{}.db/{}/*.parquet"
"""Where Spark keeps a table of a schema, below the workspace's folder for them."""


@pytest.fixture(scope="module")
def workspace(landed_deliveries: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace of all deliveries, whose warehouse is that of all batches but the last."""
    *_, before, last = landing_after_each(landed_deliveries).values()
    workspace = Workspace.at(tmp_path_factory.mktemp("spark") / "a workspace")
    shutil.copytree(before, workspace.landing)
    build_warehouse(workspace)
    shutil.rmtree(workspace.landing)
    shutil.copytree(last, workspace.landing)
    return workspace


@pytest.fixture(scope="module")
def warehouses(workspace: Workspace) -> tuple[Path, Path]:
    """Return the warehouse that DuckDB builds of all deliveries, and the one that Spark builds.

    Both are compared with the warehouse before.
    """
    before, by_duckdb = (workspace.root / f"{name}.duckdb" for name in ("before", "by_duckdb"))
    shutil.copyfile(workspace.warehouse, before)
    build_warehouse(workspace)
    shutil.copyfile(workspace.warehouse, by_duckdb)
    shutil.copyfile(before, workspace.warehouse)
    kinds = {node.kind for node in build_on_spark(workspace).nodes if node.has_passed}
    assert kinds == {"seed", "model", "test"}
    return by_duckdb, workspace.warehouse


def tables_of(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, str]]:
    """Return the schema and name of each table, in order."""
    return connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ? order by all",
        [database],
    ).fetchall()


def columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """Return the name and type of each column of what can be selected from, in order."""
    return [row[:2] for row in connection.execute(f"describe from {table}").fetchall()]


def test_every_table_is_equal(warehouses: tuple[Path, Path], workspace: Workspace) -> None:
    by_duckdb, by_spark = warehouses
    with duckdb.connect() as connection:
        connection.execute(f"attach '{by_duckdb}' as by_duckdb (read_only)")
        connection.execute(f"attach '{by_spark}' as by_spark (read_only)")
        brought = tables_of(connection, "by_spark")
        kept, rows, different = [], 0, {}
        for schema, name in tables_of(connection, "by_duckdb"):
            if schema not in COMPARED:
                continue
            theirs = f"by_spark.{schema}.{name}"
            if (schema, name) not in brought:
                kept.append(name)
                files = workspace.spark_tables / ON_SPARK.format(schema, name)
                theirs = f"read_parquet('{files}')"
            ours = f"by_duckdb.{schema}.{name}"
            assert columns_of(connection, ours) == columns_of(connection, theirs), name
            for one, other in ((ours, theirs), (theirs, ours)):
                query = f"select count(*) from (from {one} except all from {other})"
                (count,) = connection.execute(query).fetchone() or (0,)
                if count:
                    different[name] = count
            rows += connection.table(ours).shape[0]
    assert different == {}
    assert rows > 50_000
    assert kept
    assert all(name.startswith("fct_") for name in kept)


def test_revisions_were_compared(warehouses: tuple[Path, Path]) -> None:
    with duckdb.connect(warehouses[1], read_only=True) as connection:
        assert connection.table("quality.revisions").shape[0] > 0


def test_what_is_read_by_others_is_there_with_its_constraints(
    warehouses: tuple[Path, Path],
) -> None:
    by_duckdb, by_spark = warehouses
    told = []
    for file in (by_duckdb, by_spark):
        with duckdb.connect(file, read_only=True) as connection:
            told.append(
                connection.execute(
                    """
                    select schema_name, table_name, constraint_column_names
                    from duckdb_constraints()
                    where schema_name = 'measures' order by all
                    """
                ).fetchall()
            )
    assert told[0] == told[1] != []
    with duckdb.connect(by_spark, read_only=True) as connection:
        names = {name for _, name in tables_of(connection, by_spark.stem)}
    assert {"fct_homelessness", "stg_plan_progress", "int_progress_awaited", "codes"} <= names


@pytest.mark.long
def test_a_build_that_is_killed_leaves_the_old_warehouse_and_no_process(
    warehouses: tuple[Path, Path], workspace: Workspace
) -> None:
    before = workspace.warehouse.read_bytes()
    command = [sys.executable, "-c", "from orchestration.cli.main import main; main()"]
    told = {"DAW_HOME": str(workspace.root), "PYTHONPATH": str(ROOT)}
    folder = workspace.root / ".build" / "run" / "spark"
    log = folder / "server.log"
    with subprocess.Popen([*command, "build", "--engine", "spark"], env=os.environ | told) as build:
        while build.poll() is None and not (folder / "tables" / "daw_staging.db").exists():
            with suppress(subprocess.TimeoutExpired):
                build.wait(0.2)
        writing = processes_with(log)
        build.kill()
    assert writing
    for process in writing:
        assert select.select([process], [], [], 60)[0]  # it has ended
        os.close(process)
    assert processes_with(log) == []
    assert workspace.warehouse.read_bytes() == before


def processes_with(file: Path) -> list[int]:
    """Return handles of the processes that have a file open: one can wait for the end of each."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # another user's process, or one that has ended meanwhile
            if file in [handle.readlink() for handle in (process / "fd").iterdir()]:
                found.append(os.pidfd_open(int(process.name)))
    return found
