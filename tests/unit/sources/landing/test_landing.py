"""Files on their way from the inbox to the landing area (architecture.md, Files on disk)."""

import errno
import os
import stat
from datetime import date, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sources.landing.submissions import Submission, landed_submissions, read_submission
from sources.landing_errors import LandingError
from sources.privacy.pseudonyms import PseudonymKeyError
from tests.support.landing.office import ONE, POLICE, RECEIVED, TWO, Office

INCIDENT_COLUMNS = ["occurrence", "recorded_on", "crime", "victim", "victim_age"]
BAD = ["O3", "31/06/2019", "Crime", "V1", "Marker", "32"]


def test_an_accepted_file(office: Office) -> None:
    office.put(ONE, TWO, BAD)
    (submission,) = office.land()
    assert (submission.outcome, submission.agency) == ("accepted", POLICE)
    assert submission.file_name == "incidents Q1 2019-20.csv"
    (one,) = submission.returns
    assert (one.rows_read, one.rows_accepted, one.rows_quarantined) == (3, 2, 1)
    assert one.issues == {"invalid_value": 1}
    rows = office.tables()
    assert [row["row_number"] for row in rows] == [2, 3]
    assert rows[0]["recorded_on"] == date(2019, 5, 2)
    assert rows[0]["victim_age"] == "25-34"
    assert [row["recorded_on"] for row in office.tables("quarantined")] == [None]
    assert office.tables("issues")[0]["message"] == "The cell is not a date."
    assert office.tables("return")[0] == {
        "submission_id": submission.submission_id,
        "agency": POLICE,
        "extract": "da_incidents",
        "delivery": "quarterly",
        "quarter": "2019-20-Q1",
        "as_at": None,
        "received_at": RECEIVED,
        "file_name": "incidents Q1 2019-20.csv",
        "sequence": 1,
        "sheet_order": 1,
        "rows_read": 3,
        "rows_accepted": 2,
        "rows_quarantined": 1,
        "rows_left_out": 0,
        "columns_found": INCIDENT_COLUMNS,
        "issues_not_listed": 0,
    }


def test_the_original_and_its_report_stay_in_the_inbox(office: Office) -> None:
    office.put(ONE, BAD)
    (submission,) = office.land()
    folder = office.workspace.accepted / POLICE / submission.submission_id
    found = office.workspace.reports / POLICE / "2019-20-Q1"
    for place in (folder, found):
        text = (place / "incidents Q1 2019-20 - report.txt").read_text()
        assert "- Recorded: '31/06/2019' is not a date (row 3).\n" in text
        assert (place / "incidents Q1 2019-20 - marked.xlsx").is_file()
    assert (folder / "incidents Q1 2019-20.csv").is_file()
    assert len(list(found.iterdir())) == 2
    assert not list(office.workspace.work.iterdir())


def test_identifiers_are_pseudonyms_that_match_across_files_and_in_no_other_agency(
    office: Office,
) -> None:
    office.put(ONE, TWO)
    notified = "Occurrence No,Child ID,Incident Date\no1,V1,1 May 2019\n"
    office.put_bytes(notified.encode(), f"{POLICE}/notified Q1 2019-20.csv")
    court = "URN,Witness Ref,Hearing Date,Attended?\nO1,V1,1 May 2019,Y\n"
    office.put_bytes(court.encode(), "criminal_justice_board/court Q1 2019-20.csv")
    office.land()
    rows = {row["row_number"]: row for row in office.tables() if "occurrence" in row}
    incident, other = rows[2], rows[3]
    (notice,) = (row for row in office.tables() if "incident" in row)
    (case,) = (row for row in office.tables() if "case" in row)
    assert len(incident["victim"]) == 64
    assert notice["incident"] == incident["occurrence"]
    assert notice["child"] == incident["victim"] != other["victim"]
    assert case["case"] != incident["occurrence"]


def test_nothing_that_identifies_lies_outside_the_inbox(office: Office) -> None:
    office.put(ONE, TWO, BAD)
    office.land()
    for path, content in office.contents().items():
        assert path.startswith("inbox") or not any(
            value in content for value in (b"O1", b"V1", b"Marker", b"31/06")
        )


def test_files_and_folders_are_their_owner_s_alone(office: Office) -> None:
    office.put(ONE)
    office.land()
    for path in office.workspace.root.rglob("*"):
        if not path.is_relative_to(office.workspace.inbox) or ".accepted" in path.parts:
            wanted = 0o700 if path.is_dir() else 0o600
            if not path.name.endswith(".csv"):
                assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def report(office: Office, quarter: str, name: str, agency: str = POLICE) -> list[str]:
    """Return the lines of the report that people find under a quarter."""
    path = office.workspace.reports / agency / quarter / f"{name} - report.txt"
    return path.read_text().splitlines()


