"""Nothing identifiable leaves the inbox, whatever becomes of a run; a person can be taken out."""

import base64
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pytest

from dashboard import pdf, release, site
from orchestration.publishing import publish_quarter
from sources.home import Home
from sources.pseudonym import load_keys
from tests.end_to_end import kills
from tests.end_to_end.conftest import DAW, run_daw
from tests.end_to_end.searching import Wanted, hits

POLICE = "thames_valley_police"
CANARIES = [
    "CANARY8160437",
    "CANARY Wren",
    "canary.wren@example.org",
    "CANARY Lane 7",
    "CANARYREF9",
]
VICTIM, NAME, MAIL, STREET, REFERENCE = CANARIES
FILES = {
    f"{POLICE}/incidents Q1 2019-20 {MAIL}.csv": (
        f"Occurrence No,Recorded,Crime?,Victim ID,Victim Name\n{REFERENCE},2 May 2019,Crime,"
        f"{VICTIM},{NAME}\n{REFERENCE}1,{STREET},{NAME},{VICTIM},{NAME}\n"
    ),
    f"{POLICE}/refused Q1 2019-20.csv": (
        f"Occurrence No,{NAME},{STREET}\n{REFERENCE},{VICTIM},{MAIL}\n"
    ),
    f"{POLICE}/ragged Q1 2019-20.csv": (
        f"Occurrence No,Recorded,Crime?,Victim ID\n{REFERENCE},{NAME}\n{VICTIM},1,2,3,{STREET}\n"
    ),
    "cherwell/broken as at 30 June 2019.xlsx": f"PK\x03\x04{NAME}{VICTIM}",
    "nobody/x Q1 2019-20.csv": f"{NAME},{VICTIM}\n{STREET},{MAIL}\n",
}


