"""Publishes random counties, quarter after quarter, and has every release attacked.

`python -m tests.disclosure.trial --counties 200 --quarters 8`
"""

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.audit import Finding
from dashboard.disclosure import protect
from tests.disclosure.counties import FIRST, draw_county, seeds, values_of
from tests.disclosure.referee import faults, write_release


@dataclass
class Outcome:
    """What came of publishing a county."""

    values: list[pd.DataFrame]
    found: list[Finding]
    waiting: int = 0
    coarser: int = 0
    slowest: float = 0.0

    @property
    def hidden(self) -> float:
        """The share of hidden rows in the last release."""
        return float((self.values[-1]["shown"] == "c").mean())


def publish(number: int, quarters: int, folder: Path) -> Outcome:
    """A random county's releases, protected one after another and attacked together."""
    catalogue, areas, relations = seeds()
    county = draw_county(number, quarters)
    outcome, releases = Outcome([], []), []
    for at in range(quarters):
        values = values_of(county, at)
        protection = protect(values, catalogue, areas, outcome.values, relations=relations)
        outcome.values.append(protection.values)
        outcome.waiting += len(protection.report.waiting)
        outcome.coarser += len(protection.report.coarsened)
        outcome.slowest = max(outcome.slowest, protection.report.seconds)
        place = folder / str(FIRST.plus(at)) / "v1"
        releases.append(write_release(place, protection.values, catalogue, areas))
    outcome.found = faults(releases, values, catalogue)
    return outcome


def main() -> None:
    """Prints a line a county, and what came of all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=200)
    parser.add_argument("--quarters", type=int, default=8)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    started, found, shares = time.monotonic(), 0, []
    for number in range(given.first, given.first + given.counties):
        with tempfile.TemporaryDirectory() as folder:
            outcome = publish(number, given.quarters, Path(folder))
        found += len(outcome.found)
        shares.append(outcome.hidden)
        print(
            f"county {number}: {len(outcome.values[-1])} rows, {outcome.hidden:.1%} hidden, "
            f"{outcome.waiting} revised rows waited, {outcome.coarser} tables coarser, "
            f"slowest release {outcome.slowest:.1f} s, {len(outcome.found)} faults",
            flush=True,
        )
    print(
        f"{given.counties} counties, {given.quarters} quarters each: {found} faults, "
        f"{sum(shares) / len(shares):.1%} hidden, {time.monotonic() - started:.0f} s"
    )


if __name__ == "__main__":
    main()
