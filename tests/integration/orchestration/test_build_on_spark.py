"""A build on Spark that fails leaves the old warehouse, and says why."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.project import DBT_PROJECT
from core.workspace import Workspace
from orchestration.building.spark import spark_environment
from orchestration.building.spark.spark_build import COMPARED
from orchestration.cli.main import app
from orchestration.jobs import build_warehouse as building
from orchestration.jobs.build_warehouse import BuildFailed, build_on_spark


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace that has a warehouse and tables of Spark, beside a cluster that is named."""
    workspace = Workspace.at(tmp_path / "workspace")
    workspace.prepare()
    workspace.warehouse.write_bytes(b"old")
    workspace.spark_tables.mkdir()
    monkeypatch.setattr(building, "_can_be_compared", lambda warehouse: False)
    monkeypatch.setattr(spark_environment, "ENVIRONMENT", tmp_path / "environment")
    monkeypatch.setenv("DAW_SPARK_REMOTE", "sc://localhost:1")
    monkeypatch.setenv("DAW_HOME", str(workspace.root))
    return workspace


def python_that(does: str) -> None:
    """Put a program in the place of the Python of Spark's environment."""
    program = spark_environment.ENVIRONMENT / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o700)


def test_where_spark_s_environment_lacks_daw_build_says_how_to_make_it(
    workspace: Workspace,
) -> None:
    told = CliRunner().invoke(app, ["build", "--engine", "spark"])
    assert told.exit_code == 1
    assert "The old warehouse is still in use.\nSpark's environment is missing." in told.output


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("echo no memory >&2; exit 3", "Spark's process failed.\nno memory"),
        (
            'echo \'{"nodes": [], "stopped": "Spark did not start."}\' '
            '> "$(dirname "$3")/outcome.json"',
            "Spark did not start.",
        ),
    ],
)
def test_a_process_that_fails_leaves_the_old_warehouse_and_says_why(
    workspace: Workspace, does: str, says: str
) -> None:
    python_that(does)
    with pytest.raises(BuildFailed, match=re.escape(says)):
        build_on_spark(workspace)
    assert workspace.warehouse.read_bytes() == b"old"
    assert workspace.spark_tables.exists()
    assert not (workspace.root / ".build" / "run").exists()


def test_what_models_compare_with_the_last_build_is_handed_to_spark() -> None:
    compared = {
        name
        for path in (DBT_PROJECT / "models").rglob("*.sql")
        for name in re.findall(r"previously\(ref\('(\w+)'\)\)", path.read_text("utf-8"))
    }
    assert compared == {table for _, table in COMPARED}
