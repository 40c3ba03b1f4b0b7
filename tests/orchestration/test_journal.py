"""The audit trail is added to, told in order, and shows where somebody changed it."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from orchestration.journal import Journal


def test_lines_come_back_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.record("land", outcome="accepted")
    journal.record("build")
    entries = list(journal.entries())
    assert [each.action for each in entries] == ["land", "build"]
    assert entries[0].details == {"outcome": "accepted"}
    assert all(each.is_intact for each in entries)


def test_the_trail_is_for_its_owner_alone(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.record("build")
    assert journal.path.stat().st_mode & 0o777 == 0o600


def test_a_line_that_a_crash_cut_short_is_no_line(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.record("land")
    with journal.path.open("ab") as file:
        file.write(b'{"at": "2019-0')
    journal.record("build")
    entries = list(journal.entries())
    assert [each.action for each in entries] == ["land", "build"]
    assert all(each.is_intact for each in entries)


@given(changed=st.integers(0, 2), what=st.sampled_from(["alter", "remove", "garble"]))
def test_tampering_shows_from_the_next_line_on(
    tmp_path_factory: object, changed: int, what: str
) -> None:
    journal = Journal(tmp_path_factory.mktemp("home"))  # type: ignore[attr-defined]
    for number in range(4):
        journal.record("land", number=number)
    lines = journal.path.read_bytes().splitlines(keepends=True)
    if what == "alter":
        lines[changed] = lines[changed].replace(b'"land"', b'"look"')
    elif what == "garble":
        lines[changed] = b"not a line\n"
    else:
        del lines[changed]
    journal.path.write_bytes(b"".join(lines))
    entries = list(journal.entries())
    assert not entries[-1].is_intact
    assert all(each.is_intact for each in entries[:changed])
