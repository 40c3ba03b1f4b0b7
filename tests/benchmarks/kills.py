"""Jobs that are killed before a step or at a moment, and what a second run makes of what is left.

`python -m tests.benchmarks.kills` kills five hundred times and prints what was lost.
"""

import mmap
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from core.county import this_county
from core.quarter import Quarter
from core.workspace import Workspace
from dashboard.charts import render
from dashboard.release import audit_attempts, protected_values
from dashboard.release.protected_values import unprotected_cells
from dashboard.release.public_identifiers import KEY_FILE
from orchestration.building import dbt_build
from orchestration.jobs import build_warehouse as building
from orchestration.jobs import data_protection, ingest_inbox, publish_release
from orchestration.jobs.audit_log import AuditLog
from orchestration.jobs.build_warehouse import build_warehouse
from orchestration.jobs.publish_release import publish_quarter
from sources.contract.code_lists import load_code_lists
from sources.contract.rules import SourceRules
from sources.contract.schema import load_contracts
from sources.privacy.pseudonyms import Keys, load_keys, save_keys
from sources.validation.limited_validation import FileValidator
from tests.support.landing.validated_here import validate_here
from tests.support.releases import sample

RECEIVED = datetime(2019, 7, 10, 9)
QUARTER, DAY = Quarter.parse("2019-20-Q1"), date(2019, 7, 29)
POLICE, DISTRICT = "thames_valley_police", "cherwell"
SANCTUARY = "Case Ref,Referred\nS1,1 May 2019\nS2,31 June 2019\n"
FILES = {
    f"{DISTRICT}/a sanctuary as at 30 June 2019.csv": SANCTUARY,
    f"{DISTRICT}/b the same again.csv": SANCTUARY,
    f"{DISTRICT}/c what is this Q1 2019-20.csv": "Something,Else\n1,2\n",
    f"{POLICE}/incidents Q1 2019-20.csv": (
        "Occurrence No,Recorded,Crime?,Victim ID\nO1,2 May 2019,Crime,V1\n"
        "O2,3 May 2019,Crime,V2\nO3,31 June 2019,Crime,v1\nO4,4 May 2019,Crime,\n"
    ),
    f"{POLICE}/notices Q1 2019-20.csv": (
        "Occurrence No,Child ID,Incident Date\nO1,C1,1 May 2019\nO9,V1,1 May 2019\n"
    ),
    "criminal_justice_board/court Q1 2019-20.csv": (
        "URN,Witness Ref,Hearing Date,Attended?\nU1,V1,1 May 2019,Y\n"
    ),
}
MEASURES = ["marac_cases", "dvpn_issued", "returns_received_rate"]
MODELS = """
create table submissions as select * from read_parquet('{landing}/submissions/*.parquet');
create table landed as
select * from read_parquet('{landing}/*/*-*/rows.parquet', union_by_name = true)
where submission_id in (select submission_id from submissions);
"""

Job = Callable[[Workspace], object]


@dataclass(frozen=True)
class Stage:
    """One job, the workspace it starts from, and what it makes of it when nobody kills it."""

    name: str
    job: Job
    again: Job
    start: Path
    end: dict[str, object]
    steps: int
    seconds: float


# What the jobs do: few small files, and stand-ins for what only computes.


def land(workspace: Workspace) -> None:
    ingest_inbox.land_inbox(workspace, received_at=RECEIVED)


def erase(workspace: Workspace) -> None:
    (workspace.root / "person").write_text("v1\n")
    data_protection.erase_people(workspace, POLICE, workspace.root / "person")


def finish_rotation(workspace: Workspace) -> None:
    """A rotation that was killed is finished by the next landing; one that never began, anew."""
    land(workspace)
    if len(load_keys(workspace.key_file).secrets) == 1:
        data_protection.rotate_key(workspace)
    build_warehouse(workspace)


def draft(workspace: Workspace) -> None:
    publish_quarter(workspace, QUARTER, today=DAY, draft=True)


def version(workspace: Workspace) -> None:
    publish_quarter(workspace, QUARTER, today=DAY)


def protected(tables: Any, quarter: str, *_: object) -> Any:
    return unprotected_cells(tables, quarter)


