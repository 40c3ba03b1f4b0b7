"""The audit trail is added to, told in order, and shows where somebody changed it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from orchestration.cli.main import app
from orchestration.jobs.audit_log import AuditLog


def test_lines_come_back_in_order(tmp_path: Path) -> None:
    audit_log = AuditLog(tmp_path)
    audit_log.record("land", outcome="accepted")
    audit_log.record("build")
    entries = list(audit_log.entries())
    assert [each.action for each in entries] == ["land", "build"]
    assert entries[0].details == {"outcome": "accepted"}
    assert all(each.is_intact for each in entries)


def test_the_trail_is_for_its_owner_alone(tmp_path: Path) -> None:
    audit_log = AuditLog(tmp_path)
    audit_log.record("build")
    assert audit_log.path.stat().st_mode & 0o777 == 0o600


def test_many_lines_are_added_to_a_trail_of_any_length(tmp_path: Path) -> None:
    audit_log = AuditLog(tmp_path)
    details = [{"file": number, "said": "x" * 40_000} for number in range(5)]
    audit_log.record_all("land", [])
    assert not audit_log.path.exists()
    audit_log.record_all("land", details)
    audit_log.record_all("land", details)
    entries = list(audit_log.entries())
    assert [each.details for each in entries] == details * 2
    assert all(each.is_intact for each in entries)


def test_a_line_that_a_crash_cut_short_is_no_line(tmp_path: Path) -> None:
    audit_log = AuditLog(tmp_path)
    audit_log.record("land")
    with audit_log.path.open("ab") as file:
        file.write(b'{"at": "2019-0')
    audit_log.record("build")
    entries = list(audit_log.entries())
    assert [each.action for each in entries] == ["land", "build"]
    assert all(each.is_intact for each in entries)


@given(changed=st.integers(0, 2), what=st.sampled_from(["alter", "remove", "garble"]))
def test_tampering_shows_from_the_next_line_on(
    tmp_path_factory: object, changed: int, what: str
) -> None:
    audit_log = AuditLog(tmp_path_factory.mktemp("workspace"))  # type: ignore[attr-defined]
    for number in range(4):
        audit_log.record("land", number=number)
    lines = audit_log.path.read_bytes().splitlines(keepends=True)
    if what == "alter":
        lines[changed] = lines[changed].replace(b'"land"', b'"look"')
    elif what == "garble":
        lines[changed] = b"not a line\n"
    else:
        del lines[changed]
    audit_log.path.write_bytes(b"".join(lines))
    entries = list(audit_log.entries())
    assert not entries[-1].is_intact
    assert all(each.is_intact for each in entries[:changed])


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda lines: [lines[0], lines[1].replace(b"build", b"bonus"), lines[2]], 1),
        (lambda lines: [lines[0], lines[2]], 1),
        (lambda lines: [*lines[:2], lines[2][:20]], 0),  # a kill came while it was written
        (lambda lines: lines, 0),
    ],
)
def test_the_command_tells_of_a_trail_that_was_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: object, status: int
) -> None:
    audit_log = AuditLog(tmp_path)
    for action in ("land", "build", "publish"):
        audit_log.record(action)
    lines = audit_log.path.read_bytes().splitlines(keepends=True)
    audit_log.path.write_bytes(b"".join(change(lines)))  # type: ignore[operator]
    monkeypatch.setenv("DAW_HOME", str(tmp_path))
    told = CliRunner().invoke(app, ["log"])
    assert told.exit_code == status


def test_who_is_the_account_and_not_what_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody_else")
    audit_log = AuditLog(tmp_path)
    audit_log.record("erase")
    assert [each.who for each in audit_log.entries()] != ["somebody_else"]


def test_what_began_and_never_ended_shows(tmp_path: Path) -> None:
    audit_log = AuditLog(tmp_path)
    with audit_log.record_both_ends("purge") as came_to:
        came_to["originals"] = 2
    with pytest.raises(OSError, match="full"), audit_log.record_both_ends("purge"):
        raise OSError("full")
    told = [(each.action, each.details) for each in audit_log.entries()]
    assert told == [("purge begun", {}), ("purge", {"originals": 2}), ("purge begun", {})]
    newest = audit_log.newest("purge", originals=2)
    assert newest
    assert audit_log.newest("purge", originals=3) is None
