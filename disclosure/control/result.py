"""The rows of a release as they may be printed."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from disclosure.control.fallback import FallbackPlan
from disclosure.control.inputs.cells import (
    DENOMINATOR,
    KEY,
    LEAST_DENOMINATOR,
    NUMERATOR,
    RowKey,
    is_published,
    must_hide,
)
from disclosure.control.optimise.problem import ProtectionProblem

NUMBERS = [NUMERATOR, DENOMINATOR, "value"]
WAITING = "waiting"
Printable = tuple[float | None, float | None, float | None, str, str]


@dataclass
class ProtectionReport:
    """What was done to protect a release; nothing in it says which hidden cells are small."""

    cells: Counter[str] = field(default_factory=Counter)  #: rows of sensitive measures, by topic
    hidden: Counter[str] = field(default_factory=Counter)  #: hidden ones, by topic
    small: int = 0  #: rows that rules 1 and 5 hide; for those who protect, never for a page
    coarsened: dict[str, str] = field(default_factory=dict)  #: what is left of a measure's quarter
    out_of_time: list[str] = field(default_factory=list)  #: measures coarser for want of time
    waiting: list[RowKey] = field(default_factory=list)  #: rows that stay as they were
    attacks: int = 0  #: how many intervals were computed
    seconds: float = 0.0  #: of the processor


@dataclass(frozen=True)
class Protection:
    """The values of a release with `shown`, and the report."""

    values: pd.DataFrame
    report: ProtectionReport


def print_rows(
    values: pd.DataFrame,
    catalogue: pd.DataFrame,
    attempt: ProtectionProblem,
    hidden: np.ndarray,
    plan: FallbackPlan,
) -> Protection:
    """The values with `shown`, and a report of them."""
    topics = dict(zip(catalogue["measure_id"], catalogue["topic"], strict=True))
    kinds = dict(zip(catalogue["measure_id"], catalogue["kind"], strict=True))
    report = ProtectionReport(
        coarsened=plan.coarsened(),
        out_of_time=sorted(plan.late),
        attacks=attempt.attacker.attacks,
    )
    decided = _decide(attempt, hidden)
    for key, shown in decided.items():
        report.cells[topics[key[0]]] += 1
        report.hidden[topics[key[0]]] += shown == "c"
    report.small = sum(must_hide(row, attempt.threshold) for row in attempt.rows)
    report.waiting = [key for key, shown in decided.items() if shown == WAITING]
    sensitive = attempt.relations.tables.present
    lines: list[tuple[object, ...]] = []
    keys = values[KEY].itertuples(index=False, name=None)
    rest = values[[*NUMBERS, "status"]].itertuples(index=False, name=None)
    for key, numbers in zip(keys, rest, strict=True):
        if key[0] not in sensitive:
            if is_published(key, plan.counties, plan.relations.public_counts):
                lines.append((*key, *_open(kinds[key[0]], *numbers)))
        elif key in decided and decided[key] != WAITING:
            lines.append((*key, *_protected(kinds[key[0]], decided.pop(key), *numbers)))
    for key in decided:  # as an earlier release had them, if it had
        old = plan.past.rows.get(key)
        if old is not None:
            lines.append((*key, *old.numbers_shown(), old.status, old.shown))
    lines.sort(key=lambda line: line[: len(KEY)])
    frame = pd.DataFrame(lines, columns=[*KEY, *NUMBERS, "status", "shown"])
    frame[NUMBERS] = frame[NUMBERS].astype(float)
    return Protection(frame, report)


def _decide(attempt: ProtectionProblem, hidden: np.ndarray) -> dict[RowKey, str]:
    """How each row of a sensitive measure stands in the release."""
    decided = {}
    for at, row in enumerate(attempt.rows):
        if at in attempt.waits_with and hidden[attempt.waits_with[at]]:
            decided[row.key] = WAITING
        elif hidden[attempt.choice_of[at]]:
            decided[row.key] = "c"
        else:
            decided[row.key] = "value" if row.state == "open" else row.state
    return decided


def _protected(
    kind: str, shown: str, numerator: float, denominator: float, value: float, status: str
) -> Printable:
    if shown != "value":
        return None, None, None, status, shown
    if kind in ("ratio", "rate"):
        value = _rounded(kind, round(numerator), round(denominator))
    return numerator, denominator, value, status, shown


def _rounded(kind: str, numerator: int, denominator: int) -> float:
    """A share in whole per cents, a rate as a whole number (rule 5), halves up."""
    scale, unit = (100, 100) if kind == "ratio" else (10000, 1)
    return (2 * scale * numerator + denominator) // (2 * denominator) / unit


def _open(kind: str, numerator: float, denominator: float, value: float, status: str) -> Printable:
    """The row of a measure that counts nobody."""
    if status == "missing":
        return None, None, None, status, "x"
    if pd.isna(value):
        return None, None, None, status, "z"
    if kind == "median" and denominator < LEAST_DENOMINATOR:
        return None, None, None, status, "c"
    return numerator, denominator, value, status, "value"
