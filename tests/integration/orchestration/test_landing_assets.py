"""What the ingest tells Dagster: counts, columns, files, and which of it is new."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.freshness import FreshnessState
from dagster._core.definitions.freshness_evaluator import FRESHNESS_EVALUATORS_BY_POLICY_TYPE
from dagster._core.loader import LoadingContextForTest
from dagster._core.test_utils import freeze_time

from core.county import this_county
from core.policy import county_policy
from core.workspace import Workspace
from orchestration.defs.asset_checks import AS_USUAL, asset_checks
from orchestration.defs.delivery_assets import delivery_key, due_policy
from orchestration.defs.landing_assets import NO_FILE_REJECTED, landing_assets
from orchestration.defs.resources import WorkspaceResource
from orchestration.jobs import clock
from sources.contract.schema import load_contracts
from tests.benchmarks import kills

INCIDENTS, SANCTUARY = "da_incidents", "sanctuary_cases"
POLICE_SENDS = dg.AssetKey(["deliveries", kills.POLICE, INCIDENTS])


@pytest.fixture(autouse=True)
def few_contracts() -> Iterator[None]:
    with kills.stand_ins():
        yield


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """An inbox with six files, on the day after they came."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2019, 7, 11, 9))
    return kills.inbox(tmp_path)


def ingest(workspace: Workspace, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    told = (load_contracts(), this_county(), county_policy())
    assets = [*landing_assets(*told), asset_checks(*told)[0]]
    config = {"ops": {"landing": {"config": {"received_at": kills.RECEIVED.isoformat()}}}}
    return dg.materialize(
        assets,
        selection=dg.AssetSelection.all() | dg.AssetSelection.all_asset_checks(),
        instance=instance,
        run_config=config,
        resources={"workspace": WorkspaceResource(root=str(workspace.root))},
    )


def events(result: dg.ExecuteInProcessResult, kind: str) -> dict[dg.AssetKey, dict[str, object]]:
    """Return the metadata of a run's events of a kind, by asset."""
    found = {}
    for event in result.all_events:
        if event.event_type_value == kind:
            told = event.event_specific_data
            told = getattr(told, "materialization", None) or told.asset_observation
            found[event.asset_key] = {name: each.value for name, each in told.metadata.items()}
    return found


def test_an_ingest_tells_what_came_and_only_what_is_new(
    workspace: Workspace, instance: dg.DagsterInstance
) -> None:
    first = ingest(workspace, instance)
    made = events(first, "ASSET_MATERIALIZATION")
    incidents = made[dg.AssetKey(["landing", INCIDENTS])]
    assert incidents["dagster/row_count"] == 3
    assert incidents["rows quarantined"] == 1
    assert incidents["periods"] == "2019-20-Q1"
    (row,) = incidents["submissions"].records
    assert row.data["report"] == f"{INCIDENTS} 2019-20-Q1: 3 rows accepted, 1 quarantined"
    told = made[dg.AssetKey(["landing", "submissions"])]
    assert (told["ingested"], told["rejected"]) == (6, 1)
    outcomes = [row.data["outcome"] for row in told["what became of the files"].records]
    assert sorted(outcomes) == ["accepted"] * 4 + ["duplicate", "rejected"]
    assert POLICE_SENDS in made
    assert dg.AssetKey(["landing", "marac_cases"]) not in made, "nobody has sent it"

    again = ingest(workspace, instance)
    assert set(events(again, "ASSET_MATERIALIZATION")) == {dg.AssetKey(["landing", "submissions"])}
    assert dg.AssetKey(["landing", INCIDENTS]) in events(again, "ASSET_OBSERVATION")


def test_checks_say_what_is_unusual(workspace: Workspace, instance: dg.DagsterInstance) -> None:
    evaluations = {
        (each.asset_key.path[-1], each.check_name): each
        for each in ingest(workspace, instance).get_asset_check_evaluations()
    }
    assert not evaluations["submissions", NO_FILE_REJECTED].passed
    incidents = evaluations[INCIDENTS, AS_USUAL]
    assert not incidents.passed
    assert f"{kills.POLICE}, 2019-20-Q1: 1 of 4 rows are quarantined." in str(
        incidents.metadata["what to look at"].value
    )
    assert evaluations["marac_cases", AS_USUAL].passed


def test_a_late_return_does_not_make_an_agency_punctual(
    workspace: Workspace, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2019, 10, 11, 9))
    result = ingest(workspace, instance)
    assert POLICE_SENDS not in events(result, "ASSET_MATERIALIZATION")
    assert events(result, "ASSET_OBSERVATION")[POLICE_SENDS]["periods"] == "2019-20-Q1"