def test_the_agency_s_report_speaks_the_agency_s_words(office: Office) -> None:
    text = (
        "Case No,Date Referred,Completed,Tenure Type\nS1,2/5/2019,1/5/2019,Houseboat\n"
        "s1,3/5/2019,,PRS\n"
    )
    office.put_bytes(text.encode(), "cherwell/sanctuary as at 30 June 2019.csv")
    office.land()
    lines = report(office, "2019-20-Q1", "sanctuary as at 30 June 2019", "cherwell")
    assert lines[0] == (
        "Accepted, but 1 of 2 rows was not counted. Please correct and resend by 21 July 2019."
    )
    assert "From: Cherwell District Council" in lines
    assert "Sanctuary scheme cases, as at 30 June 2019" in lines
    assert "2 rows read: 1 accepted, 1 not counted." in lines
    assert "- Completed: '1/5/2019' is before Date Referred (row 2). Both dates were kept." in lines
    assert "- Row 3 repeats row 2 (same Case No). Only the first is counted." in lines
    (tenure,) = (line for line in lines if "Tenure Type:" in line)
    assert "'Houseboat' is not an accepted answer (row 2). Use one of: Council, Hous" in tenure
    assert not [line for line in lines if "cherwell" in line or "sanctuary_" in line]


def test_a_row_is_not_said_to_count_because_it_was_the_first(office: Office) -> None:
    text = (
        "Case No,Date Referred,Completed,Tenure Type\nS1,31/6/2019,,PRS\nS1,3/5/2019,,PRS\n"
        "S2,3/5/2019,,PRS\nS2,4/5/2019,,PRS\n"
    )
    office.put_bytes(text.encode(), "cherwell/sanctuary as at 30 June 2019.csv")
    office.land()
    lines = report(office, "2019-20-Q1", "sanctuary as at 30 June 2019", "cherwell")
    assert "- Row 3 repeats row 2 (same Case No). Row 2 is not counted either." in lines
    assert "- Row 5 repeats row 4 (same Case No). Only the first is counted." in lines


def test_the_agency_s_report_says_what_counts_nowhere_and_what_was_left_out(office: Office) -> None:
    text = (
        "District,Assessments Completed,DA factor (3A/3B/3C)\nOxford,10,2\nSlough,3,1\n"
        "Reading,4,1\nTotal,17,4\nNote: provisional,,\n,,\nSource: the case system,,\n"
    )
    office.put_bytes(text.encode(), "childrens_social_care/care Q1 2019-20.csv")
    (submission,) = office.land()
    lines = report(office, "2019-20-Q1", "care Q1 2019-20", "childrens_social_care")
    assert lines[0] == "Accepted: all 3 rows were read. There is nothing to do."
    assert (
        "- District: 'Slough' is a place outside the county (row 3). "
        "The row counts in no figure of this county." in lines
    )
    assert any(line.startswith("Rows 5 to 6 and 8 were not read as data") for line in lines)
    (about,) = office.tables("return")
    assert (about["rows_accepted"], about["rows_left_out"]) == (3, 3)
    assert submission.returns[0].rows_left_out == 3
    read = read_submission(office.workspace, submission.submission_id)
    assert read.returns == submission.returns
    assert about["columns_found"] == ["district", "assessments", "assessments_da"]


def test_the_report_of_a_return_without_a_valid_row_says_what_was_left_out_too(
    office: Office,
) -> None:
    office.put(BAD, ["Note: late", "", "", "", "", ""])
    (submission,) = office.land()
    assert submission.code == "no_valid_rows"
    lines = report(office, "2019-20-Q1", "incidents Q1 2019-20")
    assert any(line.startswith("Row 3 was not read as data") for line in lines)


class TestRejected:
    def test_it_lands_nothing_but_its_submission(self, office: Office) -> None:
        office.put(BAD)
        (submission,) = office.land()
        assert (submission.outcome, submission.code) == ("rejected", "no_valid_rows")
        assert not office.tables("return")
        text = "\n".join(report(office, "2019-20-Q1", "incidents Q1 2019-20"))
        assert text.startswith("Not accepted: none of its rows could be counted. Please correct ")
        assert "'31/06/2019' is not a date" in text
        assert "31/06" not in (submission.message or "")

    def test_an_unreadable_file(self, office: Office) -> None:
        office.put_bytes(b"%PDF-1.7 ...", f"{POLICE}/incidents.pdf")
        (submission,) = office.land()
        assert (submission.outcome, submission.code) == ("rejected", "unreadable")

    @pytest.mark.parametrize("path", ["acme/incidents.csv", "incidents.csv"])
    def test_a_file_of_no_known_agency(self, office: Office, path: str) -> None:
        office.put(ONE, path=path)
        (submission,) = office.land()
        assert (submission.agency, submission.code) == ("unknown", "unrecognised")
        assert submission.file_name == path
        assert len(list(office.workspace.rejected.glob("unknown/*/incidents.csv"))) == 1

    def test_a_link_is_not_followed(self, office: Office, tmp_path: Path) -> None:
        secret = tmp_path / "secret.csv"
        secret.write_text("x")
        link = office.workspace.inbox / POLICE / "link.csv"
        link.parent.mkdir(parents=True)
        link.symlink_to(secret)
        (submission,) = office.land()
        assert submission.code == "unreadable"
        assert secret.read_text() == "x"


