"""What is landed and not built, and what is published and corrected since."""

import json
from pathlib import Path

import duckdb
import pytest

from core.quarter import Quarter
from core.workspace import Workspace
from orchestration.landed.late_corrections import late_corrections
from orchestration.landed.unbuilt_landing import unbuilt_landing

RETURNS = [
    # submission, quarter, as at, current
    ("police", "2019-20-Q1", None, False),
    ("police corrected", "2019-20-Q1", None, True),
    ("district", None, "2019-06-30", True),
    ("court", "2019-20-Q2", None, True),
    ("next list", None, "2019-09-30", True),
]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with a warehouse of five returns, all of them landed."""
    workspace = Workspace.at(tmp_path)
    with duckdb.connect(workspace.warehouse) as opened:
        opened.execute("create schema quality")
        opened.execute(
            "create table quality.returns "
            "(submission_id text, quarter text, as_at date, is_current boolean)"
        )
        opened.executemany("insert into quality.returns values (?, ?, ?, ?)", RETURNS)
        opened.execute(
            "create table quality.submissions as select submission_id from quality.returns"
        )
    for name, *_ in RETURNS:
        land(workspace, name)
    return workspace


def land(workspace: Workspace, name: str) -> None:
    workspace.submissions.mkdir(parents=True, exist_ok=True)
    (workspace.submissions / f"{name}.parquet").touch()


def publish(workspace: Workspace, version: int, *submissions: str) -> None:
    folder = workspace.root / "releases" / "2019-20-Q1" / f"v{version}"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"submission_ids": submissions}))


def test_a_return_that_the_newest_version_was_not_made_from_is_a_late_correction(
    workspace: Workspace,
) -> None:
    assert late_corrections(workspace) == {}, "nothing is published"
    publish(workspace, 1, "police", "district")
    quarter = Quarter.parse("2019-20-Q1")
    assert late_corrections(workspace) == {quarter: frozenset({"police corrected"})}
    publish(workspace, 2, "police", "police corrected")
    assert late_corrections(workspace) == {quarter: frozenset({"district"})}
    for version in range(3, 11):
        publish(workspace, version, "police", "police corrected", "district")
    assert late_corrections(workspace) == {}
    workspace.warehouse.unlink()
    publish(workspace, 11)
    assert late_corrections(workspace) == {}


def test_the_warehouse_is_of_what_is_landed(workspace: Workspace) -> None:
    assert unbuilt_landing(workspace) is None
    land(workspace, "new")
    first = unbuilt_landing(workspace)
    land(workspace, "newer")
    assert first
    assert unbuilt_landing(workspace) not in (None, first)


def test_an_erasure_without_a_build_is_unbuilt(workspace: Workspace) -> None:
    workspace.erasure_mark.touch()
    assert unbuilt_landing(workspace)


def test_what_is_landed_without_a_warehouse_is_unbuilt(workspace: Workspace) -> None:
    workspace.warehouse.unlink()
    assert unbuilt_landing(workspace)


def test_nothing_landed_leaves_nothing_to_build(tmp_path: Path) -> None:
    assert unbuilt_landing(Workspace.at(tmp_path / "new")) is None