def drawn_at_once(charts: tuple[Any, ...]) -> tuple[str, ...]:
    return (DRAWN,) * len(charts)


class SmallModels:
    """Stands in for dbt: two tables of what is landed, and the files that dbt leaves."""

    def __init__(self, callbacks: object) -> None:
        pass

    def invoke(self, words: list[str]) -> SimpleNamespace:
        """Builds the tables where a build is told to."""
        target = Path(words[words.index("--target-path") + 1])
        target.mkdir(exist_ok=True)
        (target / "manifest.json").write_text("{}")
        with duckdb.connect(os.environ["DAW_BUILD_FILE"]) as opened:
            for model in MODELS.format(landing=os.environ["DAW_LANDING"]).split(";"):
                opened.execute(model)
        return SimpleNamespace(success=True, result=SimpleNamespace(results=[]), exception=None)


DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 150" font-family="sans-serif"/>'


@contextmanager
def stand_ins(*, reading: bool = False) -> Iterator[None]:
    """Small models, few contracts, empty drawings, no protection: the same files, sooner.

    Files are read in this process, unless the `reading` process itself is wanted.
    """
    agencies = {path.split("/")[0] for path in FILES}
    contracts = {
        name: contract
        for name, contract in load_contracts().items()
        if agencies.intersection(this_county().agencies_of(name))
    }
    with pytest.MonkeyPatch.context() as patch:
        rules = SourceRules(contracts, load_code_lists())
        patch.setattr(ingest_inbox, "load_rules", lambda: rules)
        for module in (data_protection, building):
            patch.setattr(module, "load_contracts", lambda: contracts)
        patch.setattr(render, "_draw_all", drawn_at_once)
        if not reading:
            patch.setattr(FileValidator, "validate", validate_here)
        patch.setattr("dbt.cli.main.dbtRunner", SmallModels)
        patch.setattr(dbt_build, "_let_go_of_file", lambda: None)
        patch.setattr(protected_values, "protected_cells", protected)
        patch.setattr(audit_attempts, "forbidding_findings", lambda *about: [])
        patch.setattr(publish_release, "code_commit", lambda: "0" * 40)
        sample.list_no_yearly_tables(patch)
        patch.setattr(Keys, "with_new", lambda keys: Keys((*keys.secrets, b"n" * 32)))
        yield


# Killing.


class Steps:
    """Counts what a process does to files under a folder, and kills it before the nth of these."""

    CHANGES = ("os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.truncate", "os.symlink",
               "os.chmod", "fcntl.flock")  # fmt: skip

    def __init__(self, folder: Path, last: int, tally: mmap.mmap) -> None:
        self.folder, self.last, self.tally, self.count = str(folder), last, tally, 0
        fsync = os.fsync

        def counted(handle: int) -> None:
            self.step()
            fsync(handle)

        os.fsync = counted
        sys.addaudithook(self.hear)

    def hear(self, event: str, about: tuple[Any, ...]) -> None:
        """Takes each thing that Python is about to do."""
        if event == "open":
            path, _, flags = about
            writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if writes and isinstance(path, str) and path.startswith(self.folder):
                self.step()
        elif event in self.CHANGES:
            self.step()

    def step(self) -> None:
        self.count += 1
        self.tally[:4] = self.count.to_bytes(4, "big")
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def begun(job: Job, workspace: Workspace, log: Path) -> int:
    """The id of a process that runs the job and then ends; what it says goes to the log."""
    child = os.fork()
    if child:
        return child
    try:
        told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(told, 1)
        os.dup2(told, 2)
        job(workspace)
        os._exit(0)
    except BaseException:  # noqa: BLE001  (it is told, and this process ends)
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    finally:
        os._exit(1)


def run(job: Job, workspace: Workspace, *, step: int = 0, after: float = 0) -> tuple[bool, int]:
    """Whether the job was killed, before a step or after some seconds, and how many steps it did.

    It runs in a process of its own. Raises AssertionError when it fails.
    """
    tally = mmap.mmap(-1, 4)
    log = workspace.root.with_suffix(".log")

    def counted(workspace: Workspace) -> None:
        Steps(workspace.root, step, tally)
        job(workspace)

    child = begun(counted, workspace, log)
    if after:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL), log.read_text()
    return status == signal.SIGKILL, int.from_bytes(tally[:4], "big")


