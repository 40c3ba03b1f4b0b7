"""The protected values of a release (rules 1 to 10 of the design for small numbers)."""

import time
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from dashboard.disclosure.cells import (
    DENOMINATOR,
    KEY,
    LEAST_DENOMINATOR,
    NUMERATOR,
    SIDES,
    Key,
    Row,
    cells_of,
    is_published,
    read_rows,
)
from dashboard.disclosure.choose import Unprotectable, choose
from dashboard.disclosure.decide import Attempt, Past
from dashboard.disclosure.history import Release
from dashboard.disclosure.relations import ALL, ROLLING_YEAR, Relations, read_measures

NUMBERS = [NUMERATOR, DENOMINATOR, "value"]
#: How a table that cannot be protected gets coarser, step by step (rule 6).
STEPS = ("breakdowns", "areas", "windows shorter than a year", "the measure")


@dataclass
class Report:
    """What was done to protect a release; nothing in it says which hidden cells are small."""

    cells: Counter[str] = field(default_factory=Counter)  #: sensitive cells by topic
    hidden: Counter[str] = field(default_factory=Counter)  #: hidden ones by topic
    dropped: list[str] = field(default_factory=list)  #: tables published coarser, in words
    waiting: list[Key] = field(default_factory=list)  #: rows whose revision waits
    attacks: int = 0  #: how many intervals were computed
    seconds: float = 0.0


@dataclass(frozen=True)
class Protection:
    """The values of a release with `shown`, and the report."""

    values: pd.DataFrame
    report: Report


def protect(
    values: pd.DataFrame,
    catalogue: pd.DataFrame,
    areas: pd.DataFrame,
    earlier: list[pd.DataFrame],
    threshold: int = 5,
    time_limit: float = 120.0,
    *,
    relations: pd.DataFrame,
) -> Protection:
    """The values that may be printed, with `shown`: 'value', 'c' hidden, 'x' missing, 'z' 0 of 0.

    `values`: the rows of measures.measure_values of all quarters up to the release's; a true/false
    column `public` marks figures that their owners have published (rule 9). `earlier`: the values
    of the earlier releases, oldest first. `relations`: seeds/measure_relations.csv. Rows that are
    not published at all (rules 6, 7 and 9) are not handed back; rows that only an earlier release
    had are, where they must stay as they were.
    """
    started = time.monotonic()
    measures = read_measures(catalogue)
    kinds = {row.measure_id: row.kind for row in catalogue.itertuples() if _is_true(row.sensitive)}
    rows = read_rows(values[values["measure_id"].isin(set(kinds))], kinds)
    past = Past.of([Release(frame, kinds) for frame in earlier])
    rows += _vanished(rows, past, kinds, str(values["quarter"].max()))
    hanging = Relations(rows, measures, areas, relations)
    plan = Plan(past, hanging)
    headline = dict(zip(catalogue["measure_id"], catalogue["headline"], strict=True))
    while True:
        attempt = Attempt(
            [row for row in rows if not plan.is_withheld(row)],
            hanging,
            past,
            threshold,
            headline,
            plan.has_table,
            plan.frozen,
        )
        try:
            hidden = choose(attempt.choices, attempt.attacker, started + time_limit)
            break
        except Unprotectable as leak:
            plan.give_way(attempt, leak)
    return _render(values, catalogue, attempt, hidden, plan, started)


def _is_true(value: object) -> bool:
    return str(value).lower() == "true"


def _vanished(rows: list[Row], past: Past, kinds: dict[str, str], quarter: str) -> list[Row]:
    """Rows that earlier releases printed or hid and that count nothing now."""
    here = {row.key for row in rows}
    return [
        Row(
            key,
            kinds[key[0]],
            cells_of(key, kinds[key[0]]),
            (0,) * len(SIDES[kinds[key[0]]]),
            "open",
            False,
        )
        for key, printed in sorted(past.rows.items())
        if key not in here and key[2] <= quarter and printed.shown in ("value", "c")
    ]


