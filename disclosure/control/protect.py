"""The protected values of a release (rules 1 to 10 of the design for small numbers)."""

import time
from collections import deque
from collections.abc import Collection, Sequence

import pandas as pd

from disclosure.control.fallback import FallbackPlan
from disclosure.control.history.earlier_releases import EarlierRelease
from disclosure.control.history.known_facts import read_known_facts
from disclosure.control.history.revised_rows import ReleaseHistory
from disclosure.control.inputs.cell_relations import CellRelations
from disclosure.control.inputs.cells import TableRow, read_rows, vanished_row
from disclosure.control.inputs.linked_tables import LinkedTables
from disclosure.control.inputs.measure_inputs import read_measures
from disclosure.control.optimise.constraints import Unprotectable
from disclosure.control.optimise.feasible_moves import NEEDED
from disclosure.control.optimise.problem import ProtectionProblem
from disclosure.control.optimise.suppress import suppress
from disclosure.control.result import Protection, print_rows

#: Each time that the time is up, the next coarser tables get this share of the limit.
GRACE = 0.25


def protect(
    values: pd.DataFrame,
    catalogue: pd.DataFrame,
    areas: pd.DataFrame,
    earlier: list[pd.DataFrame],
    threshold: int = 5,
    time_limit: float = 120.0,
    *,
    relations: pd.DataFrame,
    leaking: Sequence[Collection[str]] = (),
    spent: float = 0.0,
) -> Protection:
    """The values that may be printed, with `shown`: 'value', 'c' hidden, 'x' missing, 'z' 0 of 0.

    `values`: the rows of measures.measure_values of all quarters up to the release's; a true/false
    column `public` marks figures that their owners have published (rule 9). `earlier`: the values
    of the earlier releases, oldest first. `relations`: which measures are the same as, or a part
    of, others (the seed measure_relations). `time_limit`: seconds of the processor; what is not
    protected by then is published coarser. `leaking`: for each release that was made of these
    values and that an audit failed, the measures whose figures were found out; they say less now,
    a step each time. `spent`: the seconds of the time limit that went into those. Rows that are not
    published at all (rules 6, 7 and 9) are not handed back; rows that only an earlier release had
    are, where they must stay as they were.

    A row prints its numerator, denominator and value, or none of them.
    """
    begun = time.process_time()
    kinds = sensitive_kinds(catalogue)
    rows = read_rows(values[values["measure_id"].isin(set(kinds))], kinds)
    county = areas.loc[areas["level"] == "county", "area_code"].iloc[0]
    past = ReleaseHistory.of([EarlierRelease(frame, kinds, county) for frame in earlier], county)
    rows += _vanished(rows, past, kinds, str(values["quarter"].max()))
    tables = LinkedTables(rows, read_measures(catalogue), areas)
    hanging = CellRelations(tables, relations)
    told = read_known_facts(past.releases, hanging, rows, NEEDED)
    plan = FallbackPlan(past, hanging)
    failed = deque(leaking)
    default_window = dict(zip(catalogue["measure_id"], catalogue["default_window"], strict=True))
    while True:
        attempt = ProtectionProblem(
            [row for row in rows if plan.has_table(row.key)],
            hanging,
            past,
            told,
            threshold,
            default_window,
            plan.has_table,
            plan.frozen,
            plan.silent,
            plan.exempt,
        )
        if failed:
            plan.suppress_further(attempt, failed.popleft())
            continue
        deadline = begun + time_limit * (1 + GRACE * plan.delays) - spent
        try:
            hidden = suppress(attempt.choices, attempt.attacker, deadline)
            break
        except Unprotectable as leak:
            plan.fall_back(attempt, leak)
    protection = print_rows(values, catalogue, attempt, hidden, plan)
    protection.report.seconds = time.process_time() - begun
    return protection


def sensitive_kinds(catalogue: pd.DataFrame) -> dict[str, str]:
    """The kinds of the measures that count people or cases, by name."""
    chosen = catalogue[catalogue["sensitive"].astype(str).str.lower() == "true"]
    return dict(zip(chosen["measure_id"], chosen["kind"], strict=True))


def _vanished(
    rows: list[TableRow], past: ReleaseHistory, kinds: dict[str, str], quarter: str
) -> list[TableRow]:
    """Rows that earlier releases printed or hid and in which nothing is counted now."""
    here = {row.key for row in rows}
    return [
        vanished_row(key, kinds[key[0]])
        for key, printed in sorted(past.rows.items())
        if key not in here and key[2] <= quarter and printed.shown in ("value", "c")
    ]
