"""`daw doctor` and `daw upgrade`: what they say of a workspace, and what they refuse."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from core.county import county_folder
from core.workspace import Workspace
from orchestration.building.spark import spark_environment
from orchestration.cli import doctor
from orchestration.cli.dagster_home import SETTINGS, dagster_home
from orchestration.cli.upgrade import CannotUpgrade, rehearse
from orchestration.jobs import clock
from orchestration.jobs.build_warehouse import BuildFailed, new_warehouse
from orchestration.landed.readable_landing import unreadable_returns
from sources.landing.landed_files import ROWS
from tests.benchmarks import kills


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A workspace with landed returns."""
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.setenv("DAW_HOME", "")
    monkeypatch.setenv("DAW_SPARK_REMOTE", "")
    monkeypatch.setattr(spark_environment, "ENVIRONMENT", tmp_path / "no-spark")
    with kills.stand_ins():
        workspace = kills.inbox(tmp_path / "workspace")
        kills.land(workspace)
        for folder in (workspace.root, workspace.inbox):
            folder.chmod(0o700)
        yield workspace


def faults(workspace: Workspace) -> dict[str, str]:
    return {each.name: each.found for each in doctor.examine(workspace) if each.is_fault}


def test_a_good_workspace_has_nothing_to_do(workspace: Workspace) -> None:
    lines: list[str] = []
    status = doctor.doctor(workspace, lines.append)
    assert [line for line in lines if line.startswith("TO DO")] == []
    assert status == 0
    assert [line.split(":")[0].split()[-1] for line in lines] == [
        "versions", "permissions", "disk", "key", "clock", "lock", "landing", "settings",
        "policy", "browser", "Spark", "storage", "schedules", "daemon",
    ]  # fmt: skip


def test_spark_is_nothing_to_do_where_nobody_uses_it(workspace: Workspace) -> None:
    assert "Spark" not in faults(workspace)


@pytest.mark.parametrize("used", ["a server is named", "a warehouse was built on it"])
def test_spark_that_is_used_and_lacks_its_environment_is_to_do(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, used: str
) -> None:
    if used == "a server is named":
        monkeypatch.setenv("DAW_SPARK_REMOTE", "sc://spark.example:15002")
    else:
        workspace.spark_tables.mkdir()
    assert "make spark" in faults(workspace)["Spark"]


def test_spark_that_is_set_up_and_lacks_java_is_to_do(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = spark_environment.ENVIRONMENT / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setenv("JAVA_HOME", str(workspace.root / "none"))
    assert "Java was not found" in faults(workspace)["Spark"]
    monkeypatch.setenv("DAW_SPARK_REMOTE", "sc://spark.example:15002")
    assert "Spark" not in faults(workspace)


def test_where_there_is_no_workspace_none_is_made(tmp_path: Path) -> None:
    lines: list[str] = []
    assert doctor.doctor(Workspace.at(tmp_path / "none"), lines.append) == 0
    assert not (tmp_path / "none").exists()


def test_a_store_that_is_not_reachable_is_told_and_what_it_knows_is_not(
    workspace: Workspace,
) -> None:
    folder = workspace.root / "dagster"
    folder.mkdir()
    (folder / "dagster.yaml").write_text(
        "storage: {postgres: {postgres_db: {username: d, password: d, hostname: 127.0.0.1, "
        "db_name: d, port: 9}}}\n"
    )
    lines: list[str] = []
    assert doctor.doctor(workspace, lines.append) == 1
    assert [line for line in lines if line.startswith("TO DO")] == lines[-1:]
    assert "Dagster's store cannot be opened" in lines[-1]


def test_each_fault_is_found(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.inbox.chmod(0o755)
    workspace.key_file.chmod(0o644)
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 10**18)
    monkeypatch.setattr(clock, "now", lambda: datetime(2019, 1, 1))
    monkeypatch.setenv("DAW_CORRECTIONS", "perhaps")
    (workspace.root / "dagster").mkdir()
    (workspace.root / "dagster" / "dagster.yaml").write_text("storage: {postgres: {}}\n")
    found = {}
    for look in (doctor._permissions, doctor._disk, doctor._key, doctor._clock, doctor._settings,
                 doctor._storage):  # fmt: skip
        each = look(workspace)
        assert each.is_fault, each
        found[each.name] = each.found
    assert "inbox" in found["permissions"]
    assert "received on 10 July 2019" in found["clock"]
    workspace.key_file.unlink()
    assert doctor._key(workspace).is_fault


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"published_yearly": {"no_such_measure": ["areas"]}}, "no_such_measure is no measure."),
        ({"published_yearly": {"marac_cases": "areas"}}, "published_yearly.marac_cases: "),
        ({"chase_day": 40}, "chase_day: "),
    ],
)
def test_a_policy_that_cannot_be_followed_is_to_do(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, change: dict[str, object], told: str
) -> None:
    folder = workspace.root / "county"
    shutil.copytree(county_folder(), folder)
    policy = yaml.safe_load((folder / "policy.yml").read_text())
    (folder / "policy.yml").write_text(yaml.safe_dump(policy | change))
    monkeypatch.setenv("DAW_COUNTY", str(folder))
    assert told in faults(workspace)["policy"]