def put_canaries(home: Home) -> None:
    for name, text in FILES.items():
        (home.inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (home.inbox / name).write_text(text)


def test_the_search_finds_every_form(tmp_path: Path) -> None:
    wanted = Wanted(CANARIES)
    for number, content in enumerate([
        VICTIM.encode(), NAME.lower().encode("utf-16-le"), MAIL.encode().hex().upper().encode(),
        base64.b64encode(b"x" + STREET.encode()), hashlib.md5(REFERENCE.encode()).digest(),
    ]):  # fmt: skip
        (tmp_path / str(number)).write_bytes(b"before " + content + b" after")
    with duckdb.connect(tmp_path / "hidden.duckdb") as opened:
        opened.execute("create table t as select ? as found from range(5000)", [VICTIM])
    found = hits(tmp_path, wanted)
    assert [name for name in found if "hidden" not in name] == list("01234")
    assert "hidden.duckdb main.t" in found


def test_no_canary_leaves_the_inbox_when_a_landing_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted(CANARIES)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    with kills.stand_ins(reading=True):
        start = Home.at(tmp_path / "start")
        put_canaries(start)
        whole = kills.stage("land", kills.land, start.root, tmp_path / "whole")
        for step in range(10, whole.steps, 80):
            home = Home.at(shutil.copytree(start.root, tmp_path / f"killed-{step}"))
            kills.run(kills.land, home, step=step)
            assert hits(home.root, wanted) == []
            kills.run(kills.land, home)
    outcomes = Counter(
        row.split("outcome")[1].split("'")[2] for row in whole.end["lines of the trail"]
    )
    assert outcomes == {"accepted": 1, "refused": 4}
    for home in tmp_path.iterdir():
        if home.is_dir():
            assert hits(home, wanted) == []
        else:
            assert not wanted.search(home.read_bytes()), home


@pytest.mark.long
def test_no_canary_leaves_the_inbox_when_a_run_is_killed(demo_home: Path, tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    shutil.copytree(demo_home / ".build", home.root / ".build")
    put_canaries(home)
    (tmp_path / "temporary").mkdir()
    environment = {"DAW_HOME": str(home.root), "TMPDIR": str(tmp_path / "temporary")}
    with (tmp_path / "told").open("wb") as told:
        run = subprocess.Popen([DAW, "run"], env=os.environ | environment, stdout=told, stderr=told)
        until = time.monotonic() + 300
        while not list(home.root.glob(".build/run-*/warehouse.duckdb")) and run.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.2)
        run.send_signal(signal.SIGKILL)
        assert run.wait() == -signal.SIGKILL
    assert hits(tmp_path, Wanted(CANARIES), but_for="home") == []
    assert hits(home.root, Wanted(CANARIES)) == []
    assert any((home.root / "dagster").rglob("*.db"))


@pytest.fixture
def published_home(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The demonstration's home with a published quarter; what only computes has stand-ins."""
    home = Home.at(shutil.copytree(demo_home, tmp_path / "home"))
    for drawing in (site, pdf):
        monkeypatch.setattr(drawing, "drawings_of", kills.drawn_at_once)
    monkeypatch.setattr(release, "published_values", kills.protected)
    monkeypatch.setattr(release, "faults", lambda folders, truth: [])
    publish_quarter(home, kills.QUARTER, today=kills.DAY)
    return home


def facts(home: Home) -> dict[str, Counter[str]]:
    """The rows of every fact and staging table."""
    with duckdb.connect(home.warehouse, read_only=True) as opened:
        names = opened.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_name like 'fct_%' or table_name like 'stg_%'"
        ).fetchall()
        return {
            name: Counter(
                map(repr, opened.execute(f'select * from "{schema}"."{name}"').fetchall())
            )
            for schema, name in names
        }


def cases(home: Home, victim: str) -> tuple[int, int]:
    """How many MARAC cases the county counts over all quarters, and how many of one victim."""
    with duckdb.connect(home.warehouse, read_only=True) as opened:
        counted = opened.execute(
            "select sum(numerator) from measures.measure_values where measure_id = 'marac_cases' "
            "and period_type = 'quarter' and breakdown = 'all' and area_code = "
            "(select area_code from marts.dim_area where level = 'county')"
        ).fetchall()
        own = opened.execute(
            "select count(*) from marts.fct_marac_case where victim = ?", [victim]
        ).fetchall()
    return int(counted[0][0]), own[0][0]


def test_an_erased_person_is_nowhere_and_only_their_rows_are_gone(published_home: Home) -> None:
    home = published_home
    identifier = a_victim(home)
    person = pa.array([identifier.casefold()]).dictionary_encode()
    victim = load_keys(home.key_file).pseudonyms(POLICE, "nominal", person)[0].as_py()
    wanted = Wanted([victim, identifier])
    before, (counted, own) = facts(home), cases(home, victim)
    assert own > 0
    assert any("marac_cases" in each for each in hits(home.root, wanted))
    releases = bytes_of(home.root / "releases")
    (home.root.parent / "person").write_text(f"{identifier}\n")
    done = run_daw(home.root, "erase", "--agency", POLICE,
                   "--identifier-file", str(home.root.parent / "person"))  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert hits(home.root, wanted) == []
    after = facts(home)
    gone = {name: rows - after[name] for name, rows in before.items()}
    assert all(victim in row for rows in gone.values() for row in rows)
    assert not [row for rows in after.values() for row in rows if victim in row]
    assert all(not after[name] - before[name] for name in before)
    assert cases(home, victim) == (counted - own, 0)
    assert bytes_of(home.root / "releases") == releases
    told = run_daw(home.root, "log").stdout
    assert f"erase agency={POLICE} identifiers=1 rows=" in told
    assert identifier not in told


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def a_victim(home: Home) -> str:
    """An identifier out of an original of the demonstration's newest MARAC cases."""
    files = sorted(home.accepted.glob(f"{POLICE}/*/marac cases*.xlsx"))
    rows = list(openpyxl.load_workbook(files[-1], read_only=True).active.values)
    for number, row in enumerate(rows):
        names = [str(cell) for cell in row]
        if "Victim ID" in names:
            return str(rows[number + 1][names.index("Victim ID")])
    raise AssertionError("no column of victims")
