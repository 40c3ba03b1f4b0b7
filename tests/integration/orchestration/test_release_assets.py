"""What Dagster makes of a quarter, over a small warehouse, and what it tells of it."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import dagster as dg
import pytest

from core.policy import county_policy
from dashboard.release import audit_attempts, protected_values
from dashboard.release.protected_values import unprotected_cells
from dashboard.release.release_cells import NUMBERS, ReleaseCells
from orchestration.defs.automation import publish_job
from orchestration.defs.release_assets import release_assets
from orchestration.defs.resources import WorkspaceResource
from orchestration.jobs import clock
from tests.benchmarks import kills
from tests.support.releases import sample

QUARTER, KEY = "2019-20-Q1", "2019-04-01"
MEASURES = ["marac_cases", "marac_repeat_rate", "dvpn_issued", "returns_received_rate",
            "returns_on_time_rate", "training_professionals_trained"]  # fmt: skip


@dg.asset(name="warehouse")
def warehouse() -> None:
    """Stands for the warehouse, which is there already."""


def protected(tables: object, quarter: str, *_: object) -> ReleaseCells:
    """Stands in for protection, tested in its own room: small counts are hidden."""
    cells = unprotected_cells(tables, quarter)
    values = cells.values.copy()
    hidden = values["numerator"].between(1, 4)
    values.loc[hidden, "shown"] = "c"
    values.loc[hidden, NUMBERS] = None
    return replace(cells, values=values, protected=True)


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[None]:
    seed = sample.seed

    def few(name: str) -> object:
        rows = seed(name)
        if name in ("measures", "measure_relations"):
            rows = rows[rows["measure_id"].isin(MEASURES)]
        if name == "measure_relations":
            rows = rows[rows["of_measure_id"].isna() | rows["of_measure_id"].isin(MEASURES)]
        return rows

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dashboard.charts.render._draw_all", kills.drawn_at_once)
        patch.setattr(protected_values, "protected_cells", protected)
        patch.setattr(audit_attempts, "forbidding_findings", lambda *about: [])
        patch.setattr(sample, "seed", few)
        sample.list_no_yearly_tables(patch)
        patch.setattr(clock, "now", lambda: datetime(2019, 7, 29, 7))
        yield


@pytest.fixture(scope="module")
def workspace(stand_ins: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    values = sample.made_up_values(["2018-19-Q4", QUARTER, "2019-20-Q2"])
    sample.write_warehouse(folder / "warehouse.duckdb", values)
    return folder


def make(workspace: Path, *names: str) -> dict[str, dict[str, object]]:
    """Materialise assets of the quarter; return the metadata by asset."""
    assets = release_assets(county_policy(), warehouse)
    resources = {"workspace": WorkspaceResource(root=str(workspace))}
    jobs = [publish_job, dg.define_asset_job("some", dg.AssetSelection.assets(*names))]
    job = dg.Definitions([warehouse, *assets], jobs=jobs, resources=resources).resolve_job_def(
        "some" if names else publish_job.name
    )
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, partition_key=KEY)
    return {
        event.asset_key.path[-1]: {
            name: value.value
            for name, value in event.event_specific_data.materialization.metadata.items()
        }
        for event in result.all_events
        if event.event_type_value == "ASSET_MATERIALIZATION"
    }


def test_a_release_is_made_with_all_that_belongs_to_it(workspace: Path) -> None:
    made = make(workspace)
    files = {
        "board_pack": "board-pack.pdf",
        "board_narrative": "board-narrative.docx",
        "release_pack": "dashboard.pdf",
        "release_workbook": "workbook.xlsx",
    }
    assert set(made) == {"release", "publication_database", *files}
    release = made["release"]
    folder = workspace / "releases" / QUARTER / "v1"
    assert (release["version"], release["draft"], release["changed"]) == (1, False, True)
    assert release["path"] == str(folder)
    assert release["cells shown"] > 0
    assert release["cells hidden"] > 0
    assert str(release["audit"]).startswith("Passed")
    encoded = str(release["overview"]).split("base64,")[1].rstrip(")")
    assert base64.b64decode(encoded).startswith(b"\x89PNG")
    for name, file in files.items():
        assert made[name]["path"] == str(folder / file)
        assert Path(str(made[name]["path"])).exists()
    assert made["publication_database"]["path"] == str(workspace / "publication.duckdb")

    again = make(workspace)["release"]
    assert (again["version"], again["changed"]) == (1, False)


def test_a_draft_and_the_board_s_edition_are_not_audited(workspace: Path) -> None:
    made = make(workspace, "quarter_draft", "board_edition")
    for name, place in (("quarter_draft", "drafts"), ("board_edition", "restricted")):
        assert made[name]["path"] == str(workspace / place / QUARTER)
        assert made[name]["cells hidden"] == 0
        assert str(made[name]["audit"]).startswith("Not audited")
