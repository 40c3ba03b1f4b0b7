"""What a release repeats is read once, and nothing that is found depends on it."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from disclosure.audit.inference.inference_attack import attack
from disclosure.audit.inference.repeated_tables import RepeatedTables
from disclosure.audit.reader.release_reader import PublishedRelease, read_release
from disclosure.audit.rules.cell_rules import check_cells
from disclosure.control import EarlierValues, protect
from tests.benchmarks.ten_years import states
from tests.support.disclosure.counties import COUNTY, FIRST, KEY, LIMITS, draw_county
from tests.support.disclosure.referee import faults, write_release
from tests.unit.disclosure.audit.test_relations import release, rows

QUARTERS = 4
EVERY = 6  #: one in so many hidden figures is printed


def leaking(values: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Return the values of a release with some hidden figures printed."""
    printed = values.merge(own, how="left", on=KEY, suffixes=("", " own"))
    is_told = (values["shown"] == "c") & (values.index % EVERY == 0)
    for column in ("numerator", "denominator", "value"):
        printed[column] = printed[column].where(~is_told.to_numpy(), printed[f"{column} own"])
    printed.loc[is_told.to_numpy(), "shown"] = "value"
    return printed[values.columns]


@pytest.mark.parametrize("number", [1, 17])
def test_the_same_is_found_where_nothing_counts_as_repeated(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = draw_county(number, QUARTERS)
    releases: list[Path] = []
    made: list[EarlierValues] = []
    for quarter, sources in states(county, QUARTERS):
        values = protect(sources, made, LIMITS).values
        made.append(EarlierValues(leaking(values, sources.values), sources.values))
        folder = tmp_path / str(len(made)) / str(FIRST.plus(quarter)) / "v1"
        releases.append(write_release(folder, made[-1].values, sources.catalogue, sources.areas))

    def found() -> set[tuple[object, ...]]:
        """What is found, in whichever release the same count stands."""
        findings = faults(releases, [each.own_numbers for each in made], county.catalogue)
        return {(each.rule, each.cell, each.part, each.values, each.known) for each in findings}

    asked: list[bool] = []
    repeats = RepeatedTables.repeats

    def counted(self: RepeatedTables, *which: object) -> bool:
        asked.append(repeats(self, *which))
        return asked[-1]

    monkeypatch.setattr(RepeatedTables, "repeats", counted)
    once = found()
    assert sum(asked) > len(asked) / 3
    monkeypatch.setattr(RepeatedTables, "repeats", lambda *_: False)
    assert found() == once != set()


def test_a_fault_that_is_repeated_is_told_of_once(tmp_path: Path) -> None:
    county = draw_county(1, 1)
    ((_, sources),) = list(states(county, 1))[:1]
    small = sources.values.assign(shown="value")  # as nobody would print it
    folders = [
        write_release(
            tmp_path / str(FIRST) / f"v{version}", small, sources.catalogue, sources.areas
        )
        for version in (1, 2)
    ]
    found = [[*check_cells(read_release(folder))] for folder in folders]
    assert len(found[0]) == len(found[1]) > 0
    before, now = map(read_release, folders)
    assert list(check_cells(now, before=before)) == []
    wrong = next(cell for cell in before.figures if str(cell) == found[0][0].cell)
    other = replace(before, figures={**before.figures, wrong: replace(before.figures[wrong])})
    assert {finding.cell for finding in check_cells(now, before=other)} == {str(wrong)}


def test_a_window_is_read_again_where_a_quarter_that_it_sums_is_printed_otherwise(
    tmp_path: Path,
) -> None:
    """The year stays, and its first quarter is corrected: what the others are left with changes."""

    def printed(folder: Path, first: int) -> PublishedRelease:
        quarters = zip(range(4), (first, None, None, 10), strict=True)
        made = [row for n, count in quarters for row in rows(str(FIRST.plus(n)), {COUNTY: count})]
        made += rows(str(FIRST.plus(3)), {COUNTY: 24}, period_type="year_to_date")
        return release(folder, made)

    releases = [printed(tmp_path / "v1", 10), printed(tmp_path / "v2", 12)]
    assert {finding.release for finding in attack(releases)} >= {releases[1].name}
