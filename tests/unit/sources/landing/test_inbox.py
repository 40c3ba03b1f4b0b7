"""What lies in the inbox beside good files stops none of them, and nothing is left without a word.

The rules: docs/acceptance.md#what-is-left-in-the-inbox.
"""

import os
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sources.landing.inbox import OPEN_FOR_WRITING, LeftEntry, list_inbox
from sources.landing.receive import Receiver
from sources.landing_errors import LandingError
from sources.validation.limited_validation import FileValidator, SentFile
from tests.support.landing.office import ONE, POLICE, RECEIVED, TWO, Office

GOOD = f"{POLICE}/incidents Q1 2019-20.csv"
SANCTUARY = b"Case Ref,Referred\nS1,1 May 2019\n"


def refuse(monkeypatch: pytest.MonkeyPatch, call: str, path: Path) -> None:
    """Have the system refuse a call on the path, as it refuses all but the superuser."""
    real = getattr(os, call)

    def refused(asked: Any, *args: Any, **options: Any) -> Any:
        if not isinstance(asked, int) and Path(asked) == path:
            raise PermissionError(13, "Permission denied", str(path))
        return real(asked, *args, **options)

    monkeypatch.setattr(os, call, refused)


class TestOthersGoOn:
    """An entry that cannot be taken is named and left; the good file beside it is landed."""

    def landed_beside(self, office: Office) -> LeftEntry:
        office.put(ONE, path=GOOD)
        assert [one.outcome for one in office.land()] == ["accepted"]
        (left,) = office.left
        assert left.is_fault
        return left

    def test_a_file_that_cannot_be_opened(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = office.put(TWO, path="cherwell/jo@example.org 123456789.csv")
        refuse(monkeypatch, "open", file)
        left = self.landed_beside(office)
        assert left.name == "cherwell/(email) (number).csv"
        assert "permission denied" in left.reason
        assert file.exists()

    def test_a_file_that_cannot_be_moved(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = office.put(TWO, path="cherwell/a.csv")
        refuse(monkeypatch, "rename", file)
        assert self.landed_beside(office).name == "cherwell/a.csv"
        assert file.exists()
        assert not list(office.workspace.work.iterdir())

    def test_a_folder_that_cannot_be_read(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = office.put(TWO, path="cherwell/sub/a.csv").parent
        refuse(monkeypatch, "scandir", folder)
        assert self.landed_beside(office).name == "cherwell/sub"

    def test_a_socket(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = office.put(TWO, path="cherwell/a.csv").parent
        office.land()
        monkeypatch.chdir(folder)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("s.csv")
        left = self.landed_beside(office)
        assert (left.name, "a socket" in left.reason) == ("cherwell/s.csv", True)
        assert (folder / "s.csv").is_socket()

    @pytest.mark.parametrize("is_named", [False, True])
    def test_a_pipe(self, office: Office, is_named: bool) -> None:
        pipe = office.workspace.inbox / "cherwell" / "pipe.csv"
        pipe.parent.mkdir(parents=True)
        os.mkfifo(pipe)
        good = office.put(ONE, path=GOOD)
        assert len(office.land(files=[pipe, good] if is_named else None)) == 1
        assert [(left.name, left.is_fault) for left in office.left] == [("cherwell/pipe.csv", True)]

    def test_folders_without_end(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        top, depth = office.workspace.inbox / "cherwell", 1_200
        top.mkdir(parents=True)
        monkeypatch.chdir(top)
        try:
            for _ in range(depth):  # the whole path is longer than the system takes
                Path("deep").mkdir()
                os.chdir("deep")
            left = self.landed_beside(office)
        finally:  # pytest cannot remove so deep a folder
            subprocess.run(["rm", "-rf", top / "deep"], check=True)
        assert left.name.startswith("cherwell/deep/deep/")
        assert len(left.name) < 300

    def test_a_link_that_leads_nowhere(self, office: Office) -> None:
        link = office.workspace.inbox / "cherwell" / "link.csv"
        link.parent.mkdir(parents=True)
        link.symlink_to("nowhere")
        old = time.time() - 60
        os.utime(link, (old, old), follow_symlinks=False)
        assert list(list_inbox(office.workspace, settled_seconds=30).files) == [link]
        office.put(ONE, path=GOOD)
        assert [one.code for one in office.land()] == ["unreadable", None]


class TestLeft:
    """What is no file of an agency's is left with a line; it is nobody's fault."""

    @pytest.mark.parametrize("name", [".return.csv", "~$return.xlsx", ".sub/return.csv"])
    def test_names_of_what_programs_put_beside_files(self, office: Office, name: str) -> None:
        file = office.put(ONE, path=f"cherwell/{name}")
        assert office.land() == []
        (left,) = office.left
        assert left.name == f"cherwell/{name.split('/')[0]}"
        assert not left.is_fault
        assert file.exists()

    def test_a_linked_folder(self, office: Office, tmp_path: Path) -> None:
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "a.csv").write_text("x")
        office.workspace.inbox.mkdir(parents=True)
        (office.workspace.inbox / "cherwell").symlink_to(elsewhere)
        for agency in (None, "cherwell"):
            assert office.land(agency=agency) == []
            assert [left.name for left in office.left] == ["cherwell"]
        assert (elsewhere / "a.csv").exists()

    def test_what_landing_keeps_there_itself_is_no_entry(self, office: Office) -> None:
        office.put(ONE)
        office.put(["x"], path="cherwell/z.csv")
        office.land()
        assert office.land() == []
        assert office.left == []


class TestSettled:
    """The sensor takes files that nobody has written to for a while."""

    @staticmethod
    def listed(office: Office, age: float) -> tuple[int, list[str]]:
        file = office.put(ONE)
        os.utime(file, (time.time() - age, time.time() - age))
        listing = list_inbox(office.workspace, settled_seconds=30)
        return len(listing.files), [left.reason for left in listing.left]

    def test_an_old_file_is_taken_and_a_new_one_waits(self, office: Office) -> None:
        assert self.listed(office, 31) == (1, [])
        assert self.listed(office, 5) == (0, [])

    def test_a_file_from_the_future_is_named(self, office: Office) -> None:
        taken, (reason,) = self.listed(office, -3600)
        assert (taken, "future" in reason) == (0, True)

    def test_an_old_file_that_is_still_open_is_named(self, office: Office) -> None:
        with office.put(ONE).open("a"):
            assert self.listed(office, 31) == (0, [OPEN_FOR_WRITING])


class TestStillWritten:
    """A file that is still being written is left for a later run, which lands it whole."""

    LAST = "O9,1 May 2019,Crime,,,\n"

    def left_then_landed(self, office: Office, file: Path) -> None:
        assert file.exists()
        assert not list(office.workspace.work.iterdir())
        assert not office.tables("return")
        assert [left.is_fault for left in office.left] == [False]
        (submission,) = office.land()
        assert submission.returns[0].rows_read == 2
        assert office.left == []

    @pytest.mark.parametrize("is_named", [False, True])
    def test_another_program_has_it_open(self, office: Office, is_named: bool) -> None:
        file = office.put(ONE)
        with file.open("a") as stream:
            assert office.land(files=[file] if is_named else None) == []
            stream.write(self.LAST)
        self.left_then_landed(office, file)

    def test_one_elsewhere_that_another_program_has_open(
        self, office: Office, tmp_path: Path
    ) -> None:
        file = office.put(ONE).rename(tmp_path / "incidents Q1 2019-20.csv")
        with file.open("a"):
            assert office.land(files=[file], agency=POLICE) == []
        assert [left.reason for left in office.left] == [OPEN_FOR_WRITING]
        assert len(office.land(files=[file], agency=POLICE)) == 1

    @pytest.mark.parametrize("keeps_time", [False, True])
    def test_it_changes_while_it_is_read(
        self, office: Office, monkeypatch: pytest.MonkeyPatch, keeps_time: bool
    ) -> None:
        file = office.put(ONE)
        self.change_after(FileValidator.validate, monkeypatch, keeps_time)
        assert office.land() == []
        monkeypatch.undo()
        self.left_then_landed(office, file)

    def change_after(
        self, read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, keeps_time: bool
    ) -> None:
        """Have a program write to the file that is read, after it was."""

        def read_then_written(validator: FileValidator, files: list[SentFile], *args: Any) -> Any:
            ((sent,), results) = files, read(validator, files, *args)
            before = sent.path.stat()
            with sent.path.open("a") as stream:
                stream.write(self.LAST)
            if keeps_time:
                os.utime(sent.path, ns=(before.st_atime_ns, before.st_mtime_ns))
            return results

        monkeypatch.setattr(FileValidator, "validate", read_then_written)

    def test_it_is_open_still_when_it_was_read(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file, read, streams = office.put(ONE), FileValidator.validate, []

        def read_while_open(validator: FileValidator, files: list[SentFile], *args: Any) -> Any:
            streams.extend(sent.path.open("a") for sent in files)
            return read(validator, files, *args)

        monkeypatch.setattr(FileValidator, "validate", read_while_open)
        assert office.land() == []
        monkeypatch.undo()
        with streams.pop() as stream:
            stream.write(self.LAST)
        self.left_then_landed(office, file)

    def test_its_sender_has_sent_another_meanwhile(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = office.put(ONE)
        read = FileValidator.validate

        def read_while_sent(*args: Any) -> Any:
            office.put(TWO)
            return read(*args)

        self.change_after(read_while_sent, monkeypatch, False)
        office.land()
        assert [left.name for left in office.left] == [f"{POLICE}/incidents Q1 2019-20 (2).csv"]
        assert file.read_text().count("\n") == 2
        assert file.with_name("incidents Q1 2019-20 (2).csv").read_text().count("\n") == 3

    def test_it_changed_since_a_run_was_killed(self, office: Office) -> None:
        file = office.put(ONE)
        office.workspace.prepare()
        (received,) = Receiver(office.workspace, frozenset([POLICE]), RECEIVED).receive([file])
        assert not isinstance(received, LeftEntry)
        with received.original.open("a") as stream:
            stream.write(self.LAST)
        # The file is put back when it is resumed, and then lies in the inbox like any other.
        (submission,) = office.land()
        assert submission.returns[0].rows_read == 2
        assert len(office.left) == 1


class TestPaths:
    """A named file belongs to the folder in which it really lies."""

    def test_a_way_through_another_agency_s_folder(self, office: Office) -> None:
        office.put_bytes(SANCTUARY, "cherwell/a as at 30 June 2019.csv")
        (office.workspace.inbox / POLICE).mkdir()
        roundabout = office.workspace.inbox / POLICE / ".." / "cherwell/a as at 30 June 2019.csv"
        (submission,) = office.land(files=[roundabout])
        assert (submission.agency, submission.outcome) == ("cherwell", "accepted")

    @pytest.mark.parametrize("way", ["..", "cherwell/../..", "cherwell/linked"])
    def test_a_way_out_of_the_inbox(self, office: Office, way: str) -> None:
        office.put(ONE)
        office.land()
        (office.workspace.inbox / "cherwell").mkdir()
        (office.workspace.inbox / "cherwell" / "linked").symlink_to(office.workspace.root)
        key = office.workspace.key_file
        roundabout = office.workspace.inbox / way / "secrets" / key.name
        with pytest.raises(LandingError, match="needs the agency that sent it"):
            office.land(files=[roundabout])
        office.land(files=[roundabout], agency="cherwell")
        assert key.exists()

    def test_an_original_that_landing_keeps_stays_there(self, office: Office) -> None:
        office.put(ONE)
        office.land()
        (kept,) = office.workspace.accepted.glob(f"{POLICE}/*/*.csv")
        with pytest.raises(LandingError, match="needs the agency that sent it"):
            office.land(files=[kept])
        assert [one.outcome for one in office.land(files=[kept], agency=POLICE)] == ["duplicate"]
        assert kept.exists()

    def test_the_inbox_of_another_agency_than_the_one_named(self, office: Office) -> None:
        file = office.put(ONE)
        with pytest.raises(LandingError, match="a different agency"):
            office.land(files=[file], agency="cherwell")
        assert file.exists()

    def test_a_workspace_behind_a_link(self, office: Office, tmp_path: Path) -> None:
        file = office.put(ONE)
        link = tmp_path / "link"
        link.symlink_to(office.workspace.root)
        named = link / file.relative_to(office.workspace.root)
        assert [one.agency for one in office.land(files=[named])] == [POLICE]
        assert not file.exists()
