"""A person out, a new key, old originals gone (security.md, Privacy)."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.workspace import Workspace
from sources.contract.code_lists import CodeLists
from sources.contract.rules import SourceRules
from sources.contract.schema import Contract
from sources.landing.ingest import land
from sources.privacy.erasure import Erased, erase
from sources.privacy.key_rotation import rotate
from sources.privacy.pseudonyms import load_keys
from sources.privacy.retention import purge

POLICE = "thames_valley_police"
INCIDENTS = """Occurrence No,Recorded,Crime?,Victim ID
O1,2 May 2019,Crime,V1
O2,3 May 2019,Crime,V2
O3,31 June 2019,Crime,v1
O4,4 May 2019,Crime,
"""
NOTICES = """Occurrence No,Child ID,Incident Date
O1,C1,1 May 2019
O9,V1,1 May 2019
"""
COURT = """URN,Witness Ref,Hearing Date,Attended?
U1,V1,1 May 2019,Y
"""


@pytest.fixture
def workspace(tmp_path: Path, contracts: dict[str, Contract], codes: CodeLists) -> Workspace:
    workspace = Workspace.at(tmp_path)
    put(workspace, f"{POLICE}/incidents Q1 2019-20.csv", INCIDENTS)
    put(workspace, f"{POLICE}/notices Q1 2019-20.csv", NOTICES)
    put(workspace, "criminal_justice_board/court Q1 2019-20.csv", COURT)
    take_in(workspace, contracts, codes)
    return workspace


def put(workspace: Workspace, path: str, text: str) -> None:
    (workspace.inbox / path).parent.mkdir(parents=True, exist_ok=True)
    (workspace.inbox / path).write_text(text)


def take_in(workspace: Workspace, contracts: dict[str, Contract], codes: CodeLists) -> None:
    land(workspace, SourceRules(contracts, codes), received_at=datetime(2019, 7, 10))


def landed(workspace: Workspace, extract: str, name: str = "rows") -> list[dict[str, Any]]:
    (path,) = workspace.landing.glob(f"{extract}/*-*/{name}.parquet")
    return pq.read_table(path).to_pylist()


class TestErase:
    def test_it_takes_out_every_row_of_the_person(
        self, workspace: Workspace, contracts: dict[str, Contract]
    ) -> None:
        person = pa.array(["v1"]).dictionary_encode()
        wanted = load_keys(workspace.key_file).pseudonyms(POLICE, "nominal", person)[0].as_py()
        assert erase(workspace, contracts, POLICE, [" V1 "]).rows == 3
        assert [row["row_number"] for row in landed(workspace, "da_incidents")] == [3, 5]
        assert landed(workspace, "da_incidents", "quarantined") == []
        assert landed(workspace, "da_incidents", "issues") == []
        assert [row["row_number"] for row in landed(workspace, "school_notifications")] == [2]
        for path in workspace.landing.rglob("*.parquet"):
            assert wanted not in str(pq.read_table(path).to_pylist())

    def test_the_return_s_counts_follow(
        self, workspace: Workspace, contracts: dict[str, Contract]
    ) -> None:
        erase(workspace, contracts, POLICE, ["V1"])
        (one,) = landed(workspace, "da_incidents", "return")
        counts = (one["rows_read"], one["rows_accepted"], one["rows_quarantined"])
        assert counts == (2, 2, 0)

    def test_every_kind_of_identifier_is_tried(
        self, workspace: Workspace, contracts: dict[str, Contract]
    ) -> None:
        assert erase(workspace, contracts, POLICE, ["O1", "C7"]).rows == 2

    def test_identifiers_that_no_row_has_are_counted_once_each(
        self, workspace: Workspace, contracts: dict[str, Contract]
    ) -> None:
        asked = ["V1", " v1", "C7", "c7 ", "O1", "V12"]
        assert erase(workspace, contracts, POLICE, asked) == Erased(4, identifiers=4, unmatched=2)

    def test_another_agency_s_person_stays(
        self, workspace: Workspace, contracts: dict[str, Contract]
    ) -> None:
        erase(workspace, contracts, POLICE, ["V1"])
        assert len(landed(workspace, "court_support")) == 1

    def test_after_a_rotation_too(
        self, workspace: Workspace, contracts: dict[str, Contract]
    ) -> None:
        rotate(workspace, contracts)
        assert erase(workspace, contracts, POLICE, ["V1"]).rows == 3


class TestRotate:
    def test_old_and_new_identifiers_still_match(
        self, workspace: Workspace, contracts: dict[str, Contract], codes: CodeLists
    ) -> None:
        before = landed(workspace, "da_incidents")
        key_id = rotate(workspace, contracts)
        after = landed(workspace, "da_incidents")
        assert before[0]["victim"] != after[0]["victim"]
        assert before[2]["victim"] is after[2]["victim"] is None
        assert landed(workspace, "school_notifications")[1]["child"] == after[0]["victim"]
        put(workspace, f"{POLICE}/MARAC Q1 2019-20.csv",
            "MARAC,Date of MARAC,MARAC Ref,Referrer,Repeat,Victim ID\n"
            "Oxford,1 May 2019,M1,Police,Y,V1\n")  # fmt: skip
        take_in(workspace, contracts, codes)
        assert landed(workspace, "marac_cases")[0]["victim"] == after[0]["victim"]
        assert load_keys(workspace.key_file).key_id == key_id
        submissions = (
            pq.read_table(path).to_pylist() for path in workspace.submissions.glob("[!_]*")
        )
        assert {row["key_id"] for rows in submissions for row in rows} == {key_id}

    def test_nothing_but_the_pseudonyms_changes(
        self, workspace: Workspace, contracts: dict[str, Contract]
    ) -> None:
        before = landed(workspace, "da_incidents")
        rotate(workspace, contracts)
        changed = {"occurrence", "victim"}
        for old, new in zip(before, landed(workspace, "da_incidents"), strict=True):
            assert {n: v for n, v in old.items() if n not in changed} == {
                n: v for n, v in new.items() if n not in changed
            }


def test_originals_are_removed_when_they_were_kept_long_enough(workspace: Workspace) -> None:
    now = datetime.now()
    old, *others = sorted(workspace.accepted.glob("*/*"))
    moved = (now - timedelta(days=91)).timestamp()
    os.utime(old, (moved, moved))
    assert purge(workspace, now) == 1
    assert not old.exists()
    assert all(folder.exists() for folder in others)
    assert purge(workspace, now + timedelta(days=91)) == len(others)