def stage(name: str, job: Job, start: Path, scratch: Path, again: Job | None = None) -> Stage:
    """A stage, with what an uninterrupted run makes of its workspace, which is `scratch` then."""
    workspace = Workspace.at(shutil.copytree(start, scratch, symlinks=True))
    began = time.perf_counter()
    _, steps = run(job, workspace)
    seconds = time.perf_counter() - began
    return Stage(name, job, again or job, start, state(workspace), steps, seconds)


def lost(stage: Stage, scratch: Path, *, step: int = 0, after: float = 0) -> str | None:
    """What differs after a kill and a second run; nothing when all is well, None without a kill."""
    workspace = Workspace.at(shutil.copytree(stage.start, scratch, symlinks=True))
    try:
        killed, _ = run(stage.job, workspace, step=step, after=after)
        run(stage.again, workspace)
        found = state(workspace)
        wrong = sorted(
            name
            for name in found.keys() | stage.end.keys()
            if found.get(name) != stage.end.get(name)
        )
        told = f"{stage.name}, step {step}, {after:.2f} s: {', '.join(wrong)}" if wrong else ""
        return told if killed or wrong else None
    finally:
        shutil.rmtree(workspace.root)


# What must be equal.

ELSEWHERE = (
    *(".build/target", "dagster", ".landing.lock", ".publish/lock", "person"),
    *("warehouse.fingerprint.json", ".publish/drafts.json"),  # hashes of times of change
)


def state(workspace: Workspace) -> dict[str, object]:
    """All of a workspace: files by bytes, DuckDB's by their rows, the audit trail by its lines."""
    found: dict[str, object] = {}
    for path in sorted(workspace.root.rglob("*")):
        name = str(path.relative_to(workspace.root))
        if name.startswith(ELSEWHERE):
            continue
        if path.suffix == ".duckdb":
            found |= {f"{name}:{table}": rows for table, rows in tables(path).items()}
        elif name == "log/journal.jsonl":
            found |= trail(workspace)
        else:
            found[name] = path.read_bytes() if path.is_file() else "folder"
    return found


def tables(file: Path) -> dict[str, list[str]]:
    """The rows of every table, in order, but for what compares a warehouse with the one before."""
    with duckdb.connect(file, read_only=True) as opened:
        names = opened.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
        return {
            f"{schema}.{name}": sorted(
                map(repr, opened.execute(f'select * from "{schema}"."{name}"').fetchall())
            )
            for schema, name in names
            if (schema, name) != ("quality", "revisions")
        }


def trail(workspace: Workspace) -> dict[str, object]:
    """What the audit trail tells; a job that was begun again, or done anew, tells so again."""
    entries = list(AuditLog(workspace.root).entries())
    lines = Counter(
        f"{each.action} {sorted(each.details.items())}"
        for each in entries
        if each.action in ("land", "publish")
    )
    repeated = {each.action.removesuffix(" begun") for each in entries}
    return {
        "the trail is whole": all(each.is_intact for each in entries),
        "lines of the trail": lines,
        "actions in the trail": repeated,
    }


# The stages, and so many kills of each.


def inbox(root: Path) -> Workspace:
    """A workspace with the small inbox, and a key where it has none."""
    workspace = Workspace.at(root)
    for name, text in FILES.items():
        (workspace.inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace.inbox / name).write_text(text)
    if not workspace.key_file.exists():
        save_keys(workspace.key_file, Keys((b"k" * 32,)))
    return workspace


