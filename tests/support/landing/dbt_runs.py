"""dbt as the tests run it: parsed once a process, whatever landing area and file it works on.

dbt parses all models anew where the path of its database or of its seeds is another one. So every
run finds the file, the landing area and the seeds at the same places.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from unittest import mock

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult

from core.dbt_environment import dbt_environment

PROJECT = Path(__file__).parents[3] / "dbt_project"


@cache
def dbt_folder(project: Path) -> Path:
    """Return this process's folder for runs of a project; dbt's own output lies in `target`."""
    folder = Path(tempfile.mkdtemp(prefix="dbt-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def run_dbt(
    landing: Path,
    file: Path,
    *words: str,
    project: Path = PROJECT,
    environment: Mapping[str, str] | None = None,
) -> dbtRunnerResult:
    """Return what came of a dbt command over a landing area that writes the warehouse `file`.

    What `file` holds already, dbt finds there. What is made are tables, which do not mind that the
    file is then moved; a view would.
    """
    folder = dbt_folder(project)
    built, linked = folder / "warehouse.duckdb", folder / "landing"
    linked.unlink(missing_ok=True)
    linked.symlink_to(landing)
    if file.exists():
        shutil.move(file, built)
    paths = {"DAW_LANDING": str(linked), "DAW_BUILD_FILE": str(built)}
    paths["DAW_PREVIOUS_WAREHOUSE"] = ""  # or that of a job run in this process would be compared
    folders = ["--project-dir", str(project), "--profiles-dir", str(project)]
    outputs = ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    told = paths | dbt_environment(folder / "county") | dict(environment or {})
    with mock.patch.dict(os.environ, told):
        try:
            return dbtRunner().invoke([*words, *folders, *outputs, "--quiet"])
        finally:
            # Within one process dbt keeps the file open, and what it wrote last beside it.
            DuckDBConnectionManager.close_all_connections()
            if built.exists():
                shutil.move(built, file)