class Plan:
    """What is given up where hiding alone does not protect: revisions first, then detail."""

    def __init__(self, past: Past, relations: Relations) -> None:
        self.past = past
        self.relations = relations
        self.counties = set(relations.areas["county"])
        self.last = max((release.last_quarter for release in past.releases), default="")
        self.frozen: set[str] = set()  #: measures of which earlier quarters stay as they were
        self.steps: dict[str, int] = {}  #: how far the new quarter of a measure is coarsened

    def has_table(self, key: Key) -> bool:
        """Whether the release has a table in which this row could stand."""
        if not is_published(key, self.counties):
            return False
        steps = STEPS[: self.steps.get(key[0], 0)] if key[2] > self.last else ()
        return not any(self._is_dropped(key, step) for step in steps)

    def is_withheld(self, row: Row) -> bool:
        """Whether the row is left out: no table has it, or it waits like a revision."""
        waits = row.key[0] in self.frozen and row.key[2] <= self.last
        return not self.has_table(row.key) or (waits and row.key not in self.past.rows)

    def _could_wait(self, rows: list[Row], family: set[str]) -> bool:
        """Whether earlier quarters of these measures say anything new."""
        return any(
            row.key[0] in family
            and row.key[2] <= self.last
            and (
                row.key not in self.past.rows
                or self.past.is_revised(row)
                or (self.past.rows[row.key].shown == "x" and row.state != "x")
            )
            for row in rows
        )

    def _is_dropped(self, key: Key, step: str) -> bool:
        _, period, _, area, breakdown, _ = key
        return {
            "breakdowns": breakdown != ALL,
            "areas": area not in self.counties,
            "windows shorter than a year": period != ROLLING_YEAR,
            "the measure": True,
        }[step]

    def give_way(self, attempt: Attempt, leak: Unprotectable) -> None:
        """Gives up one thing more; raises the leak when nothing is left to give up."""
        measures = {attempt.system.name(unknown).measure for unknown in leak.unknowns}
        family = {other for measure in measures for other in self.relations.family(measure)}
        if not family <= self.frozen and self._could_wait(attempt.rows, family):
            self.frozen |= family
            return
        coarser = {m for m in measures if self.steps.get(m, 0) < len(STEPS)}
        if not coarser:
            raise leak
        for measure in coarser:
            self.steps[measure] = self.steps.get(measure, 0) + 1

    def dropped(self) -> list[str]:
        """What was coarsened, in words."""
        return [
            f"{measure}: {step} left out of {quarter_words}"
            for measure, count in sorted(self.steps.items())
            for step in STEPS[:count]
            for quarter_words in ("the newest quarter",)
        ]


def _render(
    values: pd.DataFrame,
    catalogue: pd.DataFrame,
    attempt: Attempt,
    hidden: np.ndarray,
    plan: Plan,
    started: float,
) -> Protection:
    """The rows as they may be printed."""
    report = Report(dropped=plan.dropped(), attacks=attempt.attacker.attacks)
    topics = dict(zip(catalogue["measure_id"], catalogue["topic"], strict=True))
    kinds = dict(zip(catalogue["measure_id"], catalogue["kind"], strict=True))
    decided: dict[Key, str] = {}
    for at, row in enumerate(attempt.rows):
        report.cells[topics[row.key[0]]] += 1
        decided[row.key] = "z" if row.state == "z" else "x" if row.state == "x" else "value"
        if hidden[attempt.choice_of[at]]:
            decided[row.key] = "c"
            old = plan.past.rows.get(row.key)
            if old is not None and old.shown != "c":
                decided[row.key] = "waiting"
                report.waiting.append(row.key)
        report.hidden[topics[row.key[0]]] += decided[row.key] == "c"
    sensitive = {row.key[0] for row in attempt.rows}
    lines = []
    keys = values[KEY].itertuples(index=False, name=None)
    rest = values[[*NUMBERS, "status"]].itertuples(index=False, name=None)
    for key, (numerator, denominator, value, status) in zip(keys, rest, strict=True):
        kind = kinds[key[0]]
        if key[0] in sensitive:
            if key not in decided:
                continue
            shown = decided.pop(key)
            if shown == "waiting":
                old = plan.past.rows[key]
                lines.append(
                    (*key, old.numerator, old.denominator, old.value, old.status, old.shown)
                )
                continue
            value = _rounded(kind, numerator, denominator, value)
        elif not is_published(key, plan.counties):
            continue
        elif status == "missing":
            shown = "x"
        elif pd.isna(value):
            shown = "z"
        else:
            few = kind == "median" and denominator < LEAST_DENOMINATOR
            shown = "c" if few else "value"
        numbers = (numerator, denominator, value) if shown == "value" else (None, None, None)
        lines.append((*key, *numbers, status, shown))
    for key, shown in decided.items():  # rows that only an earlier release had
        old = plan.past.rows[key]
        lines.append((*key, old.numerator, old.denominator, old.value, old.status, old.shown))
    frame = pd.DataFrame(lines, columns=[*KEY, *NUMBERS, "status", "shown"])
    frame[NUMBERS] = frame[NUMBERS].astype(float)
    report.seconds = time.monotonic() - started
    return Protection(frame, report)


def _rounded(kind: str, numerator: float, denominator: float, value: float) -> float:
    """A share in whole per cents, a rate as a whole number (rule 5), halves up."""
    if pd.isna(value):
        return value
    if kind == "ratio":
        return int((200 * numerator + denominator) // (2 * denominator)) / 100
    if kind == "rate":
        return float(int((20000 * numerator + denominator) // (2 * denominator)))
    return value