def test_a_run_at_work_holds_the_lock(workspace: Workspace) -> None:
    with workspace.landing_lock():
        assert "a run is at work" in doctor._lock(workspace).found
    assert doctor._lock(workspace).found == "free"


def a_return(workspace: Workspace) -> Path:
    return next((workspace.landing / "da_incidents").glob("*-*"))


def test_a_landing_that_this_version_cannot_read_is_refused(workspace: Workspace) -> None:
    assert unreadable_returns(workspace) == []
    folder = a_return(workspace)
    table = pq.read_table(folder / ROWS)
    name = next(iter(table.column_names[6:]))
    pq.write_table(
        table.rename_columns([f"{each}x" if each == name else each for each in table.column_names]),
        folder / ROWS,
    )
    unreadable = f"da_incidents: no contract has the column {name}x"
    assert unreadable_returns(workspace) == [unreadable]
    with pytest.raises(CannotUpgrade, match=unreadable):
        list(rehearse(workspace))
    with pytest.raises(BuildFailed, match=unreadable), new_warehouse(workspace):
        pass
    position = table.column_names.index(name)
    numbers = pa.array(range(table.num_rows), pa.int8())
    pq.write_table(table.set_column(position, name, numbers), folder / ROWS)
    assert unreadable_returns(workspace) == [
        f"da_incidents: {name} is int8, and the contract has {table.schema.field(name).type}"
    ]


def test_a_column_that_was_not_landed_yet_is_no_hindrance(workspace: Workspace) -> None:
    folder = a_return(workspace)
    table = pq.read_table(folder / ROWS)
    pq.write_table(table.drop_columns(table.column_names[-1:]), folder / ROWS)
    assert unreadable_returns(workspace) == []


def test_a_return_without_a_contract_is_refused(workspace: Workspace) -> None:
    shutil.move(workspace.landing / "da_incidents", workspace.landing / "no_such_return")
    assert unreadable_returns(workspace) == ["no_such_return: no contract describes these returns"]


def test_a_rehearsal_changes_nothing(workspace: Workspace) -> None:
    before = sorted(path for path in workspace.root.rglob("*") if "__pycache__" not in path.parts)
    lines = list(rehearse(workspace))
    assert any("run daw build" in line for line in lines)
    after = sorted(path for path in workspace.root.rglob("*") if "__pycache__" not in path.parts)
    assert after == before


def test_dagster_asks_nothing_and_reports_nothing(tmp_path: Path) -> None:
    workspace = Workspace.at(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "elsewhere")
        patch.setenv("DAW_HOME", "elsewhere")
        folder = dagster_home(workspace)
        settings = folder / "dagster.yaml"
        assert b"nux:\n  enabled: false" in settings.read_bytes()
        settings.write_bytes(b"telemetry:\n  enabled: false\n")
        dagster_home(workspace)
        assert settings.read_bytes() == SETTINGS
        settings.write_bytes(b"# an operator's own\n")
        dagster_home(workspace)
        assert settings.read_bytes() == b"# an operator's own\n"