def stages(folder: Path, write_warehouse: Callable[[Workspace], None]) -> list[Stage]:
    """Every job of the pipeline from the workspace that the one before it leaves."""
    start = inbox(folder / "inbox").root
    landed, built = folder / "landed", folder / "built"
    made = [
        stage("land", land, start, landed),
        stage("build", build_warehouse, landed, built),
        stage("build anew", build_warehouse, built, folder / "built-anew"),
        stage("rotate", data_protection.rotate_key, built, folder / "rotated", finish_rotation),
        stage("erase", erase, built, folder / "erased"),
    ]
    first = Workspace.at(folder / "publish")
    write_warehouse(first)
    (first.root / "secrets").mkdir(parents=True, exist_ok=True)
    (first.root / "secrets" / KEY_FILE).write_bytes(b"p" * 32)
    drafted, published = folder / "drafted", folder / "published"
    made += [
        stage("draft", draft, first.root, drafted),
        stage("version 1", version, drafted, published),
    ]
    late = Workspace.at(shutil.copytree(published, folder / "late"))
    with duckdb.connect(late.warehouse) as opened:
        opened.execute("update measures.measure_values set numerator = numerator + 7")
        opened.execute("update quality.submissions set submission_id = 'late' || submission_id")
    return [
        *made,
        stage("draft anew", draft, late.root, folder / "drafted-anew"),
        stage("version 2", version, late.root, folder / "published-anew"),
    ]


def kill(stage: Stage, count: int, scratch: Path, chance: random.Random) -> list[str]:
    """What was lost by so many kills: before steps spread evenly, then at any moment."""
    spread = min(stage.steps, count - count // 4)
    steps = [1 + round(n * (stage.steps - 1) / max(spread - 1, 1)) for n in range(spread)]
    told = [lost(stage, scratch / "killed", step=step) for step in steps]
    while len(told) < count:
        moment = chance.uniform(0.01, stage.seconds)
        told.append(lost(stage, scratch / "killed", after=moment))
        if told[-1] is None:  # it ended before
            told.pop()
    return [each for each in told if each]


#: What is left in the end, by job, and what was lost, job by job.
Trial = tuple[dict[str, dict[str, object]], list[list[str]]]


def trial(counts: dict[str, int], folder: Path) -> Trial:
    """What each job makes when nothing stops it, and what was lost by so many kills of each.

    For a process of its own: in one that has drawn a PDF, what is forked waits for ever for the
    threads that drew it.
    """
    chance = random.Random(1)
    with stand_ins():
        made = stages(folder, made_up_warehouse)
        lost = [kill(each, counts[each.name], folder, chance) for each in made]
    return {each.name: each.end for each in made}, lost


MANY = {
    "land": 230, "build": 60, "build anew": 40, "rotate": 50, "erase": 40,
    "draft": 15, "version 1": 25, "draft anew": 20, "version 2": 20,
}  # fmt: skip
"""Five hundred kills; most where files of agencies are at stake, and where a kill costs little."""


def main() -> int:
    """Kills five hundred times and prints the kills, the seconds and what was lost of each job."""
    chance = random.Random(1)
    began = time.perf_counter()
    kills, losses = 0, []
    with tempfile.TemporaryDirectory() as folder, stand_ins():
        for each in stages(Path(folder), made_up_warehouse):
            since = time.perf_counter()
            count = MANY[each.name]
            wrong = kill(each, count, Path(folder), chance)
            seconds = time.perf_counter() - since
            print(f"{each.name}: {count} kills over {each.steps} steps, {seconds:.0f} s, "
                  f"{len(wrong)} lost", flush=True)  # fmt: skip
            kills, losses = kills + count, losses + wrong
    print(*losses, sep="\n")
    print(f"{kills} kills, {time.perf_counter() - began:.0f} s, {len(losses)} lost")
    return 1 if losses else 0


def made_up_warehouse(workspace: Workspace) -> None:
    """A warehouse of one quarter and three measures, in which every figure is made up."""
    workspace.root.mkdir()
    seed = sample.seed

    def few(name: str) -> Any:
        rows = seed(name)
        if name in ("measures", "measure_relations"):
            rows = rows[rows["measure_id"].isin(MEASURES)]
        if name == "measure_relations":
            rows = rows[rows["of_measure_id"].isna() | rows["of_measure_id"].isin(MEASURES)]
        return rows

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample, "seed", few)
        sample.write_warehouse(workspace.warehouse, sample.made_up_values([str(QUARTER)]))


if __name__ == "__main__":
    sys.exit(main())