def test_a_delivery_tells_of_each_quarter_whether_it_came_in_time(
    workspace: Workspace, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> list[tuple[str, ...]]:
        table = events(ingest(workspace, instance), "ASSET_OBSERVATION")[POLICE_SENDS]["quarters"]
        return [tuple(row.data.values()) for row in table.records]

    ingest(workspace, instance)
    came = ("2019-20-Q1", "2019-07-21", "2019-07-10", "on time")
    assert told() == [came]
    monkeypatch.setattr(clock, "now", lambda: datetime(2019, 10, 21, 9))
    assert told() == [("2019-20-Q2", "2019-10-21", "", "not received yet"), came]
    monkeypatch.setattr(clock, "now", lambda: datetime(2019, 10, 22, 9))
    assert told() == [("2019-20-Q2", "2019-10-21", "", "late, not received yet"), came]
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 22, 9))
    assert [row[0] for row in told()[:2]] == ["2026-27-Q2", "2026-27-Q1"]
    assert told()[-1] == came, "also when more quarters are missing than are shown"


def freshness(instance: dg.DagsterInstance, key: dg.AssetKey, at: datetime) -> FreshnessState:
    """What Dagster's daemon makes of a delivery at a time."""
    assets = landing_assets(load_contracts(), this_county(), county_policy())
    resources = {"workspace": WorkspaceResource()}
    node = dg.Definitions(assets, resources=resources).resolve_asset_graph().get(key)
    evaluator = FRESHNESS_EVALUATORS_BY_POLICY_TYPE[type(node.freshness_policy)]()
    with freeze_time(at.astimezone()):
        context = LoadingContextForTest(instance)
        return asyncio.run(evaluator.evaluate_freshness(context, node))


def test_an_agency_that_is_late_is_seen_as_late_from_the_day_after_the_due_day(
    workspace: Workspace, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    with freeze_time(datetime(2019, 7, 10, 9).astimezone()):
        ingest(workspace, instance)
    for day, state in (
        (datetime(2019, 7, 11), FreshnessState.PASS),
        (datetime(2019, 7, 22, 1), FreshnessState.PASS),
        (datetime(2019, 10, 21, 12), FreshnessState.PASS),
        (datetime(2019, 10, 22, 1), FreshnessState.FAIL),
    ):
        assert freshness(instance, POLICE_SENDS, day) == state, day

    # Days later comes a correction of the older quarter: the agency is still late.
    monkeypatch.setattr(clock, "now", lambda: datetime(2019, 10, 23, 9))
    with freeze_time(datetime(2019, 10, 23, 9).astimezone()):
        ingest(workspace, instance)
    assert freshness(instance, POLICE_SENDS, datetime(2019, 10, 24)) == FreshnessState.FAIL


def test_of_an_agency_that_never_sent_anything_freshness_is_not_known(
    workspace: Workspace, instance: dg.DagsterInstance
) -> None:
    ingest(workspace, instance)
    never = next(
        each
        for each in this_county().deliveries
        if each.expected and each.extract not in {INCIDENTS, SANCTUARY}
    )
    state = freshness(instance, delivery_key(never), datetime(2019, 10, 22, 1))
    assert state == FreshnessState.UNKNOWN


def test_no_value_of_a_file_is_told(workspace: Workspace, instance: dg.DagsterInstance) -> None:
    everything = "".join(map(str, ingest(workspace, instance).all_events))
    assert INCIDENTS in everything
    for value in ("31 June", "V1", "O4", "URN"):
        assert value not in everything


def test_extracts_and_deliveries_are_not_offered_to_be_made_alone() -> None:
    assets = landing_assets(load_contracts(), this_county(), county_policy())
    resources = {"workspace": WorkspaceResource()}
    graph = dg.Definitions(assets, resources=resources).resolve_asset_graph()
    assert {key.to_user_string() for key in graph.materializable_asset_keys} == {
        "landing/submissions"
    }
    extract = graph.get(dg.AssetKey(["landing", INCIDENTS]))
    names = {column.name for column in extract.metadata["dagster/column_schema"].columns}
    assert set(load_contracts()[INCIDENTS].columns) <= names
    assert dg.AssetKey(["deliveries", kills.POLICE, INCIDENTS]) in extract.parent_keys


def test_a_return_is_late_from_the_day_after_it_was_due() -> None:
    policy = county_policy()
    due = due_policy(policy)
    assert due.deadline_cron == "0 0 22 1,4,7,10 *"
    assert due.lower_bound_delta.days == policy.returns_due_days + 1
    later = due_policy(policy.model_copy(update={"returns_due_days": 35}))
    assert later.deadline_cron == "0 0 6 2,5,8,11 *"
    assert date(2019, 6, 30).toordinal() + 36 == date(2019, 8, 5).toordinal()
