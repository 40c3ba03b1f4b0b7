"""dbt's own account of the models, kept up to date for Dagster and the documentation."""

import os
import sys
from pathlib import Path

from core.atomic_files import make_folder, replace_file
from core.county import county_folder
from core.project import REFERENCE
from core.workspace import Workspace
from orchestration.jobs.build_warehouse import BUILDS, PROJECT, Build, set_environment


def dbt_program() -> str:
    """The `dbt` that belongs to this Python, whatever stands on PATH."""
    return str(Path(sys.executable).with_name("dbt"))


def current_manifest(workspace: Workspace) -> Path:
    """The path of a manifest of the models as they are now; parsed anew when a file changed.

    dbt's own copy, in its target folder, may have been cut short by a kill. Raises RuntimeError
    when dbt cannot parse the project.
    """
    builds = workspace.root / BUILDS
    manifest = builds / "manifest.json"
    if not manifest.exists() or manifest.stat().st_mtime < _newest_change():
        from dbt.cli.main import dbtRunner

        make_folder(builds)
        build = Build(builds / "parse.duckdb", builds / "target")
        set_environment(workspace, build.file)
        outcome = dbtRunner().invoke([*build.arguments("parse"), "--quiet", "--no-write-json"])
        if not outcome.success:
            raise RuntimeError(f"dbt cannot read the models: {outcome.exception}")
        beside = manifest.with_name(f".manifest-{os.getpid()}.json")
        outcome.result.write(str(beside))  # type: ignore[union-attr]
        replace_file(beside, manifest)
    return manifest


def _newest_change() -> float:
    looked_at = [*PROJECT.rglob("*.sql"), *PROJECT.rglob("*.yml"), *PROJECT.rglob("*.py")]
    return max(
        path.stat().st_mtime
        for path in [*looked_at, *REFERENCE.iterdir(), *county_folder().iterdir()]
    )
