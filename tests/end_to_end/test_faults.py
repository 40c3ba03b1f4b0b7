"""A full or locked disk and a key that is not there end each job in plain words, nothing lost."""

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.conftest import run_daw

QUARTER = "2019-20-Q2"
NEW = "cherwell/sanctuary as at 30 September 2019.csv"
LEFT_OUT = shutil.ignore_patterns("dagster", "drafts", "journal.jsonl", ".accepted")
IN_SMALL_DISK = """
mount -t tmpfs -o size=200m none "$1" && cp -a "$1.before/." "$1/" || exit 99
if [ "$2" = locked ]; then mount -o remount,ro "$1"
else
  dd if=/dev/zero of="$1/filler" bs=1k status=none 2>/dev/null
  truncate -s "-$3" "$1/filler"
fi
folder="$1" daw="$4"; shift 4
DAW_HOME="$folder" "$daw" "$@"; status=$?
rm -f "$folder/filler"
cp -a "$folder/." "$folder.after/" && exit $status
"""


def small_disks() -> list[str]:
    """The words that let a command mount a disk of its own; the tests are skipped without."""
    for words in (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"]):
        command = [*words, "mount", "-t", "tmpfs", "none", "/mnt"]
        if shutil.which("unshare") and not subprocess.run(command, stderr=-3).returncode:
            return words
    return []


SMALL_DISKS = small_disks()


@pytest.fixture
def workspace(demo_workspace: Path, tmp_path: Path) -> Path:
    """A workspace with a warehouse, a key and one new file in the inbox."""
    workspace = shutil.copytree(demo_workspace, tmp_path / "workspace", ignore=LEFT_OUT)
    (workspace / "inbox" / NEW).write_text("Case Ref,Referred\nS1,1 September 2019\n")
    return workspace


@dataclass
class Ended:
    """How a command ended, and the workspace that it left."""

    status: int
    told: str
    workspace: Path


def on_small_disk(workspace: Path, kind: str, free: str, *words: str) -> Ended:
    """A `daw` command on a copy of the workspace, its disk full but for `free`, or locked."""
    from tests.end_to_end.conftest import DAW

    folder = workspace.with_name("disk")
    for name in ("disk", "disk.after"):
        workspace.with_name(name).mkdir()
    workspace.with_name("disk.before").symlink_to(workspace)
    done = subprocess.run(
        [*SMALL_DISKS, "sh", "-c", IN_SMALL_DISK, "sh", folder, kind, free, DAW, *words],
        capture_output=True,
        text=True,
    )
    return Ended(done.returncode, done.stdout + done.stderr, workspace.with_name("disk.after"))


def contents(workspace: Path, *names: str) -> dict[str, str]:
    """A hash of every file in the folders and files named."""
    return {
        str(path.relative_to(workspace)): hashlib.sha256(path.read_bytes()).hexdigest()
        for name in names
        for path in sorted([workspace / name, *(workspace / name).rglob("*")])
        if path.is_file() and "_schema" not in path.parts
    }


WHAT_STAYS = ("landing", "secrets", "warehouse.duckdb", "publication.duckdb", "releases")


@pytest.mark.skipif(not SMALL_DISKS, reason="this machine lets nobody mount a small disk")
@pytest.mark.parametrize(
    ("kind", "free", "words"),
    [
        ("full", "0", ("land",)),
        ("full", "0", ("run",)),
        pytest.param("full", "0", ("build",), marks=pytest.mark.long),
        ("full", "400k", ("publish", QUARTER, "--edition", "board")),
        ("locked", "0", ("run",)),
        pytest.param("locked", "0", ("publish", QUARTER), marks=pytest.mark.long),
    ],
)
def test_a_disk_that_takes_nothing_more(
    workspace: Path, kind: str, free: str, words: tuple[str, ...]
) -> None:
    ended = on_small_disk(workspace, kind, free, *words)
    assert ended.status == 1, ended.told
    assert "disk" in ended.told
    assert "Traceback" not in ended.told
    assert len(ended.told.splitlines()) <= 2, ended.told
    assert contents(ended.workspace, *WHAT_STAYS) == contents(workspace, *WHAT_STAYS)
    assert not [*ended.workspace.glob(".build/run"), *ended.workspace.glob(".publish/run-*")]
    if words == ("land",):
        assert (ended.workspace / "inbox" / NEW).exists()
        again = run_daw(ended.workspace, "land")
        assert (again.returncode, "accepted" in again.stdout) == (0, True), again.stderr


@pytest.mark.parametrize(
    ("verb", "key", "told"),
    [
        ("land", None, "is missing"),
        pytest.param("run", None, "is missing", marks=pytest.mark.long),
        ("land", "00" * 32 + "\n", "is not the one"),
        ("land", "no key\n", "cannot be read"),
    ],
)
def test_a_key_that_is_missing_changed_or_damaged(
    workspace: Path, verb: str, key: str | None, told: str
) -> None:
    file = workspace / "secrets" / "pseudonym.key"
    file.unlink()
    if key is not None:
        file.write_text(key)
    before = contents(workspace, *WHAT_STAYS)
    done = run_daw(workspace, verb)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.count(told) == 1
    assert len(done.stderr.splitlines()) == 1
    assert file.exists() == (key is not None)
    assert contents(workspace, *WHAT_STAYS) == before
    assert (workspace / "inbox" / NEW).exists()