class TestAlreadyReceived:
    def test_bytes_accepted_before_change_nothing(self, office: Office) -> None:
        office.put(ONE)
        office.land()
        before = office.tables("return")
        office.put(ONE, path=f"{POLICE}/again.csv")
        (submission,) = office.land(datetime(2019, 8, 1))
        assert submission.outcome == "duplicate"
        assert office.tables("return") == before
        assert len(landed_submissions(office.workspace)) == 2

    def test_also_in_one_run_and_under_the_same_name_and_time(self, office: Office) -> None:
        office.put(ONE)
        office.put(ONE, path=f"{POLICE}/later.csv")
        assert [one.outcome for one in office.land()] == ["accepted", "duplicate"]
        office.put(ONE)
        assert [one.outcome for one in office.land()] == ["duplicate"]
        assert len(landed_submissions(office.workspace)) == 3

    def test_bytes_rejected_before_are_validated_again(self, office: Office) -> None:
        office.put(ONE, path=f"{POLICE}/incidents Q4 2018-19.csv")
        assert [one.code for one in office.land()] == ["wrong_period"]
        office.put(ONE, path=f"{POLICE}/incidents Q1 2019-20.csv")
        assert [one.outcome for one in office.land()] == ["accepted"]

    def test_the_same_bytes_of_another_agency_are_a_new_file(self, office: Office) -> None:
        text = b"Case Ref,Referred\nS1,1 May 2019\n"
        for agency in ("cherwell", "oxford_city"):
            office.put_bytes(text, f"{agency}/sanctuary as at 30 June 2019.csv")
        assert [one.outcome for one in office.land()] == ["accepted", "accepted"]


class TestInbox:
    def test_path_order(self, office: Office) -> None:
        for path in (f"{POLICE}/b.csv", f"{POLICE}/B.csv", f"{POLICE}/a/z.csv", "cherwell/z.csv"):
            office.put(["x"], path=path)
        names = [(one.agency, one.file_name) for one in office.land()]
        assert names == [
            ("cherwell", "z.csv"), (POLICE, "B.csv"), (POLICE, "a/z.csv"), (POLICE, "b.csv")
        ]  # fmt: skip

    def test_what_programs_put_beside_files_is_left(self, office: Office) -> None:
        kept = [office.put(ONE, path=f"{POLICE}/{name}") for name in (".DS_Store", "~$a.xlsx")]
        assert office.land() == []
        assert all(path.is_file() for path in kept)

    def test_one_agency_alone(self, office: Office) -> None:
        office.put(ONE)
        office.put(["x"], path="cherwell/z.csv")
        assert [one.agency for one in office.land(agency="cherwell")] == ["cherwell"]
        assert office.land(agency="oxford_city") == []

    def test_a_named_file_in_the_inbox_is_moved_and_others_wait(self, office: Office) -> None:
        one, two = office.put(ONE), office.put(TWO, path=f"{POLICE}/incidents_Q1_2019-20.csv")
        assert len(office.land(files=[two])) == 1
        assert one.exists()
        assert not two.exists()

    def test_a_hidden_file_is_taken_when_it_is_named(self, office: Office) -> None:
        for name in (".ticket.json", ".incidents Q1 2019-20.csv"):
            file = office.put(ONE, path=f"{POLICE}/{name}")
            (submission,) = office.land(files=[file])
            assert submission.file_name == name
        kept = {path.name for path in office.workspace.inbox.glob(f".*/{POLICE}/*/*")}
        assert {"ticket.json", "incidents Q1 2019-20.csv"} <= kept

    def test_a_file_outside_the_inbox_is_copied(self, office: Office, tmp_path: Path) -> None:
        outside = office.put(ONE).rename(tmp_path / "incidents Q1 2019-20.csv")
        (submission,) = office.land(files=[outside], agency=POLICE)
        assert submission.outcome == "accepted"
        assert outside.exists()

    def test_a_hostile_name_is_landed_harmless(self, office: Office) -> None:
        office.put(ONE, path=f"{POLICE}/jo.bloggs@example.org 01234567\x1b[31m Q1 2019-20.csv")
        (submission,) = office.land()
        assert submission.file_name == "(email) (number)?[31m Q1 2019-20.csv"
        assert submission.outcome == "accepted"

    def test_a_name_that_is_no_text_is_landed_as_text(self, office: Office) -> None:
        name = os.fsdecode(b"caf\xe9 Q1 2019-20.csv")
        office.put(ONE, path=f"{POLICE}/{name}")
        (submission,) = office.land()
        assert submission.file_name == "caf? Q1 2019-20.csv"
        assert landed_submissions(office.workspace)[0].file_name == "caf? Q1 2019-20.csv"


