"""The table of docs/scale.md, from one run on one machine: 1, 20 and 100 times the county.

`.venv/bin/python -m tests.benchmarks.growth [TIMES ...]`. The returns are those of the sample
county, six quarters of them, tables as delimited text; rows about people come so many times, each
time about others.
"""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from core.county import this_county
from core.project import ROOT
from core.quarter import Quarter
from sources.contract.rules import load_rules
from sources.samples.declared_world import load_world
from sources.samples.sample_files import ABSENT, cells_of, delimited, return_file
from sources.samples.sample_values import SampleReturn
from tests.benchmarks.family_memory import most_memory

DAW = Path(sys.executable).with_name("daw")
SPARK = ROOT / ".venv-spark"
TIMES = (1, 20, 100)
QUARTERS = 6
HEADING_ROW = 3
PAGE = ROOT / "docs" / "scale.md"
TABLE = re.compile(r"(?<=<!-- growth -->\n).*?(?=<!-- /growth -->)", re.DOTALL)


@dataclass(frozen=True)
class Step:
    """What a command took: seconds, and the most bytes that it and its children held."""

    seconds: float
    memory: int


def main() -> None:
    """Measures each size, prints the table, and writes it to docs/scale.md where none is named."""
    sizes = [int(text) for text in sys.argv[1:]]
    table = as_table([measured(times) for times in sizes or TIMES])
    print(table)
    if not sizes:
        PAGE.write_text(TABLE.sub(table, PAGE.read_text("utf-8")), encoding="utf-8")


def measured(times: int) -> dict[str, str]:
    """Return a row of the table: how long everything takes at so many times the county."""
    with tempfile.TemporaryDirectory() as scratch:
        home, copy = Path(scratch) / "workspace", Path(scratch) / "files"
        rows = write_returns(home / "inbox", times)
        shutil.copytree(home / "inbox", copy)
        sent = size_of(copy)
        bare = seconds_of(lambda: bare_read(copy, Path(scratch)))
        by_hand = seconds_of(lambda: read_by_hand(copy))
        landing = step("land", home=home)
        building = step("build", home=home)
        publishing = step("publish", str(newest()), home=home)
        spark = step("build", "--engine", "spark", home=home) if SPARK.exists() else None
        return {
            "counties": str(times),
            "rows": f"{rows:,}",
            "files": f"{sent / 1e6:,.0f} MB",
            "DuckDB's bare read": f"{bare:.1f} s",
            "pandas alone": f"{by_hand:.1f} s",
            "landing": cell(landing, bare),
            "rows a second": f"{rows / landing.seconds:,.0f}",
            "build": cell(building, bare),
            "publish": cell(publishing, bare),
            "build on Spark": cell(spark, bare) if spark else "not set up",
            "landing and warehouse": f"{size_of(home / 'landing') / 1e6:,.0f} MB, "
            f"{(home / 'warehouse.duckdb').stat().st_size / 1e6:,.0f} MB",
        }


def as_table(rows: list[dict[str, str]]) -> str:
    """Return the measurements as a table, a size a column."""
    names = list(rows[0])
    lines = [[name, *(row[name] for row in rows)] for name in names]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cell(taken: Step, bare: float) -> str:
    """Return seconds, as a ratio to DuckDB's bare read too, and MiB."""
    ratio = taken.seconds / bare
    return f"{taken.seconds:.1f} s ({ratio:.0f} times the read), {taken.memory / 2**20:,.0f} MiB"


def newest() -> Quarter:
    """Return the quarter that is published: the last one of the sample county."""
    return load_world().last


def write_returns(inbox: Path, times: int) -> int:
    """Write the returns of the last six quarters, and return how many rows they have."""
    world, rules, rows = load_world(), load_rules(), 0
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
                    rows += content.count(b"\n") if file.suffix == ".csv" else 0
    return rows


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


def step(*arguments: str, home: Path) -> Step:
    """Return what a `daw` command takes; raises CalledProcessError for one that fails."""
    started = time.perf_counter()
    environment = os.environ | {"DAW_HOME": str(home), "DAW_MAX_SENT_MB": "1000"}
    process = subprocess.Popen([DAW, *arguments], env=environment, stdout=subprocess.DEVNULL)
    most = most_memory(process.pid)
    status = process.wait()
    seconds = time.perf_counter() - started
    if status:
        raise subprocess.CalledProcessError(status, arguments)
    return Step(seconds, most())


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def delimited_files(folder: Path) -> Iterator[Path]:
    """Yield the delimited files below a folder."""
    return iter(sorted(folder.rglob("*.csv")))


def bare_read(folder: Path, scratch: Path) -> None:
    """Have DuckDB write each delimited file as Parquet, all text, unchecked."""
    for file in delimited_files(folder):
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
