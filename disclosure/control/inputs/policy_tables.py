"""Whether the tables that the county's policy has published once a year can be published so."""

from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from disclosure.control.inputs.measure_inputs import (
    MeasureDefinition,
    read_measures,
    sensitive_kinds,
)
from disclosure.control.inputs.publication_rules import (
    AREAS,
    COUNTY,
    read_people_breakdowns,
    read_public_counts,
)


def wrong_tables(
    yearly: Mapping[str, Collection[str]],
    catalogue: pd.DataFrame,
    breakdowns: pd.DataFrame,
    relations: pd.DataFrame,
) -> Iterator[str]:
    """Yield, for each table that cannot be published once a year, a sentence that says why.

    `yearly`: tables by measure, as the policy names them; the frames are the catalogue of measures
    and the seeds of these names.
    """
    measures = read_measures(catalogue)
    sensitive, public = sensitive_kinds(catalogue), read_public_counts(relations)
    people = read_people_breakdowns(breakdowns)
    for name, tables in yearly.items():
        measure = measures.get(name)
        if measure is None:
            yield f"{name} is no measure."
        elif name not in sensitive:
            yield f"{name} does not count people or cases, so none of it is hidden."
        elif name in public:
            yield f"{name} counts public events, so none of it is hidden."
        elif measure.is_stock:
            yield f"{name} is as at a day, so a year of it is its last quarter."
        else:
            wrong = (_wrong_table(measure, table, people) for table in tables)
            yield from (sentence for sentence in wrong if sentence)


def _wrong_table(measure: MeasureDefinition, table: str, people: Collection[str]) -> str:
    name = measure.measure
    if table == COUNTY:
        return ""
    if table == AREAS:
        return "" if measure.has_areas else f"{name} has figures for the county alone, not areas."
    if table not in measure.breakdowns:
        return f"{name} has no breakdown {table}."
    return f"{table} of {name} is published once a year already." if table in people else ""