class TestKey:
    def test_it_is_made_once_with_a_warning(
        self, office: Office, caplog: pytest.LogCaptureFixture
    ) -> None:
        office.put(ONE)
        office.land()
        assert "Keep a copy" in caplog.text
        assert stat.S_IMODE(office.workspace.key_file.stat().st_mode) == 0o600
        content = office.workspace.key_file.read_bytes()
        office.put(TWO)
        office.land()
        assert office.workspace.key_file.read_bytes() == content

    @pytest.mark.parametrize("content", [None, b"00" * 32, b"not a key", b""])
    def test_a_missing_changed_or_damaged_key_changes_nothing(
        self, office: Office, content: bytes | None
    ) -> None:
        office.put(ONE)
        office.land()
        waiting = office.put(TWO)
        office.workspace.key_file.unlink()
        if content is not None:
            office.workspace.key_file.write_bytes(content)
        before = office.contents()
        with pytest.raises(PseudonymKeyError):
            office.land()
        assert office.contents() == before
        assert waiting.exists()


def test_schemas_are_typed_and_empty(office: Office) -> None:
    office.put(ONE)
    office.land()
    for extract, contract in office.contracts.items():
        folder = office.workspace.landing / extract / "_schema"
        empty = pq.read_table(folder / "rows.parquet")
        assert len(empty) == 0
        assert empty.column_names[4:] == list(contract.landed_columns)
    (rows,) = office.workspace.landing.glob("da_incidents/*-*/rows.parquet")
    assert pq.read_schema(rows) == pq.read_schema(
        office.workspace.landing / "da_incidents" / "_schema" / "rows.parquet"
    )
    # An empty file has the names of the earlier layout too, so that both can be read as one.
    landed = pq.read_schema(next(office.workspace.submissions.glob("[!_]*")))
    assert pq.read_schema(office.workspace.submissions / "_schema.parquet") == landed.append(
        pa.field("receipt_id", pa.string())
    )


def test_a_file_that_changes_while_it_is_taken_stays_in_the_inbox(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = office.put(ONE)
    rename = Path.rename

    def written_to(path: Path, target: Path) -> Path:
        if path == file:
            with path.open("a") as stream:
                stream.write("O9,1 May 2019,Crime,,,\n")
            os.utime(path, (1, 1))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", written_to)
    assert office.land() == []
    monkeypatch.undo()
    assert file.exists()
    assert office.land()[0].returns[0].rows_read == 2


class TestFaults:
    @pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS])
    def test_a_full_or_read_only_disk_leaves_all_as_it_was(
        self, office: Office, monkeypatch: pytest.MonkeyPatch, error: int
    ) -> None:
        office.put(ONE)
        office.land()
        before = office.tables(), landed_submissions(office.workspace)
        office.put(TWO, path=f"{POLICE}/secret name Q1 2019-20.csv")

        def full(*args: Any, **options: Any) -> None:
            raise OSError(error, os.strerror(error), "secret name")

        monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
        with pytest.raises(LandingError, match="Loading stopped") as fault:
            office.land()
        assert "secret" not in str(fault.value)
        assert (office.tables(), landed_submissions(office.workspace)) == before
        monkeypatch.undo()
        assert [one.outcome for one in office.land()] == ["accepted"]

    def test_a_file_outside_the_inbox_needs_a_known_agency(
        self, office: Office, tmp_path: Path
    ) -> None:
        outside = office.put(ONE).rename(tmp_path / "incidents.csv")
        for agency in (None, "acme"):
            with pytest.raises(LandingError, match="agency"):
                office.land(files=[outside], agency=agency)


def test_a_second_run_says_that_it_waits_for_the_first(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.put(ONE)
    waited = Event()
    monkeypatch.setattr("core.locks._logger.warning", lambda told: waited.set())
    submissions: list[Submission] = []
    with office.workspace.landing_lock():
        second = Thread(target=lambda: submissions.extend(office.land()))
        second.start()
        assert waited.wait(10)
        assert not submissions
    second.join()
    assert [one.outcome for one in submissions] == ["accepted"]
