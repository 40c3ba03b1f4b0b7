"""The table of docs/scale.md, from one run on one machine: 1, 20 and 100 times the county.

`.venv/bin/python -m tests.benchmarks.growth [TIMES ...]`. The returns are those of the sample
county, three years of them, tables as delimited text; rows about people come so many times, each
time about others. What was measured of one commit is kept in build/growth, so that a run which was
stopped goes on; delete that folder to measure anew.
"""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pandas as pd

from core.county import this_county
from core.project import ROOT
from core.quarter import Quarter
from orchestration.building.spark.spark_environment import SparkMissing, SparkSettings
from sources.contract.rules import load_rules
from sources.samples.declared_world import load_world
from sources.samples.sample_files import ABSENT, cells_of, delimited, return_file
from sources.samples.sample_values import SampleReturn
from tests.benchmarks.family_memory import most_memory

DAW = Path(sys.executable).with_name("daw")
TIMES = (1, 20, 100)
QUARTERS = 12
HEADING_ROW = 3
PAGE = ROOT / "docs" / "scale.md"
TABLE = re.compile(r"(?<=<!-- growth -->\n).*?(?=<!-- /growth -->)", re.DOTALL)
KEPT = ROOT / "build" / "growth"

SPARK_MOST_TIMES = 20
"""A larger size is not built on Spark: on one machine that says nothing of a cluster."""

LONGEST_SECONDS = 600
"""A step that takes longer is stopped, and the table says so."""

STEPS = {
    "landing": ("land",),
    "build": ("build",),
    "publish": ("publish",),
    "build on Spark": ("build", "--engine", "spark"),
}
"""The steps in their order: what the table calls them, and their words after `daw`."""


@dataclass(frozen=True)
class Step:
    """What a command took: seconds, and the most bytes that it and its children held.

    `not_run` says why there are none.
    """

    seconds: float = 0
    memory: int = 0
    not_run: str = ""


@dataclass(frozen=True)
class Growth:
    """What was measured at so many times the county; files and folders in bytes."""

    times: int
    rows: int
    files: int
    bare: float
    by_hand: float
    steps: dict[str, Step]
    landed: int
    warehouse: int


def main() -> None:
    """Measures each size, prints the table, and writes it to docs/scale.md where none is named."""
    sizes = [int(text) for text in sys.argv[1:]]
    table = as_table([kept_or_measured(times) for times in sizes or TIMES])
    print(table)
    if not sizes:
        PAGE.write_text(TABLE.sub(table, PAGE.read_text("utf-8")), encoding="utf-8")


def kept_or_measured(times: int) -> Growth:
    """Return what was measured of this commit at a size, now or by a run that was stopped.

    Where there is no commit, or files are changed, nothing is kept.
    """
    commit, changes = git("rev-parse", "HEAD"), git("status", "--porcelain", "-uno")
    if not commit or changes:
        return measured(times)
    file = KEPT / f"{commit}-{times}.json"
    if not file.exists():
        text = json.dumps(asdict(measured(times)), indent=1)
        KEPT.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    kept = json.loads(file.read_text("utf-8"))
    steps = {name: Step(**step) for name, step in kept.pop("steps").items()}
    return Growth(steps=steps, **kept)


def git(*words: str) -> str:
    """Return what git says of this project; blank where it can say nothing."""
    if (program := shutil.which("git")) is None:
        return ""
    command = [program, *words]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return told.stdout.strip() if told.returncode == 0 else ""


def measured(times: int) -> Growth:
    """Measure how long everything takes at so many times the county."""
    with tempfile.TemporaryDirectory() as scratch:
        home, copy = Path(scratch) / "workspace", Path(scratch) / "files"
        write_returns(home / "inbox", times)
        shutil.copytree(home / "inbox", copy)
        bare = seconds_of(lambda: bare_read(copy, Path(scratch)))
        by_hand = seconds_of(lambda: read_by_hand(copy))
        steps: dict[str, Step] = {}
        for name, words in STEPS.items():
            reason = reason_not_to_run(name, times)
            steps[name] = Step(not_run=reason) if reason else step(words, home)
            told = steps[name].not_run or f"{steps[name].seconds:.1f} s"
            print(f"{times} counties, {name}: {told}", file=sys.stderr, flush=True)
        return Growth(
            times,
            rows_read(home / "warehouse.duckdb"),
            size_of(copy),
            bare,
            by_hand,
            steps,
            size_of(home / "landing"),
            (home / "warehouse.duckdb").stat().st_size,
        )


def reason_not_to_run(name: str, times: int) -> str:
    """Return why a step is left out at a size; blank where it is not."""
    if "Spark" not in name:
        return ""
    try:
        SparkSettings.from_environment()
    except SparkMissing:
        return "not set up"
    return "not run" if times > SPARK_MOST_TIMES else ""


