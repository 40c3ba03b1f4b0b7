"""Timings of the main job, printed: rows a second landed, peak memory, a whole run and rendering.

`make bench` runs it. The files of 200,000 and 2,000,000 rows are written here.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from core.quarter import Quarter
from dashboard.presenters.whole_release import present
from dashboard.release.protected_values import protect_release
from dashboard.release.release_inputs import read_inputs
from dashboard.release.rendered_release import render
from dashboard.release.versions import edition_kind
from tests.benchmarks.family_memory import most_memory
from tests.support.reference_data import unpack_deliveries

DAW = Path(sys.executable).with_name("daw")
SIZES = (200_000, 2_000_000)
HEADINGS = (
    "MARAC,Meeting Date,MARAC Ref,Victim Name,Victim ID,Referring Agency,Repeat,Children,Age,"
    "Gender,Ethnicity,Disability,Sexual Orientation"
)


def main() -> None:
    """Prints every figure, one a line."""
    with tempfile.TemporaryDirectory() as scratch:
        for size in SIZES:
            landed(Path(scratch), size)
        whole_run(Path(scratch))


def landed(scratch: Path, size: int) -> None:
    """Prints rows a second for one delimited return, beside DuckDB's bare read of the same file."""
    workspace = scratch / f"workspace-{size}"
    inbox = workspace / "inbox" / "thames_valley_police"
    inbox.mkdir(parents=True)
    file = inbox / "MARAC cases Quarter 1 2019-20.csv"
    write_cases(file, size)
    megabytes = file.stat().st_size / 1e6
    bare = bare_read(file, scratch / "bare.parquet")
    seconds, peak = timed([str(DAW), "land"], workspace)
    print(
        f"{size:>9,} rows ({megabytes:.0f} MB): landed in {seconds:.2f} s, "
        f"{size / seconds:,.0f} rows/s; DuckDB's bare read {bare:.2f} s, ratio "
        f"{seconds / bare:.1f}; peak memory {peak / 1e6:,.0f} MB"
    )
    shutil.rmtree(workspace)


def write_cases(path: Path, size: int) -> None:
    """Writes a return of so many cases, with the spread of values that real ones have."""
    chance = random.Random(size)
    areas = ("Oxford", "Cherwell & West Oxfordshire", "South & Vale")
    referrers = ("Police", "IDVA", "Health", "Housing", "Probation")
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADINGS + "\n")
        for number in range(size):
            file.write(
                f"{chance.choice(areas)},{chance.randint(1, 30):02}/0{chance.randint(4, 6)}/2019,"
                f"M{number:08},A Name,N{chance.randrange(size):08},{chance.choice(referrers)},"
                f"{chance.choice('YN')},{chance.randint(0, 4)},{chance.randint(16, 80)},"
                f"{chance.choice(('Female', 'Male'))},White British,No,Heterosexual\n"
            )


def bare_read(file: Path, target: Path) -> float:
    """The seconds that DuckDB takes to write the same file as Parquet, all text, unchecked."""
    started = time.perf_counter()
    duckdb.execute(
        f"copy (from read_csv('{file}', all_varchar = true, header = true, delim = ',')) "
        f"to '{target}' (format parquet)"
    )
    return time.perf_counter() - started


def whole_run(scratch: Path) -> None:
    """Prints the seconds of one `daw run` of all reference batches, with its parts."""
    workspace = scratch / "workspace-run"
    unpack_deliveries(scratch / "deliveries")
    for batch in sorted((scratch / "deliveries" / "batches").iterdir()):
        for file in (batch / "inbox").rglob("*.*"):
            agency, *rest = file.relative_to(batch / "inbox").parts
            target = workspace / "inbox" / agency / batch.name / Path(*rest)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    seconds, peak = timed([str(DAW), "run"], workspace, show=True)
    print(f"whole run of the reference deliveries: {seconds:.1f} s, peak {peak / 1e6:,.0f} MB")
    parts = subprocess.run(
        [
            DAW,
            "sql",
            "select outcome, count(*) as files from quality.submissions group by 1",
            "--format",
            "json",
        ],
        env=os.environ | {"DAW_HOME": str(workspace)},
        capture_output=True,
        text=True,
        check=True,
    )
    print(json.loads(parts.stdout))
    (drawn,) = (workspace / "drafts").iterdir()
    rendering(workspace, Quarter.parse(drawn.name), scratch)


def rendering(workspace: Path, quarter: Quarter, scratch: Path) -> None:
    """Prints the seconds in which a quarter's draft is rendered, a PNG of each chart with it.

    That is pages, papers, workbook, narrative and data; reading, protection and audit are not.
    """
    kind = edition_kind(quarter, date.today(), "draft")
    inputs = read_inputs(workspace, quarter, kind, "0" * 40)
    presented = present(inputs, protect_release(inputs, (), 0.0))
    os.environ["DAW_CHART_PNG"] = "1"
    before, started = processor_seconds(), time.perf_counter()
    folder = render(inputs, presented, scratch, stopped_by_clock=False)
    seconds, of_processor = time.perf_counter() - started, processor_seconds() - before
    sizes = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
    print(
        f"rendering {quarter}: {seconds:.1f} s, {of_processor:.1f} s of processors, "
        f"{len(sizes)} files, {sum(sizes) / 1e6:.1f} MB"
    )


def processor_seconds() -> float:
    """The processor time of this process, and of those that it has waited for."""
    return sum(os.times()[:4])


def timed(command: list[str], workspace: Path, *, show: bool = False) -> tuple[float, int]:
    """The seconds of a command, and the most memory that it and its children held, in bytes."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env=os.environ | {"DAW_HOME": str(workspace), "DAW_MAX_SENT_MB": "1000"},
        stdout=None if show else subprocess.DEVNULL,
    )
    most = most_memory(process.pid)
    process.wait()
    return time.perf_counter() - started, most()


if __name__ == "__main__":
    main()
