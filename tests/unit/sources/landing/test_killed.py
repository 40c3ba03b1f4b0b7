"""A landing that is killed anywhere is finished by the next: nothing lost, nothing doubled."""

import os
import shutil
import signal
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.workspace import Workspace
from sources.contract.code_lists import CodeLists
from sources.contract.rules import SourceRules
from sources.contract.schema import Contract, contracts_of
from sources.landing import ingest, landed_files
from sources.landing.submissions import landed_submissions
from sources.privacy import erasure, key_rotation
from sources.privacy.pseudonyms import Keys, save_keys
from sources.validation.limited_validation import FileValidator
from sources.wording.rejection_text import SET_ASIDE
from tests.support.landing.validated_here import validate_here

AGENCY = "cherwell"
FILES = {
    "a sanctuary as at 30 June 2019.csv": "Case Ref,Referred\nS1,1 May 2019\nS2,31 June 2019\n",
    "b sanctuary as at 31 May 2019.csv": "Case Ref,Referred\nS1,31 June 2019\n",
    "c the first again.csv": "Case Ref,Referred\nS1,1 May 2019\nS2,31 June 2019\n",
}
STEPS = [
    (Path, "rename"), (Path, "replace"), (Path, "mkdir"), (Path, "unlink"), (os, "fsync"),
    (shutil, "rmtree"), (landed_files.pq.ParquetWriter, "write_table"),
]  # fmt: skip
"""What changes a file or a folder: the process is killed before the nth of these."""

Job = Callable[[Workspace], Any]


@pytest.fixture
def job(contracts: dict[str, Contract], codes: CodeLists, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setattr(FileValidator, "validate", validate_here)
    own = contracts_of(AGENCY, contracts)
    rules = SourceRules(own, codes)
    return lambda workspace: ingest.land(workspace, rules, received_at=datetime(2019, 7, 10, 9))


def fresh_workspace(root: Path) -> Workspace:
    workspace = Workspace.at(root)
    (workspace.inbox / AGENCY).mkdir(parents=True)
    for name, text in FILES.items():
        (workspace.inbox / AGENCY / name).write_text(text)
    save_keys(workspace.key_file, Keys((b"k" * 32,)))
    return workspace


def contents(workspace: Workspace) -> dict[str, bytes]:
    return {
        str(path.relative_to(workspace.root)): path.read_bytes()
        for path in sorted(workspace.root.rglob("*"))
        if path.is_file()
    }


def killed_before(step: int, job: Job, workspace: Workspace) -> bool:
    """Whether the job, run in a process of its own, was killed; False when it ended before."""
    child = os.fork()
    if child == 0:
        left = [step]

        def counted(function: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **options: Any) -> Any:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return function(*args, **options)

            return call

        for owner, name in STEPS:
            setattr(owner, name, counted(getattr(owner, name)))
        job(workspace)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_every_seventh_step_of_a_landing(tmp_path: Path, job: Job) -> None:
    assert kill_landings(tmp_path, job, stride=7) > 50


@pytest.mark.long
def test_each_step_of_a_landing(tmp_path: Path, job: Job) -> None:
    assert kill_landings(tmp_path, job, stride=1) > 50


def kill_landings(tmp_path: Path, job: Job, stride: int) -> int:
    """The last step before which a landing was killed; after each kill the next run finishes."""
    whole = fresh_workspace(tmp_path / "whole")
    assert [one.outcome for one in job(whole)] == ["accepted", "rejected", "duplicate"]
    wanted = contents(whole)
    step = 1
    while True:
        workspace = fresh_workspace(tmp_path / str(step))
        killed = killed_before(step, job, workspace)
        job(workspace)
        assert contents(workspace) == wanted, f"killed before step {step}"
        shutil.rmtree(workspace.root)
        if not killed:
            return step
        step += stride


def test_each_step_of_a_resumed_landing(tmp_path: Path, job: Job) -> None:
    whole = fresh_workspace(tmp_path / "whole")
    job(whole)
    wanted = contents(whole)
    for first in (20, 40, 60):
        for second in (1, 5, 9, 13):
            workspace = fresh_workspace(tmp_path / f"{first}-{second}")
            assert killed_before(first, job, workspace)
            killed_before(second, job, workspace)
            landed = job(workspace)
            # A file on which both runs died is set aside, and the others are landed.
            if not any(each.message == SET_ASIDE for each in landed):
                assert contents(workspace) == wanted, f"killed before step {first}, then {second}"
            assert len(landed_submissions(workspace)) == len(FILES)


def test_each_step_of_a_rotation(
    tmp_path: Path, job: Job, contracts: dict[str, Contract], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Keys, "with_new", lambda keys: Keys((*keys.secrets, b"n" * 32)))
    whole = fresh_workspace(tmp_path / "whole")
    job(whole)
    before = shutil.copytree(whole.root, tmp_path / "before")
    key_rotation.rotate(whole, contracts)
    wanted = contents(whole)
    step, killed = 0, True
    while killed:
        step += 1
        workspace = Workspace.at(shutil.copytree(before, tmp_path / str(step)))
        killed = killed_before(
            step, lambda workspace: key_rotation.rotate(workspace, contracts), workspace
        )
        with workspace.landing_lock():
            keys, _ = key_rotation.keys_in_use(workspace, contracts)
        if len(keys.secrets) == 1:  # killed before the new key was kept
            key_rotation.rotate(workspace, contracts)
        found = contents(workspace)
        assert found.keys() - wanted.keys() <= {"secrets/.pseudonym.key.next.part"}
        assert all(found[path] == content for path, content in wanted.items()), step
        shutil.rmtree(workspace.root)
    assert step > 10


def test_each_step_of_an_erasure(tmp_path: Path, job: Job, contracts: dict[str, Contract]) -> None:
    def erase(workspace: Workspace) -> int:
        return erasure.erase(workspace, contracts, AGENCY, ["s1"]).rows

    whole = fresh_workspace(tmp_path / "whole")
    job(whole)
    before = shutil.copytree(whole.root, tmp_path / "before")
    assert erase(whole) == 1
    wanted = contents(whole)
    step, killed = 0, True
    while killed:
        step += 1
        workspace = Workspace.at(shutil.copytree(before, tmp_path / str(step)))
        killed = killed_before(step, erase, workspace)
        erase(workspace)
        assert contents(workspace) == wanted, step
        shutil.rmtree(workspace.root)
    assert step > 4
