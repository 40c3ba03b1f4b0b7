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

from core.workspace import Workspace
from dashboard.charts import render
from dashboard.release import audit_attempts, protected_values
from orchestration.jobs.publish_release import publish_quarter
from sources.privacy.pseudonyms import load_keys
from tests.benchmarks import kills
from tests.end_to_end.conftest import DAW, run_daw
from tests.support.words.searching import Wanted, hits

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
    f"{POLICE}/rejected Q1 2019-20.csv": (
        f"Occurrence No,{NAME},{STREET}\n{REFERENCE},{VICTIM},{MAIL}\n"
    ),
    f"{POLICE}/ragged Q1 2019-20.csv": (
        f"Occurrence No,Recorded,Crime?,Victim ID\n{REFERENCE},{NAME}\n{VICTIM},1,2,3,{STREET}\n"
    ),
    "cherwell/broken as at 30 June 2019.xlsx": f"PK\x03\x04{NAME}{VICTIM}",
    "nobody/x Q1 2019-20.csv": f"{NAME},{VICTIM}\n{STREET},{MAIL}\n",
}


def put_canaries(workspace: Workspace) -> None:
    for name, text in FILES.items():
        (workspace.inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace.inbox / name).write_text(text)


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
        start = Workspace.at(tmp_path / "start")
        put_canaries(start)
        whole = kills.stage("land", kills.land, start.root, tmp_path / "whole")
        for step in range(10, whole.steps, 160):
            workspace = Workspace.at(shutil.copytree(start.root, tmp_path / f"killed-{step}"))
            kills.run(kills.land, workspace, step=step)
            assert hits(workspace.root, wanted) == []
            kills.run(kills.land, workspace)
    outcomes = Counter(
        row.split("outcome")[1].split("'")[2] for row in whole.end["lines of the trail"]
    )
    assert outcomes == {"accepted": 1, "rejected": 4}
    for workspace in tmp_path.iterdir():
        if workspace.is_dir():
            assert hits(workspace, wanted) == []
        else:
            assert not wanted.search(workspace.read_bytes()), workspace


@pytest.mark.long
def test_no_canary_leaves_the_inbox_when_a_run_is_killed(
    demo_workspace: Path, tmp_path: Path
) -> None:
    workspace = Workspace.at(tmp_path / "workspace")
    shutil.copytree(demo_workspace / ".build", workspace.root / ".build")
    put_canaries(workspace)
    (tmp_path / "temporary").mkdir()
    environment = {"DAW_HOME": str(workspace.root), "TMPDIR": str(tmp_path / "temporary")}
    with (tmp_path / "told").open("wb") as told:
        run = subprocess.Popen([DAW, "run"], env=os.environ | environment, stdout=told, stderr=told)
        until = time.monotonic() + 300
        while not list(workspace.root.glob(".build/run/warehouse.duckdb")) and run.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.2)
        run.send_signal(signal.SIGKILL)
        assert run.wait() == -signal.SIGKILL
    assert hits(tmp_path, Wanted(CANARIES), but_for="workspace") == []
    assert hits(workspace.root, Wanted(CANARIES)) == []
    assert any((workspace.root / "dagster").rglob("*.db"))


@pytest.fixture
def published_workspace(
    demo_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """The demonstration's workspace with a published quarter; what only computes has stand-ins."""
    workspace = Workspace.at(shutil.copytree(demo_workspace, tmp_path / "workspace"))
    monkeypatch.setattr(render, "_draw_all", kills.drawn_at_once)
    monkeypatch.setattr(protected_values, "protected_cells", kills.protected)
    monkeypatch.setattr(audit_attempts, "forbidding_findings", lambda *about: [])
    publish_quarter(workspace, kills.QUARTER, today=kills.DAY)
    return workspace


def facts(workspace: Workspace) -> dict[str, Counter[str]]:
    """The rows of every fact and staging table."""
    with duckdb.connect(workspace.warehouse, read_only=True) as opened:
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


def cases(workspace: Workspace, victim: str) -> tuple[int, int]:
    """How many MARAC cases the county counts over all quarters, and how many of one victim."""
    with duckdb.connect(workspace.warehouse, read_only=True) as opened:
        counted = opened.execute(
            "select sum(numerator) from measures.measure_values where measure_id = 'marac_cases' "
            "and period_type = 'quarter' and breakdown = 'all' and area_code = "
            "(select area_code from marts.dim_area where level = 'county')"
        ).fetchall()
        own = opened.execute(
            "select count(*) from marts.fct_marac_case where victim = ?", [victim]
        ).fetchall()
    return int(counted[0][0]), own[0][0]


def test_an_erased_person_is_nowhere_and_only_their_rows_are_gone(
    published_workspace: Workspace,
) -> None:
    workspace = published_workspace
    identifier = a_victim(workspace)
    person = pa.array([identifier.casefold()]).dictionary_encode()
    victim = load_keys(workspace.key_file).pseudonyms(POLICE, "nominal", person)[0].as_py()
    wanted = Wanted([victim, identifier])
    before, (counted, own) = facts(workspace), cases(workspace, victim)
    assert own > 0
    assert any("marac_cases" in each for each in hits(workspace.root, wanted))
    releases = bytes_of(workspace.root / "releases")
    (workspace.root.parent / "person").write_text(f"{identifier}\n")
    done = run_daw(workspace.root, "erase", "--agency", POLICE,
                   "--identifier-file", str(workspace.root.parent / "person"))  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (
        "The warehouse has been rebuilt without them. Published releases have not changed."
        in done.stdout
    )
    assert hits(workspace.root, wanted) == []
    with duckdb.connect(workspace.warehouse, read_only=True) as opened:
        assert opened.execute("select * from quality.revisions").fetchall() == []
    assert not workspace.erasure_mark.exists()
    after = facts(workspace)
    gone = {name: rows - after[name] for name, rows in before.items()}
    assert all(victim in row for rows in gone.values() for row in rows)
    assert not [row for rows in after.values() for row in rows if victim in row]
    assert all(not after[name] - before[name] for name in before)
    assert cases(workspace, victim) == (counted - own, 0)
    assert bytes_of(workspace.root / "releases") == releases
    told = run_daw(workspace.root, "log").stdout
    assert f"erase agency={POLICE} identifiers=1 rows=" in told
    assert identifier not in told


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def a_victim(workspace: Workspace) -> str:
    """An identifier out of an original of the demonstration's newest MARAC cases."""
    files = sorted(workspace.accepted.glob(f"{POLICE}/*/marac cases*.xlsx"))
    rows = list(openpyxl.load_workbook(files[-1], read_only=True).active.values)
    for number, row in enumerate(rows):
        names = [str(cell) for cell in row]
        if "Victim ID" in names:
            return str(rows[number + 1][names.index("Victim ID")])
    raise AssertionError("no column of victims")
