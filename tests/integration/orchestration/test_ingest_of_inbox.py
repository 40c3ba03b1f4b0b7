"""The landing area's assets: what a run of Dagster tells of the inbox."""

import os
from pathlib import Path

import dagster as dg

from core.county import this_county
from core.policy import county_policy
from core.workspace import Workspace
from orchestration.defs.landing_assets import landing_assets
from orchestration.defs.resources import WorkspaceResource
from sources.contract.schema import load_contracts
from sources.landing.submissions import landed_submissions

GOOD = "Case Ref,Referred\nS1,1 May 2019\n"


def ingested(workspace: Workspace, **config: object) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        landing_assets(load_contracts(), this_county(), county_policy()),
        resources={"workspace": WorkspaceResource(root=str(workspace.root))},
        run_config={"ops": {"landing": {"config": config}}},
        raise_on_error=False,
    )


def test_an_entry_that_cannot_be_taken_fails_the_check_and_stops_no_file(tmp_path: Path) -> None:
    workspace = Workspace.at(tmp_path)
    folder = workspace.inbox / "cherwell"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "pipe.csv")
    (folder / "sanctuary as at 30 June 2019.csv").write_text(GOOD)
    result = ingested(workspace)
    assert result.success
    (check,) = result.get_asset_check_evaluations()
    assert not check.passed
    told = {name: entry.value for name, entry in check.metadata.items()}
    assert (told["ingested"], told["rejected"], told["faults"]) == (1, 0, 1)
    assert str(told["left"]).startswith("cherwell/pipe.csv: left")


def test_a_file_that_is_still_open_is_left_and_is_no_fault(tmp_path: Path) -> None:
    workspace = Workspace.at(tmp_path)
    file = workspace.inbox / "cherwell" / "sanctuary as at 30 June 2019.csv"
    file.parent.mkdir(parents=True)
    file.write_text(GOOD)
    os.utime(file, (1, 1))
    with file.open("a"):
        (check,) = ingested(workspace, minimum_age_seconds=30).get_asset_check_evaluations()
    assert check.passed
    assert "open for writing" in str(check.metadata["left"].value)
    assert landed_submissions(workspace) == []


def test_a_time_after_now_must_be_forced(tmp_path: Path) -> None:
    workspace = Workspace.at(tmp_path)
    result = ingested(workspace, received_at="9999-12-31T00:00:00")
    assert not result.success
    assert "--force" in str(result.filter_events(lambda event: event.is_step_failure))
    assert ingested(workspace, received_at="9999-12-31T00:00:00", force=True).success
