"""The reference deliveries, landed batch by batch, and a warehouse of all of them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.landing.dbt_runs import PROJECT, dbt_folder, run_dbt
from tests.support.landing.landed import Landing, build
from tests.support.landing.landed_deliveries import landing_after_each
from tests.support.once_a_run import made_once


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what dbt makes of the project."""
    folder = tmp_path_factory.mktemp("parsed")
    landing = Landing(folder / "workspace")
    assert run_dbt(landing.workspace.landing, folder / "none.duckdb", "parse").success
    return json.loads((dbt_folder(PROJECT) / "target" / "manifest.json").read_text())


@pytest.fixture(scope="session")
def models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the models as dbt parses them."""
    nodes = manifest["nodes"].values()
    return [node for node in nodes if node["resource_type"] == "model"]


@pytest.fixture(scope="session")
def landed_batches(landed_deliveries: Path) -> dict[str, Path]:
    """Return the landing area as it stood after each batch."""
    return landing_after_each(landed_deliveries)


@pytest.fixture(scope="session")
def warehouse(landed_batches: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the warehouse of all reference deliveries, every dbt test passed.

    Beside it lie the manifest and the SQL that dbt compiled.
    """

    def make(folder: Path) -> None:
        build(landed_batches[max(landed_batches)], folder / "warehouse.duckdb")
        target = dbt_folder(PROJECT) / "target"
        shutil.copytree(target / "compiled", folder / "compiled")
        shutil.copyfile(target / "manifest.json", folder / "manifest.json")

    return made_once(tmp_path_factory, "reference_warehouse", make) / "warehouse.duckdb"


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    """Return an empty landing area that the test fills."""
    return Landing(tmp_path / "workspace")
