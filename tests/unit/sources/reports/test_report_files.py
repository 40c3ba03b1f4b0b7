"""Reports in the inbox: named after the file, found by quarter, gone with original and person."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.workspace import Workspace
from sources.contract.rules import SourceRules
from sources.contract.schema import Contract
from sources.landing.ingest import land
from sources.privacy.erasure import erase
from sources.privacy.retention import purge
from sources.reports.report_files import original_folders, rewrite_report
from sources.reports.validation_report import ReturnFigures

Put = Callable[..., None]
POLICE = "thames_valley_police"
GOOD = "Occurrence No,Recorded,Crime?,Victim ID\nO1,02/05/2019,Crime,V1\n"
BAD = "Occurrence No,Recorded,Crime?,Victim ID\nO2,31/06/2019,Crime,V2\n"
FIGURES = {
    ("da_incidents", "2019-20-Q1"): ReturnFigures("Town", "now", "then", figures=["Incidents: 1"])
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.at(tmp_path)


@pytest.fixture
def put(workspace: Workspace, rules: SourceRules) -> Put:
    def put_and_land(name: str, text: str, received_at: datetime = datetime(2019, 7, 10)) -> None:
        file = workspace.inbox / POLICE / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        land(workspace, rules, received_at=received_at)

    return put_and_land


def found(workspace: Workspace) -> list[str]:
    """Return the reports that people find."""
    folder = workspace.reports / POLICE
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_second_file_of_one_name_gets_a_number(workspace: Workspace, put: Put) -> None:
    put("a Q1 2019-20.csv", GOOD)
    put("a Q1 2019-20.csv", GOOD + "O5,03/05/2019,Crime,V5\n", datetime(2019, 7, 11))
    put("a Q1 2019-20.csv", GOOD + "O5,04/05/2019,Crime,V5\n", datetime(2019, 7, 12))
    assert found(workspace) == [
        "2019-20-Q1/a Q1 2019-20 (2) - report.txt",
        "2019-20-Q1/a Q1 2019-20 (3) - report.txt",
        "2019-20-Q1/a Q1 2019-20 - report.txt",
    ]


def test_what_else_lies_among_reports_stops_nothing(workspace: Workspace, put: Put) -> None:
    folder = workspace.reports / POLICE / "2019-20-Q1"
    (folder / "a Q1 2019-20 - report.txt").mkdir(parents=True)
    (folder / "a Q1 2019-20 (2) - marked.xlsx").mkdir()
    (folder / "a Q1 2019-20 (3) - report.txt").write_bytes(b"\xff written over")
    put("a Q1 2019-20.csv", GOOD + BAD.partition("\n")[2])
    placed = "2019-20-Q1/a Q1 2019-20 (4) - "
    assert {f"{placed}report.txt", f"{placed}marked.xlsx"} <= set(found(workspace))
    (original,) = original_folders(workspace)
    assert rewrite_report(workspace, original, FIGURES)
    assert "Incidents: 1" in (folder / "a Q1 2019-20 (4) - report.txt").read_text()


@pytest.mark.parametrize("place", [POLICE, f"{POLICE}/2019-20-Q1"])
def test_a_file_in_the_place_of_a_folder_of_reports_stops_nothing(
    workspace: Workspace,
    put: Put,
    place: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (workspace.reports / place).parent.mkdir(parents=True)
    (workspace.reports / place).write_text("somebody's own")
    put("a Q1 2019-20.csv", GOOD)
    assert f"inbox/.reports/{POLICE}/2019-20-Q1: a file lies in its place" in caplog.text
    (original,) = original_folders(workspace)
    assert (original / "a Q1 2019-20 - report.txt").exists()
    assert (workspace.reports / place).read_text() == "somebody's own"
    rewrite_report(workspace, original, FIGURES)


def test_names_are_masked_and_can_be_saved_on_every_computer(
    workspace: Workspace, put: Put
) -> None:
    put("jo@example.org 12345678 a:b? Q1 2019-20.csv", GOOD)
    assert found(workspace) == ["2019-20-Q1/(email) (number) a_b_ Q1 2019-20 - report.txt"]


def test_a_report_lies_under_the_quarter_it_is_about(workspace: Workspace, put: Put) -> None:
    put("cohort as at 5 July 2019.csv", "LPA,Nominal ID,Nominated\nOxford,N1,1 May 2019\n")
    put("older Q4 2018-19.csv", GOOD.replace("05/2019", "02/2019"))
    put("nothing like it.csv", "a,b\n1,2\n")
    put("nothing like it Q3 2018-19.csv", "a,b\n1,2\n")
    put("nothing like it Q3 2023-24.csv", "a,b\n1,2\n")
    assert [name.split("/")[0] for name in found(workspace)] == [
        "2018-19-Q3",
        "2018-19-Q4",
        "2019-20-Q1",
        "2019-20-Q1",
        "2019-20-Q1",
    ]


def test_a_report_written_anew_changes_in_both_places_and_once(
    workspace: Workspace, put: Put
) -> None:
    put("a Q1 2019-20.csv", GOOD)
    (folder,) = original_folders(workspace)
    assert rewrite_report(workspace, folder, FIGURES)
    assert not rewrite_report(workspace, folder, FIGURES)
    places = list(workspace.inbox.rglob("* - report.txt"))
    assert len(places) == 2
    assert all("- Incidents: 1" in place.read_text() for place in places)


def test_reports_are_purged_with_their_original_though_written_anew(
    workspace: Workspace, put: Put
) -> None:
    put("a Q1 2019-20.csv", GOOD + "O5,31/06/2019,Crime,V5\n")
    put("b Q1 2019-20.csv", BAD)
    assert len(found(workspace)) == 4
    old = (datetime.now() - timedelta(days=91)).timestamp()
    for folder in original_folders(workspace):
        for path in (*folder.iterdir(), folder):
            os.utime(path, (old, old))
    (accepted,) = workspace.accepted.glob("*/*")
    rewrite_report(workspace, accepted, FIGURES)
    assert purge(workspace) == 2
    assert original_folders(workspace) == []
    assert not list(workspace.reports.iterdir())


def test_reports_without_an_original_go_when_they_are_old(workspace: Workspace) -> None:
    workspace.prepare()
    report = workspace.reports / POLICE / "2019-20-Q1" / "lost - report.txt"
    report.parent.mkdir(parents=True)
    report.write_text("x")
    assert purge(workspace) == 0
    assert report.exists()
    purge(workspace, datetime.now() + timedelta(days=91))
    assert not list(workspace.reports.iterdir())


class TestErased:
    def test_reports_of_files_that_name_the_person_go_and_others_stay(
        self, workspace: Workspace, put: Put, contracts: dict[str, Contract]
    ) -> None:
        put("a Q1 2019-20.csv", GOOD + "O5,31/06/2019,Crime,V5\n")
        put("b Q1 2019-20.csv", BAD)
        put("c Q1 2019-20.csv", GOOD.replace("V1", "V3") + "O6,31/06/2019,Crime,V6\n")
        assert erase(workspace, contracts, POLICE, ["v1"]).rows == 1
        assert [name.split("/")[1][0] for name in found(workspace)] == ["b", "b", "c", "c"]
        kept = [path.name for path in workspace.accepted.glob("*/*/a*")]
        assert kept == ["a Q1 2019-20.csv"]

    def test_a_rejected_file_s_marked_copy_is_looked_through(
        self, workspace: Workspace, put: Put, contracts: dict[str, Contract]
    ) -> None:
        put("b Q1 2019-20.csv", BAD)
        assert len(found(workspace)) == 2
        assert erase(workspace, contracts, POLICE, [" V2 "]).rows == 0
        assert found(workspace) == []
        assert not list(workspace.rejected.glob("*/*/.report*"))
        assert not list(workspace.rejected.glob("*/*/* - *"))
