"""A person out, a new key, old originals gone (security.md, Privacy)."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sources.codes import CodeLists
from sources.contract import Contract
from sources.erasure import erase, purge
from sources.home import Home
from sources.pseudonym import load_keys
from sources.rotation import rotate
from sources.taking_in import land

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
def home(tmp_path: Path, contracts: dict[str, Contract], codes: CodeLists) -> Home:
    home = Home.at(tmp_path)
    put(home, f"{POLICE}/incidents Q1 2019-20.csv", INCIDENTS)
    put(home, f"{POLICE}/notices Q1 2019-20.csv", NOTICES)
    put(home, "criminal_justice_board/court Q1 2019-20.csv", COURT)
    take_in(home, contracts, codes)
    return home


def put(home: Home, path: str, text: str) -> None:
    (home.inbox / path).parent.mkdir(parents=True, exist_ok=True)
    (home.inbox / path).write_text(text)


def take_in(home: Home, contracts: dict[str, Contract], codes: CodeLists) -> None:
    land(home, contracts, codes, received_at=datetime(2019, 7, 10))


def landed(home: Home, extract: str, name: str = "rows") -> list[dict[str, Any]]:
    (path,) = home.landing.glob(f"{extract}/*-*/{name}.parquet")
    return pq.read_table(path).to_pylist()


class TestErase:
    def test_it_takes_out_every_row_of_the_person(
        self, home: Home, contracts: dict[str, Contract]
    ) -> None:
        person = pa.array(["v1"]).dictionary_encode()
        wanted = load_keys(home.key_file).pseudonyms(POLICE, "nominal", person)[0].as_py()
        assert erase(home, contracts, POLICE, [" V1 "]) == 3
        assert [row["row_number"] for row in landed(home, "da_incidents")] == [3, 5]
        assert landed(home, "da_incidents", "held_out") == []
        assert landed(home, "da_incidents", "findings") == []
        assert [row["row_number"] for row in landed(home, "school_notifications")] == [2]
        for path in home.landing.rglob("*.parquet"):
            assert wanted not in str(pq.read_table(path).to_pylist())

    def test_the_return_s_counts_follow(self, home: Home, contracts: dict[str, Contract]) -> None:
        erase(home, contracts, POLICE, ["V1"])
        (one,) = landed(home, "da_incidents", "return")
        counts = (one["rows_read"], one["rows_accepted"], one["rows_held_out"])
        assert counts == (2, 2, 0)

    def test_every_kind_of_identifier_is_tried(
        self, home: Home, contracts: dict[str, Contract]
    ) -> None:
        assert erase(home, contracts, POLICE, ["O1", "C7"]) == 2

    def test_another_agency_s_person_stays(
        self, home: Home, contracts: dict[str, Contract]
    ) -> None:
        erase(home, contracts, POLICE, ["V1"])
        assert len(landed(home, "court_support")) == 1

    def test_after_a_rotation_too(self, home: Home, contracts: dict[str, Contract]) -> None:
        rotate(home, contracts)
        assert erase(home, contracts, POLICE, ["V1"]) == 3


class TestRotate:
    def test_old_and_new_identifiers_still_match(
        self, home: Home, contracts: dict[str, Contract], codes: CodeLists
    ) -> None:
        before = landed(home, "da_incidents")
        key_id = rotate(home, contracts)
        after = landed(home, "da_incidents")
        assert before[0]["victim"] != after[0]["victim"]
        assert before[2]["victim"] is after[2]["victim"] is None
        assert landed(home, "school_notifications")[1]["child"] == after[0]["victim"]
        put(home, f"{POLICE}/MARAC Q1 2019-20.csv",
            "MARAC,Date of MARAC,MARAC Ref,Referrer,Repeat,Victim ID\n"
            "Oxford,1 May 2019,M1,Police,Y,V1\n")  # fmt: skip
        take_in(home, contracts, codes)
        assert landed(home, "marac_cases")[0]["victim"] == after[0]["victim"]
        assert load_keys(home.key_file).key_id == key_id
        receipts = (pq.read_table(path).to_pylist() for path in home.receipts.glob("[!_]*"))
        assert {row["key_id"] for rows in receipts for row in rows} == {key_id}

    def test_nothing_but_the_pseudonyms_changes(
        self, home: Home, contracts: dict[str, Contract]
    ) -> None:
        before = landed(home, "da_incidents")
        rotate(home, contracts)
        changed = {"occurrence", "victim"}
        for old, new in zip(before, landed(home, "da_incidents"), strict=True):
            assert {n: v for n, v in old.items() if n not in changed} == {
                n: v for n, v in new.items() if n not in changed
            }


def test_originals_are_removed_when_they_were_kept_long_enough(home: Home) -> None:
    now = datetime.now()
    old, *others = sorted(home.accepted.glob("*/*"))
    moved = (now - timedelta(days=91)).timestamp()
    os.utime(old, (moved, moved))
    assert purge(home, now) == 1
    assert not old.exists()
    assert all(folder.exists() for folder in others)
    assert purge(home, now + timedelta(days=91)) == len(others)
