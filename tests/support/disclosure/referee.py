"""The auditor as a referee: what it computes from the published bytes, judged by the truth."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from dashboard.release import gate
from dashboard.release.own_numbers import numbers_behind
from disclosure.audit import Finding, KeptResults
from disclosure.control.inputs.measure_inputs import sensitive_kinds

PARTS = ("numerator", "denominator")


def write_release(
    folder: Path, values: pd.DataFrame, catalogue: pd.DataFrame, areas: pd.DataFrame
) -> Path:
    """The folder, with the data files of a release in it."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    values.to_csv(data / "values.csv", index=False)
    catalogue.to_csv(data / "measures.csv", index=False)
    areas.to_csv(data / "areas.csv", index=False)
    return folder


def faults(
    releases: list[Path],
    values: Sequence[pd.DataFrame],
    catalogue: pd.DataFrame,
    kept: KeptResults | None = None,
) -> list[Finding]:
    """What the auditor can compute from the releases that it should not be able to.

    `values`: the true numbers of each release; they tell which hidden counts are small, and which
    counts of 1 there are for somebody to know. `kept`: what earlier attacks came to.
    """
    kinds = set(sensitive_kinds(catalogue))
    truths = []
    for frame in values:
        sensitive = frame[frame["measure_id"].isin(kinds)]
        truths.append(numbers_behind(sensitive.fillna(dict.fromkeys(PARTS, 0))))
    return gate.forbidding_findings(releases, truths, kept)
