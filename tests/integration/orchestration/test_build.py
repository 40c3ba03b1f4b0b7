"""A build takes the old warehouse's place when every test passed, and leaves it alone otherwise."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.parser.models import ModelParser
from dbt.task.base import BaseRunner
from sqlalchemy import text

from core.connections import connection
from core.project import DBT_PROJECT
from core.workspace import Workspace
from orchestration.building.fingerprints import Fingerprint, fingerprint_file
from orchestration.cli.queries import run_query
from orchestration.jobs import build_warehouse as building
from orchestration.jobs import dbt_manifest
from orchestration.jobs.build_warehouse import (
    Build,
    BuildFailed,
    BuiltWarehouse,
    build_warehouse,
    new_warehouse,
)
from orchestration.jobs.dbt_manifest import current_lineage, current_manifest, parsed_beside
from orchestration.jobs.ingest_inbox import land_inbox
from sources.contract.schema import load_contracts
from sources.privacy.erasure import erase
from sources.privacy.key_rotation import rotate

PROJECT = {
    "dbt_project.yml": (
        "name: small\nprofile: small\nversion: '1.0.0'\nmodels:\n  +materialized: table\n"
    ),
    "profiles.yml": (
        "small:\n  target: it\n  outputs:\n    it:\n      type: duckdb\n"
        "      path: \"{{ env_var('DAW_BUILD_FILE') }}\"\n"
    ),
    "models/numbers.sql": "select 1 as number union all select 2",
    "models/numbers.yml": (
        "models:\n  - name: numbers\n    columns:\n      - name: number\n"
        "        data_tests: [unique]\n"
    ),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small dbt project in the place of the real one."""
    folder = tmp_path / "project"
    for name, content in PROJECT.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    for module in (building, dbt_manifest):
        monkeypatch.setattr(module, "PROJECT", folder)
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    return Workspace.at(tmp_path / "workspace")


def numbers(workspace: Workspace) -> list[int]:
    """What the warehouse's one table holds."""
    with connection(workspace.warehouse) as opened:
        return [row[0] for row in opened.execute(text("select number from numbers order by 1"))]


def test_a_build_makes_the_warehouse_for_its_owner_alone(
    workspace: Workspace, project: Path
) -> None:
    assert len(build_warehouse(workspace).nodes) == 2
    assert numbers(workspace) == [1, 2]
    assert workspace.warehouse.stat().st_mode & 0o777 == 0o600
    assert not (workspace.root / ".build" / "run").exists()


def test_a_failing_test_leaves_the_old_one_and_names_model_test_and_rows(
    workspace: Workspace, project: Path
) -> None:
    build_warehouse(workspace)
    before = workspace.warehouse.read_bytes()
    (project / "models" / "numbers.sql").write_text("select 7 as number union all select 7")
    with pytest.raises(BuildFailed, match=r"unique_numbers_number") as failure:
        build_warehouse(workspace)
    assert "unique_field=7, n_records=2" in str(failure.value)
    assert workspace.warehouse.read_bytes() == before
    assert not (workspace.root / ".build" / "run").exists()


