"""The reference deliveries, landed batch by batch, and a warehouse of all of them."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.workspace import Workspace
from sources.contract.rules import load_rules
from sources.landing.ingest import land
from tests.support.landed import Landing, build, dbt


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What dbt makes of the project."""
    folder = tmp_path_factory.mktemp("parsed")
    landing = Landing(folder / "workspace")
    assert dbt(landing.workspace.landing, folder / "none.duckdb", "parse").success
    return json.loads((folder / "target" / "manifest.json").read_text())


@pytest.fixture(scope="session")
def models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """The models as dbt parses them."""
    nodes = manifest["nodes"].values()
    return [node for node in nodes if node["resource_type"] == "model"]


@pytest.fixture(scope="session")
def landed_batches(deliveries: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The landing area as it stood after each batch: the receipts of later ones are left out."""
    workspace = Workspace.at(tmp_path_factory.mktemp("deliveries"))
    after: dict[str, Path] = {}
    for batch in sorted((deliveries / "batches").iterdir()):
        put_into_inbox(batch / "inbox", workspace.inbox)
        received_at = datetime.fromisoformat(
            json.loads((batch / "batch.json").read_text())["received_at"]
        )
        land(workspace, load_rules(), received_at=received_at)
        receipts = workspace.root / "after" / batch.name / "submissions"
        shutil.copytree(workspace.submissions, receipts)
        after[batch.name] = receipts
    for receipts in after.values():
        for extract in workspace.landing.iterdir():
            if extract != workspace.submissions:
                (receipts.parent / extract.name).symlink_to(extract)
    return {batch: receipts.parent for batch, receipts in after.items()}


def put_into_inbox(sent: Path, inbox: Path) -> None:
    """Copies what agencies sent, so that it can be moved on."""
    shutil.copytree(sent, inbox, dirs_exist_ok=True, copy_function=shutil.copyfile)
    for path in [inbox, *inbox.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)


@pytest.fixture(scope="session")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where dbt keeps what it parsed, so that it parses once."""
    return tmp_path_factory.mktemp("target")


@pytest.fixture(scope="session")
def warehouse(
    landed_batches: dict[str, Path], target: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The warehouse of all reference deliveries, every dbt test passed."""
    file = tmp_path_factory.mktemp("warehouse") / "warehouse.duckdb"
    build(landed_batches[max(landed_batches)], file, target=target)
    return file


@pytest.fixture
def landing(tmp_path: Path) -> Iterator[Landing]:
    """An empty landing area that the test fills."""
    return Landing(tmp_path / "workspace")
