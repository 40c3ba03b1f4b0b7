"""The auditor as a referee: what it computes from the published bytes, judged by the truth."""

from pathlib import Path

import pandas as pd

from dashboard.release import gate
from disclosure.audit import Finding
from disclosure.control.inputs.cells import KEY
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


def faults(releases: list[Path], values: pd.DataFrame, catalogue: pd.DataFrame) -> list[Finding]:
    """What the auditor can compute from the releases that it should not be able to.

    `values`: the true numbers of the last release; they tell which hidden counts are small, and
    which counts of 1 there are for somebody to know.
    """
    sensitive = values[values["measure_id"].isin(sensitive_kinds(catalogue))]
    truth: dict[tuple[str, str], float] = {}
    for key, *parts in zip(
        sensitive[KEY].agg("|".join, axis=1),
        sensitive["numerator"].fillna(0),
        sensitive["denominator"].fillna(0),
        strict=True,
    ):
        truth |= {(key, part): number for part, number in zip(PARTS, parts, strict=True)}
    return gate.forbidding_findings(releases, truth)
