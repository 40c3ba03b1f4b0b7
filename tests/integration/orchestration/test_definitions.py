"""What Dagster is told: assets, checks, jobs, sensor and schedules, and how they hang together."""

import os
import time
from pathlib import Path

import dagster as dg
import pytest


@pytest.fixture(scope="module")
def defs(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    """The definitions over an empty workspace."""
    os.environ["DAW_HOME"] = str(tmp_path_factory.mktemp("definitions"))
    try:
        from orchestration.definitions import defs

        return defs
    finally:
        del os.environ["DAW_HOME"]


@pytest.fixture(scope="module")
def graph(defs: dg.Definitions) -> object:
    """The graph of assets."""
    dg.Definitions.validate_loadable(defs)
    return defs.resolve_asset_graph()


def test_every_extract_is_an_asset_and_its_staging_model_hangs_on_it(graph: object) -> None:
    from sources.contract.schema import load_contracts

    for extract in load_contracts():
        landed = graph.get(dg.AssetKey(["landing", extract]))
        assert dg.AssetKey(["staging", f"stg_{extract}"]) in landed.child_keys


def test_every_asset_has_a_group_an_owner_and_a_description(graph: object) -> None:
    for key in graph.materializable_asset_keys:
        node = graph.get(key)
        assert node.group_name not in (None, "default"), key
        assert node.owners, key
        assert node.description, key


def test_dbt_tests_are_asset_checks(graph: object) -> None:
    models = {key.asset_key.path[0] for key in graph.asset_check_keys}
    assert {"marts", "measures", "quality"} <= models


def test_the_calendar_of_a_quarter(defs: dg.Definitions) -> None:
    crons = {each.name: each.cron_schedule for each in defs.schedules or ()}
    assert crons == {
        "build_nightly": "0 2 * * *",
        "chase_on_day_14": "0 8 14 1,4,7,10 *",
        "release_on_first_day_after_week_four": "0 7 29 1,4,7,10 *",
    }
    assert {each.execution_timezone for each in defs.schedules or ()} == {"Europe/London"}


def test_releases_are_partitioned_by_quarter(graph: object) -> None:
    partitions = graph.get(dg.AssetKey("release")).partitions_def
    keys = partitions.get_partition_keys()
    assert keys[:2] == ["2018-04-01", "2018-07-01"]


def test_the_sensor_leaves_files_that_are_still_being_written(
    defs: dg.Definitions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.defs.automation import inbox
    from orchestration.defs.resources import WorkspaceResource

    monkeypatch.setenv("DAW_HOME", str(tmp_path))
    folder = tmp_path / "inbox" / "thames_valley_police"
    folder.mkdir(parents=True)
    (folder / "fresh.csv").write_text("still being written")
    context = dg.build_sensor_context(resources={"workspace": WorkspaceResource()})
    assert isinstance(inbox(context), dg.SkipReason)
    minute_ago = time.time() - 60
    os.utime(folder / "fresh.csv", (minute_ago, minute_ago))
    request = inbox(context)
    assert isinstance(request, dg.RunRequest)
    assert "fresh" not in str(request)
    assert inbox(context).run_key == request.run_key
