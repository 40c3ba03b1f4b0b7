"""What `daw land` prints of an inbox in which not everything can be taken, and how it ends."""

import os
from pathlib import Path

from tests.end_to_end.conftest import run_daw

GOOD = "cherwell/sanctuary as at 30 June 2019.csv"


def put(workspace: Path) -> Path:
    file = workspace / "inbox" / GOOD
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("Case Ref,Referred\nS1,1 May 2019\n")
    return file


def test_a_fault_is_a_line_and_status_1_and_what_is_waited_for_is_a_line(tmp_path: Path) -> None:
    file = put(tmp_path)
    (file.parent / ".hidden.csv").write_text("x")
    with (file.parent / "open.csv").open("w"):
        done = run_daw(tmp_path, "land")
    assert done.returncode == 0, done.stderr
    lines = [line.partition(":")[0] for line in done.stdout.splitlines()]
    agency, _, name = lines[-1].partition(", ")
    assert lines[:-1] == ["cherwell/.hidden.csv", "cherwell/open.csv"]
    assert (agency, f"cherwell/{name}") == ("Cherwell District Council", GOOD)
    os.mkfifo(file.parent / "pipe 1234567.csv")
    (file.parent / "open.csv").unlink()
    done = run_daw(tmp_path, "land")
    assert done.returncode == 1
    assert "cherwell/pipe (number).csv: left" in done.stdout
    assert done.stderr == ""


def test_a_time_after_now_needs_force(tmp_path: Path) -> None:
    file = put(tmp_path)
    for verb in ("land", "run"):
        done = run_daw(tmp_path, verb, "--received-at", "9999-12-31")
        assert done.returncode == 1
        assert "--force" in done.stderr
        assert file.exists()
    done = run_daw(tmp_path, "land", "--received-at", "9999-12-31", "--force")
    assert done.returncode == 0, done.stderr
    assert "accepted" in done.stdout
