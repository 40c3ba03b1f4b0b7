"""Publishes random counties, quarter after quarter, and has every release attacked.

`python -m tests.benchmarks.trial --counties 200 --quarters 8 --processes 2`
"""

import argparse
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from dashboard.release.gate import MAX_TRIES, leaking_measures
from disclosure.audit import Finding, KeptResults
from disclosure.control import NO_TRIES, AttackMemory, EarlierValues, protect
from tests.support.disclosure.counties import FIRST, KEY, LIMITS, QUARTERS, draw_county, sources_of
from tests.support.disclosure.referee import faults, write_release


@dataclass
class Outcome:
    """What came of publishing a county."""

    values: list[pd.DataFrame]
    found: list[Finding]
    rows: int = 0
    hidden: int = 0
    small: int = 0
    waiting: int = 0
    less_detailed: int = 0
    unkept: int = 0  #: rows that were shown and are not any more, or hidden and are shown (rule 4)
    again: int = 0  #: how often a release failed its audit and said less
    slowest: float = 0.0
    seconds: float = 0.0


def publish(number: int, quarters: int, folder: Path) -> Outcome:
    """A random county's releases, published one after another as `daw publish` does it."""
    started = time.process_time()
    county = draw_county(number)
    outcome, releases = Outcome([], []), []
    earlier: list[EarlierValues] = []
    truths: list[pd.DataFrame] = []
    memory, kept = AttackMemory(), KeptResults()
    for number_of_quarter in range(quarters):
        sources = sources_of(county, number_of_quarter)
        release = folder / str(FIRST.plus(number_of_quarter)) / "v1"
        releases.append(release)
        failed = NO_TRIES
        before = time.process_time()
        while True:
            protection = protect(sources, earlier, LIMITS, failed, memory)
            write_release(release, protection.values, sources.catalogue, sources.areas)
            found = faults(releases, [*truths, sources.values], sources.catalogue, kept)
            if not found or len(failed.measures) == MAX_TRIES:
                break
            failed = failed.then(leaking_measures(found), protection.report.seconds)
        outcome.slowest = max(outcome.slowest, time.process_time() - before)
        outcome.values.append(protection.values)
        truths.append(sources.values)
        earlier.append(EarlierValues(protection.values, sources.values))
        outcome.waiting += len(protection.report.waiting)
        outcome.less_detailed += len(protection.report.less_detailed)
        outcome.again += len(failed.measures)
        outcome.found += found
    outcome.unkept = sum(map(_unkept, outcome.values, outcome.values[1:]))
    outcome.rows = sum(protection.report.cells.values())
    outcome.hidden = sum(protection.report.hidden.values())
    outcome.small = protection.report.small
    outcome.seconds = time.process_time() - started
    return outcome


def _unkept(before: pd.DataFrame, after: pd.DataFrame) -> int:
    """How many rows of a release the next one does not keep as shown or as hidden."""
    then = before.set_index(KEY)["shown"]
    now = after.set_index(KEY)["shown"].reindex(then.index)
    return int((then.isin(("c", "value")) & (now != then)).sum())


def _try(quarters: int, number: int) -> tuple[int, Outcome]:
    with tempfile.TemporaryDirectory() as folder:
        return number, publish(number, quarters, Path(folder))


def main() -> None:
    """Prints a line a county, and what came of all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=200)
    parser.add_argument("--quarters", type=int, default=QUARTERS)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    numbers = range(given.first, given.first + given.counties)
    started, outcomes = time.monotonic(), []
    with ProcessPoolExecutor(given.processes) as pool:
        for number, outcome in pool.map(partial(_try, given.quarters), numbers):
            outcomes.append(outcome)
            print(
                f"county {number}: {outcome.rows} rows, {outcome.hidden / outcome.rows:.1%} hidden "
                f"({outcome.small / outcome.rows:.1%} small themselves), "
                f"{outcome.waiting} revised rows waited, "
                f"{outcome.less_detailed} tables in less detail, "
                f"{outcome.again} failed audits, "
                f"{outcome.seconds:.0f} s, slowest release {outcome.slowest:.1f} s, "
                f"{outcome.unkept} rows not kept, {len(outcome.found)} faults",
                flush=True,
            )
            for fault in outcome.found:
                print(f"  {fault}", flush=True)
    rows = sum(outcome.rows for outcome in outcomes)
    print(
        f"{given.counties} counties, {given.quarters} quarters each, "
        f"{time.monotonic() - started:.0f} s: {sum(len(each.found) for each in outcomes)} faults, "
        f"{sum(each.unkept for each in outcomes)} rows not kept, "
        f"{sum(each.again for each in outcomes)} releases made anew after an audit, "
        f"{sum(each.hidden for each in outcomes) / rows:.1%} of {rows} rows hidden, "
        f"{sum(each.small for each in outcomes) / rows:.1%} small themselves"
    )


if __name__ == "__main__":
    main()
