"""What publishing costs over ten years: 40 quarters of a made county, two versions of each.

`python -m tests.benchmarks.ten_years` publishes a quarter, and again once its corrections and late
returns have come, with real protection and the real auditor, at the level of values. Sparse tables
are published once a year, as is proposed from the figures of the first year. It prints seconds
of the processor, the most memory so far and how much is kept, then what auditing everything takes
without what is kept. `--quarters 8` ends sooner.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from dashboard.release.gate import MAX_TRIES, leaking_measures
from disclosure.audit import KeptResults
from disclosure.control import NO_TRIES, AttackMemory, EarlierValues, ReleaseSources, protect
from disclosure.control.sparse_tables import sparse_tables
from tests.support.disclosure.counties import (
    FIRST,
    LIMITS,
    County,
    draw_county,
    sources_of,
    values_of,
)
from tests.support.disclosure.referee import faults, write_release

QUARTERS = 40
FIRST_YEAR = 4
MADE = 40  #: with all topics


def states(county: County, quarters: int) -> Iterator[tuple[int, ReleaseSources]]:
    """Yield the sources of each version in turn, with the number of its quarter (from 0).

    What is corrected is corrected a quarter later, so rows of quarters before stay as they are.
    """
    settled = values_of(county, 0)
    sources = replace(sources_of(county, 0), yearly=proposed(county))
    for number in range(quarters + 1):
        since = max(number - 1, 0)
        kept = settled[settled["quarter"] < str(FIRST.plus(since))]
        settled = pd.concat([kept, values_of(county, number, since)], ignore_index=True)
        for quarter in (number - 1, number):
            if 0 <= quarter < quarters:
                values = settled[settled["quarter"] <= str(FIRST.plus(quarter))]
                yield quarter, replace(sources, values=values.reset_index(drop=True))


def proposed(county: County) -> dict[str, list[str]]:
    """Return what `daw yearly` proposes to publish by the year from the first year's figures."""
    tables: dict[str, list[str]] = {}
    for table in sparse_tables(sources_of(county, FIRST_YEAR - 1), LIMITS):
        tables.setdefault(table.measure, []).append(table.table)
    return tables


class DecadeOfReleases:
    """The versions so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.releases: list[Path] = []
        self.earlier: list[EarlierValues] = []
        self.truths: list[pd.DataFrame] = []
        self.kept = b"", b""  #: of protection, and of the auditor

    def publish(self, quarter: int, sources: ReleaseSources) -> None:
        """Publish a version of a quarter, and print what that cost."""
        name = str(FIRST.plus(quarter))
        version = 1 + sum(each.parent.name == name for each in self.releases)
        release = self.folder / name / f"v{version}"
        self.releases.append(release)
        self.truths.append(sources.values)
        memory, kept = AttackMemory(self.kept[0]), KeptResults(self.kept[1])
        failed, auditing = NO_TRIES, 0.0
        began = time.process_time()
        while True:
            made = protect(sources, self.earlier, LIMITS, failed, memory)
            write_release(release, made.values, sources.catalogue, sources.areas)
            before = time.process_time()
            found = faults(self.releases, self.truths, sources.catalogue, kept)
            auditing += time.process_time() - before
            if not found or len(failed.measures) == MAX_TRIES:
                break
            failed = failed.then(leaking_measures(found), made.report.seconds)
        protecting = time.process_time() - began - auditing
        self.earlier.append(EarlierValues(made.values, sources.values))
        self.kept = memory.content(), kept.content()
        hidden = made.report.hidden.total() / made.report.cells.total()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        print(
            f"quarter {quarter + 1:>2} v{version}: protection {protecting:.1f} s, "
            f"audit {auditing:.1f} s, {peak:.0f} MiB, {sum(map(len, self.kept)) / 2**20:.1f} MiB "
            f"kept, {hidden:.0%} hidden, {len(made.report.waiting)} corrections wait, "
            f"{len(failed.measures)} failed audits, {len(found)} faults",
            flush=True,
        )


def main() -> None:
    """Print a line a version, then what auditing everything takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quarters", type=int, default=QUARTERS)
    parser.add_argument("--county", type=int, default=MADE)
    given = parser.parse_args()
    county = draw_county(given.county, given.quarters)
    with tempfile.TemporaryDirectory() as folder:
        decade = DecadeOfReleases(Path(folder))
        for quarter, sources in states(county, given.quarters):
            decade.publish(quarter, sources)
        began = time.process_time()
        found = faults(decade.releases, decade.truths, sources.catalogue)
        print(f"audit of everything: {time.process_time() - began:.1f} s, {len(found)} faults")


if __name__ == "__main__":
    main()
