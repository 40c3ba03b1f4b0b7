"""What Dagster is told: assets, checks, jobs, sensors and schedules, and how they hang together."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from tests.support.words.plain_english import EVERYWHERE, agreed_names, faults, words_not_used

LAYERS = ("seeds", "staging", "marts", "measures", "quality")
"""How the keys of the warehouse's tables begin."""


@pytest.fixture(scope="module")
def defs(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    """The definitions, loaded where there is neither a workspace nor a setting for one."""
    from orchestration.definitions import defs

    nowhere = tmp_path_factory.mktemp("nowhere")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DAW_HOME", raising=False)
        patch.chdir(nowhere)
        before = dict(os.environ)
        loaded = defs()
        assert list(nowhere.iterdir()) == []
        assert dict(os.environ) == before
    return loaded


@pytest.fixture(scope="module")
def graph(defs: dg.Definitions) -> object:
    """The graph of assets."""
    dg.Definitions.validate_loadable(defs)
    return defs.resolve_asset_graph()


def test_the_import_reads_neither_county_nor_workspace_and_loads_nothing_that_draws(
    tmp_path: Path,
) -> None:
    loaded = "import sys, orchestration.definitions; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded],
        env=os.environ | {"DAW_COUNTY": "nowhere", "DAW_HOME": str(tmp_path / "none")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
    drawing = {"altair", "gptables", "highspy", "pypdf", "scipy", "typst", "vl_convert"}
    assert not drawing & set(done.stdout.split())


def test_every_extract_is_an_asset_and_its_staging_model_hangs_on_it(graph: object) -> None:
    from sources.contract.schema import load_contracts

    for extract in load_contracts():
        landed = graph.get(dg.AssetKey(["landing", extract]))
        assert dg.AssetKey(["staging", f"stg_{extract}"]) in landed.child_keys


def test_every_asset_has_a_group_an_owner_and_a_description(graph: object) -> None:
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.group_name not in (None, "default"), key
        assert node.owners, key
        assert node.description, key


def test_every_description_is_in_plain_english(defs: dg.Definitions, graph: object) -> None:
    """A table's has names of columns in it, and its SQL: only words that nobody uses count."""
    found = {key.to_user_string(): graph.get(key).description for key in graph.get_all_asset_keys()}
    said = {
        name: faults(text, agreed_names())
        for name, text in found.items()
        if name.partition("/")[0] not in LAYERS
    }
    said |= {
        name: list(words_not_used(text.partition("#### Raw SQL")[0], EVERYWHERE))
        for name, text in found.items()
        if name not in said
    }
    checks = [graph.get_check_spec(key) for key in graph.asset_check_keys]
    others = [
        *(check for check in checks if check.asset_key.path[0] not in LAYERS),
        *(job for job in defs.resolve_all_job_defs() if not job.name.startswith("__")),
        *(defs.sensors or ()),
        *(defs.schedules or ()),
    ]
    assert [each.name for each in others if not each.description] == []
    said |= {each.description: faults(each.description, agreed_names()) for each in others}
    assert len(said) > 150
    assert {name: faults for name, faults in said.items() if faults} == {}


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


def test_everything_runs_by_itself(defs: dg.Definitions) -> None:
    assert {each.default_status.value for each in defs.schedules or ()} == {"RUNNING"}
    assert {each.default_status.value for each in defs.sensors or ()} == {"RUNNING"}
    assert {each.name for each in defs.sensors or ()} >= {
        "inbox",
        "late_returns_of_published_quarters",
    }


def test_what_is_made_of_a_quarter_is_partitioned_by_quarter(graph: object) -> None:
    for name in ("release", "release_pack", "quarter_draft", "board_edition"):
        partitions = graph.get(dg.AssetKey(name)).partitions_def
        assert partitions.get_partition_keys()[:2] == ["2018-04-01", "2018-07-01"]


def test_the_main_job_publishes_nothing(defs: dg.Definitions) -> None:
    job = defs.resolve_job_def("main")
    made = {key.path[-1] for key in job.asset_layer.selected_asset_keys}
    assert "draft" in made
    assert not made & {"release", "quarter_draft"}


def test_every_delivery_that_is_looked_for_has_a_due_day(graph: object) -> None:
    from core.county import this_county
    from orchestration.defs.delivery_assets import delivery_key

    for delivery in this_county().deliveries:
        node = graph.get(delivery_key(delivery))
        assert (node.freshness_policy is not None) == delivery.expected
        assert dg.AssetKey(["landing", delivery.extract]) in node.child_keys


def test_the_main_job_checks_the_newest_returns_and_what_is_due(defs: dg.Definitions) -> None:
    steps = {node.name for node in defs.resolve_job_def("main").nodes}
    assert {"landing", "warehouse", "draft", "newest_returns", "returns_due"} <= steps


def test_what_is_not_made_alone_says_so(graph: object) -> None:
    for key in graph.materializable_asset_keys:
        node = graph.get(key)
        if len(node.execution_set_asset_keys) > 1 and key != dg.AssetKey("release"):
            assert "together" in node.description.split("#### Raw SQL")[0], key


def test_no_table_can_be_made_alone(graph: object) -> None:
    tables = {key for key in graph.materializable_asset_keys if key.path[0] in LAYERS}
    assert dg.AssetKey(["marts", "fct_marac_case"]) in tables
    for key in tables:
        made_with = graph.get(key).execution_set_asset_keys
        assert tables == {each for each in made_with if isinstance(each, dg.AssetKey)}
