"""The rows of a release as they may be printed."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from disclosure.control.fallback import FallbackPlan
from disclosure.control.inputs.cells import (
    DENOMINATOR,
    HIDDEN,
    KEY,
    MISSING,
    NOT_APPLICABLE,
    NUMERATOR,
    OPEN,
    SHOWN,
    RowKey,
)
from disclosure.control.optimise.problem import ProtectionProblem

NUMBERS = [NUMERATOR, DENOMINATOR, "value"]
WAITING = "waiting"
PrintedRow = tuple[float | None, float | None, float | None, str, str]
"""Numerator, denominator, value, status and `shown`."""


@dataclass
class ProtectionReport:
    """What was done to protect a release; nothing in it says which hidden cells are small."""

    cells: Counter[str] = field(default_factory=Counter)  #: rows of sensitive measures, by topic
    hidden: Counter[str] = field(default_factory=Counter)  #: hidden ones, by topic
    small: int = 0  #: rows that rules 1 and 5 hide; for those who protect, never for a page
    less_detailed: dict[str, str] = field(default_factory=dict)  #: what a measure's tables kept
    out_of_time: list[str] = field(default_factory=list)  #: measures that lost detail for that
    waiting: list[RowKey] = field(default_factory=list)  #: rows that stay as they were
    attacks: int = 0  #: how many programs were solved
    is_stopped_by_clock: bool = False  #: a faster machine might have shown more
    seconds: float = 0.0  #: of the processor


@dataclass(frozen=True)
class Protection:
    """The values of a release with `shown`, and the report."""

    values: pd.DataFrame
    report: ProtectionReport


def print_rows(
    values: pd.DataFrame,
    catalogue: pd.DataFrame,
    problem: ProtectionProblem,
    hidden: np.ndarray,
    plan: FallbackPlan,
) -> Protection:
    """Return the values with `shown`, and a report of them; `hidden`: which choices are."""
    kinds = dict(zip(catalogue["measure_id"], catalogue["kind"], strict=True))
    decided = _decided_rows(problem, hidden)
    report = _report(catalogue, problem, decided, plan)
    least_denominator = problem.inputs.limits.least_denominator
    sensitive = plan.relations.tables.present
    lines: list[tuple[object, ...]] = []
    keys = values[KEY].itertuples(index=False, name=None)
    rest = values[[*NUMBERS, "status"]].itertuples(index=False, name=None)
    for key, numbers in zip(keys, rest, strict=True):
        if key[0] not in sensitive:
            if plan.rules.is_published(key):
                is_short = kinds[key[0]] == "median" and numbers[1] < least_denominator
                lines.append((*key, *_unprotected_row(numbers, is_short)))
        elif key in decided and decided[key] != WAITING:
            lines.append((*key, *_protected_row(kinds[key[0]], decided.pop(key), *numbers)))
    for key in decided:  # as an earlier release had them, if it had
        earlier = plan.history.rows.get(key)
        if earlier is not None:
            lines.append((*key, *earlier.numbers_shown(), earlier.status, earlier.shown))
    lines.sort(key=lambda line: line[: len(KEY)])
    frame = pd.DataFrame(lines, columns=[*KEY, *NUMBERS, "status", "shown"])
    frame[NUMBERS] = frame[NUMBERS].astype(float)
    return Protection(frame, report)


def _report(
    catalogue: pd.DataFrame,
    problem: ProtectionProblem,
    decided: dict[RowKey, str],
    plan: FallbackPlan,
) -> ProtectionReport:
    topics = dict(zip(catalogue["measure_id"], catalogue["topic"], strict=True))
    report = ProtectionReport(
        small=sum(map(problem.inputs.must_hide, problem.inputs.rows)),
        less_detailed=plan.less_detailed(),
        out_of_time=sorted(plan.late),
        waiting=[key for key, shown in decided.items() if shown == WAITING],
    )
    for key, shown in decided.items():
        report.cells[topics[key[0]]] += 1
        report.hidden[topics[key[0]]] += shown == HIDDEN
    return report


def _decided_rows(problem: ProtectionProblem, hidden: np.ndarray) -> dict[RowKey, str]:
    """Return how each row of a sensitive measure stands in the release."""
    row_choices, group_choices = problem.row_choices(), problem.group_choices()
    decided = {}
    for position, row in enumerate(problem.inputs.rows):
        if position in group_choices and hidden[group_choices[position]]:
            decided[row.key] = WAITING
        elif hidden[row_choices[position]]:
            decided[row.key] = HIDDEN
        else:
            decided[row.key] = SHOWN if row.state == OPEN else row.state
    return decided


def _protected_row(
    kind: str, shown: str, numerator: float, denominator: float, *rest: float | str
) -> PrintedRow:
    value, status = rest
    if shown != SHOWN:
        return None, None, None, str(status), shown
    if kind in ("ratio", "rate"):
        value = _rounded(kind, round(numerator), round(denominator))
    return numerator, denominator, float(value), str(status), shown


def _rounded(kind: str, numerator: int, denominator: int) -> float:
    """Return a share in whole per cents, a rate as a whole number (rule 5), halves up."""
    scale, unit = (100, 100) if kind == "ratio" else (10000, 1)
    return (2 * scale * numerator + denominator) // (2 * denominator) / unit


def _unprotected_row(numbers: tuple[float, float, float, str], is_short: bool) -> PrintedRow:
    """Return the row of a measure that counts nobody; `is_short`: a median of too few values."""
    numerator, denominator, value, status = numbers
    if status == "missing":
        return None, None, None, status, MISSING
    if pd.isna(value):
        return None, None, None, status, NOT_APPLICABLE
    if is_short:
        return None, None, None, status, HIDDEN
    return numerator, denominator, value, status, SHOWN
