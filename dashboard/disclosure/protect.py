"""The protected values of a release (rules 1 to 10 of the design for small numbers)."""

import time
from collections import deque
from collections.abc import Collection, Sequence

import pandas as pd

from dashboard.disclosure.cells import Row, gone_row, read_rows
from dashboard.disclosure.choose import choose
from dashboard.disclosure.conditions import Unprotectable
from dashboard.disclosure.decide import Attempt
from dashboard.disclosure.history import Release
from dashboard.disclosure.measures import read_measures
from dashboard.disclosure.plan import Plan
from dashboard.disclosure.printing import Protection, print_rows
from dashboard.disclosure.relations import Relations
from dashboard.disclosure.revisions import Past
from dashboard.disclosure.tables import Tables
from dashboard.disclosure.told import read_told
from dashboard.disclosure.witnesses import NEEDED

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
    past = Past.of([Release(frame, kinds, county) for frame in earlier], county)
    rows += _vanished(rows, past, kinds, str(values["quarter"].max()))
    tables = Tables(rows, read_measures(catalogue), areas)
    hanging = Relations(tables, relations)
    told = read_told(past.releases, hanging, rows, NEEDED)
    plan = Plan(past, hanging)
    failed = deque(leaking)
    headline = dict(zip(catalogue["measure_id"], catalogue["headline"], strict=True))
    while True:
        attempt = Attempt(
            [row for row in rows if plan.has_table(row.key)],
            hanging,
            past,
            told,
            threshold,
            headline,
            plan.has_table,
            plan.frozen,
            plan.silent,
            plan.exempt,
        )
        if failed:
            plan.say_less(attempt, failed.popleft())
            continue
        deadline = begun + time_limit * (1 + GRACE * plan.delays) - spent
        try:
            hidden = choose(attempt.choices, attempt.attacker, deadline)
            break
        except Unprotectable as leak:
            plan.give_way(attempt, leak)
    protection = print_rows(values, catalogue, attempt, hidden, plan)
    protection.report.seconds = time.process_time() - begun
    return protection


def sensitive_kinds(catalogue: pd.DataFrame) -> dict[str, str]:
    """The kinds of the measures that count people or cases, by name."""
    chosen = catalogue[catalogue["sensitive"].astype(str).str.lower() == "true"]
    return dict(zip(chosen["measure_id"], chosen["kind"], strict=True))


def _vanished(rows: list[Row], past: Past, kinds: dict[str, str], quarter: str) -> list[Row]:
    """Rows that earlier releases printed or hid and in which nothing is counted now."""
    here = {row.key for row in rows}
    return [
        gone_row(key, kinds[key[0]])
        for key, printed in sorted(past.rows.items())
        if key not in here and key[2] <= quarter and printed.shown in ("value", "c")
    ]