@pytest.mark.parametrize(
    ("end", "raised"), [(KeyboardInterrupt(), KeyboardInterrupt), (RuntimeError(), BuildFailed)]
)
def test_a_dbt_that_was_stopped_without_a_word_leaves_the_old_warehouse(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    end: BaseException,
    raised: type[BaseException],
) -> None:
    workspace.prepare()
    workspace.warehouse.write_bytes(b"old")
    monkeypatch.setattr(building, "_can_be_compared", lambda warehouse: True)

    def stop(runner: object, words: list[str]) -> dbtRunnerResult:
        Path(os.environ["DAW_BUILD_FILE"]).write_bytes(b"half")
        return dbtRunnerResult(success=False, exception=end)

    monkeypatch.setattr(dbtRunner, "invoke", stop)
    with pytest.raises(raised):
        build_warehouse(workspace)
    assert workspace.warehouse.read_bytes() == b"old"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_interrupted_ends_its_queries(
    workspace: Workspace, project: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    workspace.prepare()
    workspace.warehouse.write_bytes(b"old")
    monkeypatch.setattr(building, "_can_be_compared", lambda warehouse: False)
    # It would run for hours.
    endless = "select count(*) as number from range(1000000) as a, range(100000000) as b"
    (project / "models" / "endless.sql").write_text(f"{endless} where a.range + b.range = -1")
    run = BaseRunner.run_with_hooks

    def interrupt(runner: Any, manifest: object) -> object:
        if runner.node.name == "endless":
            os.kill(os.getpid(), number)
        return run(runner, manifest)

    monkeypatch.setattr(BaseRunner, "run_with_hooks", interrupt)
    handlers = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    with pytest.raises(KeyboardInterrupt):
        build_warehouse(workspace)
    assert workspace.warehouse.read_bytes() == b"old"
    assert not (workspace.root / ".build" / "run").exists()
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == handlers


ROWS = "select * from (values ('a', 'b', 1), ('c', 'b', 2), ({})) as rows (key, colour, other)"
CHECKS = {
    "unique": "[key]",
    "not_null": "[key]",
    "one_row_per": "[[key, other]]",
    "accepted_values": "{other: [1, 2]}",
    "relationships": """{other: {to: "ref('others')", field: other, where: key <> 'd'}}""",
    "codes": "{colour: colour}",
}
FAILING = {  # a third row, and what it fails
    "blank": ("'', 'b', 1", ""),
    "unrecognised": ("'e', 'unrecognised', 2", ""),
    "left_out": ("'d', 'b', 3", "accepted_values other, failing_count=1, example=3"),
    "no_key": ("null, 'b', 1", "not_null key, failing_count=1, example=None"),
    "key_again": ("'a', 'b', 2", "unique key, failing_count=1, example=a"),
    "colour_unknown": ("'e', 'red', 2", "codes colour, failing_count=1, example=red"),
    "other_unknown": (
        "'e', 'b', 4",
        "accepted_values other, failing_count=1, example=4\n"
        "    failed=relationships other, failing_count=1, example=4",
    ),
    "row_again": (
        "'a', 'b', 1",
        "one_row_per key, other, failing_count=1, example=a, 1\n"
        "    failed=unique key, failing_count=1, example=a",
    ),
}


def test_of_a_table_that_fails_each_check_is_named_and_no_other(
    workspace: Workspace, project: Path
) -> None:
    shutil.copytree(DBT_PROJECT / "tests" / "generic", project / "tests" / "generic")
    arguments = "".join(f"            {name}: {value}\n" for name, value in CHECKS.items())
    models = project / "models"
    (models / "int_codes.sql").write_text(
        "select 'colour' as list, 'b' as code union all select 'colour', null"
    )
    (models / "others.sql").write_text("select unnest([1, 2, null]) as other")
    tables = "models:\n"
    for name, (row, _) in FAILING.items():
        (models / f"{name}.sql").write_text(ROWS.format(row))
        tables += f"  - name: {name}\n    data_tests:\n      - holds:\n          arguments:\n"
        tables += arguments
    (models / "tables.yml").write_text(tables)
    with pytest.raises(BuildFailed) as failure:
        build_warehouse(workspace)
    told = dict.fromkeys(FAILING, "")
    for part in str(failure.value).split("test holds_")[1:]:
        name = next(name for name in FAILING if part.startswith(name))
        told[name] = part.split("failed=", 1)[1].strip()
    assert told == {name: failing for name, (_, failing) in FAILING.items()}


def test_a_model_that_cannot_be_computed_is_named(workspace: Workspace, project: Path) -> None:
    (project / "models" / "numbers.sql").write_text("select no_such_column as number")
    with pytest.raises(BuildFailed, match=r"model small\.numbers|model numbers"):
        build_warehouse(workspace)
    assert not workspace.warehouse.exists()


@pytest.mark.parametrize("other", ["a build", "an erasure", "a rotation", "a landing"])
def test_a_build_says_that_it_waits_for_another_run(
    workspace: Workspace, project: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    waits = threading.Event()
    monkeypatch.setattr("core.locks._logger.warning", lambda told: waits.set())
    jobs: dict[str, Callable[[], object]] = {
        "a build": lambda: build_warehouse(workspace),
        "an erasure": lambda: erase(workspace, load_contracts(), "cherwell", ["v1"]),
        "a rotation": lambda: rotate(workspace, load_contracts()),
        "a landing": lambda: land_inbox(workspace),
    }
    second = threading.Thread(target=jobs[other])
    with new_warehouse(workspace) as under_way:
        duckdb.connect(under_way.file).close()
        second.start()
        assert waits.wait(20)
        assert not workspace.warehouse.exists()
        assert not workspace.key_file.exists()
    second.join()
    assert workspace.warehouse.exists()


def test_what_a_killed_run_s_dbt_still_writes_is_ended_and_removed(
    workspace: Workspace, project: Path
) -> None:
    orphaned = Build(workspace.root / ".build")
    orphaned.folder.mkdir(parents=True)
    held = "import sys, time; f = open(sys.argv[1], 'wb'); print(flush=True); time.sleep(60)"
    command = [sys.executable, "-c", held, orphaned.file]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as orphan:
        assert orphan.stdout
        orphan.stdout.readline()
        build_warehouse(workspace)
        assert orphan.wait(10) == -signal.SIGKILL
    assert not orphaned.folder.exists()


def test_a_killed_run_s_dbt_that_has_opened_nothing_yet_is_ended(
    workspace: Workspace, project: Path
) -> None:
    waits = "import time; print(flush=True); time.sleep(60)"
    command = [sys.executable, "-c", waits, *Build(workspace.root / ".build").arguments("build")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as orphan:
        assert orphan.stdout
        orphan.stdout.readline()
        build_warehouse(workspace)
        assert orphan.wait(10) == -signal.SIGKILL


def test_what_a_killed_build_left_is_removed(workspace: Workspace, project: Path) -> None:
    orphaned = Build(workspace.root / ".build")
    orphaned.folder.mkdir(parents=True)
    orphaned.file.write_bytes(b"half")
    build_warehouse(workspace)
    assert not orphaned.folder.exists()


def test_a_second_build_parses_nothing_anew(
    workspace: Workspace, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []
    parse = ModelParser.parse_node
    monkeypatch.setattr(
        ModelParser,
        "parse_node",
        lambda parser, block: (parsed.append(block.name), parse(parser, block))[1],
    )
    build_warehouse(workspace)
    assert parsed == ["numbers"]
    current_manifest(workspace)
    build_warehouse(workspace)
    assert parsed == ["numbers"]
    (project / "models" / "numbers.sql").write_text("select 3 as number")
    build_warehouse(workspace)
    assert parsed == ["numbers", "numbers"]
    assert numbers(workspace) == [3]


def test_a_manifest_is_of_the_models_as_they_are(workspace: Workspace, project: Path) -> None:
    newer = current_manifest(workspace)
    earlier = project / "models" / "numbers.sql"  # as when a version before is put back
    earlier.write_text("select 3 as number")
    os.utime(earlier, (0, 0))
    manifest = current_manifest(workspace)
    assert not newer.exists()
    assert "select 3 as number" in manifest.read_text()


def test_models_that_are_parsed_already_start_no_process(
    workspace: Workspace, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current_manifest(workspace)
    monkeypatch.delattr(subprocess, "Popen")
    with parsed_beside(workspace):
        pass


SEED = "word,code\nred,1\nblue,2\n"
LANDED = {
    "seeds/words.csv": SEED,
    "models/landed.yml": (
        "sources:\n  - name: landing\n    tables:\n      - name: returns\n        config:\n"
        "          meta:\n"
        "            external_location: read_csv('{{ env_var('DAW_LANDING') }}/*.csv')\n"
        "models:\n  - name: codes\n    config: {contract: {enforced: true}}\n    columns:\n"
        "      - {name: code, data_type: bigint, constraints: [{type: not_null}]}\n"
        "  - name: counted\n    columns:\n      - {name: code, data_tests: [not_null]}\n"
    ),
    "models/codes.sql": "select cast(code as bigint) as code from {{ ref('words') }}",
    "models/counted.sql": (
        "select codes.code, count(*) as row_count "
        "from {{ source('landing', 'returns') }} as returns "
        "inner join {{ ref('codes') }} as codes on returns.code = codes.code group by 1"
    ),
}


@pytest.fixture
def landed(workspace: Workspace, project: Path) -> Workspace:
    """A workspace whose small project has a seed, what rests on it alone, and a landed file."""
    for name, content in LANDED.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(content)
    workspace.prepare()
    (workspace.landing / "first.csv").write_text("code\n1\n1\n")
    build_warehouse(workspace)
    return workspace


@pytest.mark.usefixtures("landed")
def test_a_workspace_may_lie_in_a_folder_of_any_name(tmp_path: Path) -> None:
    """Braces, brackets, stars and percent signs mean themselves in whatever opens the files.

    What would not is refused where it is set (tests/unit/core/test_workspace.py).
    """
    odd = Workspace.at(tmp_path / "{odd} [1]* a%20b:@;& ü")
    odd.prepare()
    (odd.landing / "first.csv").write_text("code\n1\n1\n")
    build_warehouse(odd)
    assert tables(odd)["counted"][1:] == [(1, 2)]
    assert run_query(odd, "select count(*) from counted").to_numpy().tolist() == [[1]]


def names(built: BuiltWarehouse) -> set[str]:
    """What was made anew."""
    return {node.unique_id.split(".")[2] for node in built.nodes}


def tables(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each table, and what must hold of it."""
    with duckdb.connect(workspace.warehouse, read_only=True) as opened:
        found = opened.execute("select table_name, sql from duckdb_tables()").fetchall()
        return {
            name: [(sql,), *sorted(opened.execute(f"from {name}").fetchall())]
            for name, sql in found
        }


def test_after_a_new_file_only_what_rests_on_it_is_built(landed: Workspace) -> None:
    (landed.landing / "second.csv").write_text("code\n2\n")
    built = build_warehouse(landed, manifest=current_manifest(landed))
    assert names(built) == {"counted", "not_null_counted_code"}
    assert str(built.scope) == (
        "What is based on the returns was built, because nothing but the returns has changed."
    )
    unbuilt = build_warehouse(landed, manifest=current_manifest(landed))
    assert names(unbuilt) == set()
    assert str(unbuilt.scope).startswith("Nothing was built, because nothing has changed")
    partly = tables(landed)
    assert partly["counted"][1:] == [(1, 2), (2, 1)]
    assert len(build_warehouse(landed).nodes) == 6
    assert tables(landed) == partly


def test_where_columns_come_from_is_read_once_from_what_was_built(landed: Workspace) -> None:
    found = current_lineage(landed)
    assert found["model.small.codes"].columns == {"code": [("seed.small.words", "code")]}
    assert found["model.small.counted"].columns["row_count"] == []
    shutil.rmtree(landed.root / ".build" / "target")
    assert current_lineage(landed) == found


def test_after_anything_else_everything_is_built(landed: Workspace, project: Path) -> None:
    manifest = current_manifest(landed)

    def rebuilt() -> tuple[int, str]:
        built = build_warehouse(landed, manifest=manifest)
        return len(built.nodes), built.scope.reason

    landed.erasure_mark.touch()
    assert rebuilt() == (6, "people were erased")
    fingerprint_file(landed).unlink()
    assert rebuilt() == (6, "it is not known what the last warehouse was made of")
    for kind, reason in {
        "code": "the code has changed",
        "seeds": "the reference data has changed",
        "settings": "the settings have changed",
    }.items():
        replace(Fingerprint.of(landed), **{kind: "another"}).write(landed)
        assert rebuilt() == (6, reason)


def swap_under_readers(folder: Path, swaps: int) -> tuple[int, list[str]]:
    """How often four polling readers read while a file was swapped, and what went wrong."""
    versions = []
    for number in (1, 2):
        versions.append(folder / f"version-{number}.duckdb")
        with duckdb.connect(versions[-1]) as writer:
            writer.execute(f"create table one as select {number} as n from range(1000)")
            writer.execute("create table two as select * from one")
    file = folder / "warehouse.duckdb"
    shutil.copy(versions[0], file)
    ended, reads, faults = threading.Event(), [0], []

    def poll() -> None:
        while not ended.is_set():
            try:
                with connection(file) as opened:
                    mixed = "select min(n), max(n) from (from one union all from two)"
                    low, high = opened.execute(text(mixed)).one()
                if low != high:
                    faults.append("a mixed read")
                reads[0] += 1
            except Exception as fault:  # noqa: BLE001  (any error of a reader is what is counted)
                faults.append(repr(fault))

    readers = [threading.Thread(target=poll) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(swaps):
        beside = folder / "new.duckdb"
        shutil.copy(versions[number % 2], beside)
        beside.replace(file)
    ended.set()
    for reader in readers:
        reader.join()
    return reads[0], faults


def test_readers_never_see_half_a_swap(tmp_path: Path) -> None:
    reads, faults = swap_under_readers(tmp_path, swaps=100)
    assert reads > 0
    assert faults == []


@pytest.mark.long
def test_readers_never_see_half_of_a_thousand_swaps(tmp_path: Path) -> None:
    reads, faults = swap_under_readers(tmp_path, swaps=1000)
    assert reads > 100
    assert faults == []
