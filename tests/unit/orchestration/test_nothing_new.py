"""A run knows that nothing has changed since the last one, and what has."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from core.county import county_folder
from core.quarter import Quarter
from core.workspace import Workspace
from orchestration.building import fingerprints
from orchestration.building.fingerprints import Fingerprint, draft_fingerprint, is_current
from orchestration.cli import pipeline
from orchestration.cli.pipeline import main_run
from orchestration.jobs.draft_record import record_draft

TODAY = date(2019, 8, 1)
QUARTER = Quarter.parse("2019-20-Q1")


class Started(Exception):
    """The run went on to Dagster."""


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project in the place of the real one."""
    root = tmp_path / "project"
    for room in fingerprints.ROOMS:
        (root / room).mkdir(parents=True)
        (root / room / "code.py").write_text(room)
    (root / "requirements.lock").write_text("duckdb==1")
    monkeypatch.setattr(fingerprints, "ROOT", root)
    monkeypatch.setattr(fingerprints, "LOCKED", root / "requirements.lock")
    return root


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A county of its own, by its path."""
    folder = tmp_path / "county"
    shutil.copytree(county_folder(), folder)
    monkeypatch.setenv("DAW_COUNTY", str(folder))
    return folder


@pytest.fixture
def workspace(
    tmp_path: Path, code: Path, county: Path, monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """What a run leaves: a landed file, a warehouse of it and a draft of the warehouse."""
    workspace = Workspace.at(tmp_path / "workspace")
    workspace.prepare()
    (workspace.submissions / "one.parquet").write_bytes(b"landed")
    with duckdb.connect(workspace.warehouse) as opened:
        opened.execute("create schema quality")
        opened.execute(
            "create table quality.coverage as select 'a' as agency, 'e' as extract, "
            "'2019-20-Q1' as quarter, 'received' as state"
        )
    Fingerprint.of(workspace).write(workspace)
    (workspace.root / "drafts" / str(QUARTER) / "site").mkdir(parents=True)
    record_draft(workspace, QUARTER, draft_fingerprint(workspace))

    def start(workspace: Workspace) -> Path:
        raise Started

    monkeypatch.setattr(pipeline, "dagster_home", start)
    return workspace


def test_a_run_with_nothing_new_does_nothing_and_names_the_draft(workspace: Workspace) -> None:
    done = main_run(workspace, today=TODAY)
    assert (done.built, done.ingested, done.rejected) == ("", 0, 0)
    assert done.quarter == QUARTER
    assert done.page == workspace.root / "drafts" / "2019-20-Q1" / "site" / "index.html"


def test_a_forced_run_goes_on_all_the_same(workspace: Workspace) -> None:
    with pytest.raises(Started):
        main_run(workspace, today=TODAY, force=True)


def test_what_is_left_in_the_inbox_is_told_of_each_time(workspace: Workspace) -> None:
    (workspace.inbox / "elsewhere").symlink_to(workspace.root)
    assert len(main_run(workspace, today=TODAY).left) == 1


def put_file(workspace: Workspace, code: Path, county: Path) -> None:
    """A file has come."""
    (workspace.inbox / "agency").mkdir()
    (workspace.inbox / "agency" / "return.csv").write_text("new")


def leave_work(workspace: Workspace, code: Path, county: Path) -> None:
    """A killed run left a file half landed."""
    (workspace.work / "0001").mkdir()


def land(workspace: Workspace, code: Path, county: Path) -> None:
    """Another command landed a file."""
    (workspace.submissions / "two.parquet").write_bytes(b"landed")


def write_code(workspace: Workspace, code: Path, county: Path) -> None:
    """The code has changed."""
    (code / "dbt_project" / "model.sql").write_text("select 1")


def lock(workspace: Workspace, code: Path, county: Path) -> None:
    """Other versions of libraries are in use."""
    (code / "requirements.lock").write_text("duckdb==2")


def change_policy(workspace: Workspace, code: Path, county: Path) -> None:
    """The county has another policy."""
    file = county / "policy.yml"
    file.write_text(file.read_text() + "# signed again\n")


def erase(workspace: Workspace, code: Path, county: Path) -> None:
    """People were erased, and the warehouse could not be built."""
    workspace.erasure_mark.touch()


def lose_fingerprint(workspace: Workspace, code: Path, county: Path) -> None:
    """A build was killed between the warehouse and its fingerprint."""
    fingerprints.fingerprint_file(workspace).unlink()


def lose_warehouse(workspace: Workspace, code: Path, county: Path) -> None:
    """Somebody removed the warehouse."""
    workspace.warehouse.unlink()


def publish(workspace: Workspace, code: Path, county: Path) -> None:
    """A release has come that the draft is not compared with."""
    release = workspace.root / "releases" / "2018-19-Q4" / "v1"
    release.mkdir(parents=True)
    (release / "manifest.json").write_text("{}")


def lose_draft(workspace: Workspace, code: Path, county: Path) -> None:
    """Somebody removed the draft."""
    shutil.rmtree(workspace.root / "drafts")


@pytest.mark.parametrize(
    "change",
    [
        put_file, leave_work, land, write_code, lock, change_policy, erase, lose_fingerprint,
        lose_warehouse, publish, lose_draft,
    ],
)  # fmt: skip
def test_a_run_goes_on_where_anything_has_changed(
    workspace: Workspace,
    code: Path,
    county: Path,
    change: Callable[[Workspace, Path, Path], None],
) -> None:
    change(workspace, code, county)
    with pytest.raises(Started):
        main_run(workspace, today=TODAY)


def test_a_quarter_that_ends_meanwhile_is_drafted(workspace: Workspace) -> None:
    with duckdb.connect(workspace.warehouse) as opened:
        opened.execute("insert into quality.coverage values ('a', 'e', '2019-20-Q2', 'received')")
    assert main_run(workspace, today=date(2019, 9, 30)).quarter == QUARTER
    with pytest.raises(Started):
        main_run(workspace, today=date(2019, 10, 1))


def test_a_fingerprint_tells_what_has_changed(
    workspace: Workspace, code: Path, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Fingerprint.of(workspace)
    land(workspace, code, county)
    assert Fingerprint.of(workspace).changed_since(before) == {"landing"}
    write_code(workspace, code, county)
    assert Fingerprint.of(workspace).changed_since(before) == {"landing", "code"}
    change_policy(workspace, code, county)
    assert Fingerprint.of(workspace).changed_since(before) == {"landing", "code", "seeds"}
    assert not is_current(workspace)
    Fingerprint.of(workspace).write(workspace)
    assert is_current(workspace)


def test_a_torn_fingerprint_is_none(workspace: Workspace) -> None:
    fingerprints.fingerprint_file(workspace).write_text('{"landing": ')
    assert Fingerprint.read(workspace) is None


def test_a_draft_of_a_warehouse_that_is_not_current_is_of_nothing_known(
    workspace: Workspace, code: Path, county: Path
) -> None:
    land(workspace, code, county)
    assert draft_fingerprint(workspace) is None