def as_table(sizes: list[Growth]) -> str:
    """Return the measurements as a table, a size a column; ratios are to the first of them."""
    lines = [
        ["counties", *(f"{size.times}" for size in sizes)],
        ["---"] * (len(sizes) + 1),
        ["rows", *(f"{size.rows:,}" for size in sizes)],
        ["files", *(f"{size.files / 1e6:,.0f} MB" for size in sizes)],
        ["DuckDB's bare read", *(f"{size.bare:.1f} s" for size in sizes)],
        ["pandas and openpyxl, reading alone", *(f"{size.by_hand:.1f} s" for size in sizes)],
        *([name, *(cell(name, size, sizes[0]) for size in sizes)] for name in STEPS),
        ["rows landed a second", *(landed_a_second(size) for size in sizes)],
        ["landing area", *(f"{size.landed / 1e6:,.0f} MB" for size in sizes)],
        ["warehouse", *(f"{size.warehouse / 1e6:,.0f} MB" for size in sizes)],
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cell(name: str, size: Growth, smallest: Growth) -> str:
    """Return seconds, as ratios to DuckDB's bare read and to the smallest size, and MiB."""
    taken, least = size.steps[name], smallest.steps[name]
    if taken.not_run:
        return taken.not_run
    ratios = [f"{taken.seconds / size.bare:.0f} times the read"]
    if size is not smallest and not least.not_run:
        ratios.append(f"{taken.seconds / least.seconds:.1f} times the smallest")
    return f"{taken.seconds:.1f} s ({', '.join(ratios)}), {taken.memory / 2**20:,.0f} MiB"


def landed_a_second(size: Growth) -> str:
    """Return how many rows were landed a second."""
    landing = size.steps["landing"]
    return landing.not_run or f"{size.rows / landing.seconds:,.0f}"


def newest() -> Quarter:
    """Return the quarter that is published: the last one of the sample county."""
    return load_world().last


def rows_read(warehouse: Path) -> int:
    """Return how many rows the returns have."""
    with duckdb.connect(warehouse, read_only=True) as opened:
        (rows,) = opened.execute("select sum(rows_read) from quality.returns").fetchone() or (0,)
        return int(rows)


def write_returns(inbox: Path, times: int) -> None:
    """Write the returns of the last quarters."""
    world, rules = load_world(), load_rules()
    for quarter in list(world.quarters())[-QUARTERS:]:
        for extract, contract in rules.contracts.items():
            if contract.layout.kind == "published_tables" or not world.is_sent(extract, quarter):
                continue
            if contract.delivery == "register" and quarter != world.last:
                continue
            for agency in this_county().agencies_of(extract):
                sample = SampleReturn(world, rules, extract, agency, quarter)
                for path, content in return_file(sample).items():
                    file = inbox / path
                    if contract.layout.kind == "table":
                        content, file = repeated(sample, times), file.with_suffix(".csv")
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(content)


def repeated(sample: SampleReturn, times: int) -> bytes:
    """Return a return as delimited text, its rows so many times, each time about other people."""
    columns = [n for n in sample.contract.columns if sample.column_hint(n) != ABSENT]
    private = [
        at
        for at, name in enumerate(columns)
        if sample.contract.columns[name].privacy == "pseudonymise"
    ]
    cells = cells_of(sample)
    if not private:
        return delimited(cells)
    top, rows = (
        cells[: HEADING_ROW + 1],
        [row for row in cells[HEADING_ROW + 1 :] if row[0] != "Total"],
    )
    text = io.StringIO()
    text.write(delimited(top).decode("utf-8-sig"))
    once = list(csv.reader(io.StringIO(delimited(rows).decode("utf-8-sig"))))
    writer = csv.writer(text)
    for number in range(times):
        for row in once:
            copy = list(row)
            for at in private:
                copy[at] = f"{copy[at]}x{number}" if copy[at] else ""
            writer.writerow(copy)
    return text.getvalue().encode("utf-8-sig")


def step(words: tuple[str, ...], home: Path) -> Step:
    """Return what a `daw` command takes; raises CalledProcessError for one that fails."""
    arguments: list[str | Path] = [DAW, *words, *([str(newest())] if words == ("publish",) else [])]
    environment = os.environ | {"DAW_HOME": str(home), "DAW_MAX_SENT_MB": "1000"}
    started = time.perf_counter()
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)
    most = most_memory(process.pid)
    try:
        status = process.wait(LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()
        return Step(not_run=f"stopped after {LONGEST_SECONDS} s")
    seconds = time.perf_counter() - started
    if status:
        raise subprocess.CalledProcessError(status, list(words))
    return Step(seconds, most())


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def bare_read(folder: Path, scratch: Path) -> None:
    """Have DuckDB write each delimited file as Parquet, all text, unchecked."""
    for file in sorted(folder.rglob("*.csv")):
        quoted = str(file).replace("'", "''")
        duckdb.execute(
            f"copy (from read_csv('{quoted}', all_varchar = true, header = true, delim = ',', "
            f"skip = {HEADING_ROW}, null_padding = true, strict_mode = false)) "
            f"to '{scratch / 'bare.parquet'}' (format parquet)"
        )


def read_by_hand(folder: Path) -> None:
    """Read each file as a person's script would, with pandas and openpyxl, and count its rows."""
    for file in sorted(folder.rglob("*.*")):
        if file.suffix == ".csv":
            pd.read_csv(file, skiprows=HEADING_ROW, dtype=str)
        else:
            pd.read_excel(file, sheet_name=None, dtype=str, engine="openpyxl")


def size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
