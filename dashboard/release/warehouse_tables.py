"""What the dashboard reads of the warehouse: its tables as frames."""

from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from core.connections import connection, read_table


@dataclass(frozen=True)
class WarehouseTables:
    """What the dashboard reads, one frame a table of the warehouse."""

    values: pd.DataFrame
    progress: pd.DataFrame
    statuses: pd.DataFrame
    awaited: pd.DataFrame
    breaks_between: pd.DataFrame
    measures: pd.DataFrame
    topics: pd.DataFrame
    activities: pd.DataFrame
    plans: pd.DataFrame
    objectives: pd.DataFrame
    headlines: pd.DataFrame
    areas: pd.DataFrame
    agencies: pd.DataFrame
    codes: pd.DataFrame
    benchmarks: pd.DataFrame
    breaks: pd.DataFrame
    glossary: pd.DataFrame
    breakdowns: pd.DataFrame
    expected_returns: pd.DataFrame
    measure_relations: pd.DataFrame
    definition_changes: pd.DataFrame
    homelessness: pd.DataFrame
    reviews: pd.DataFrame
    indicators: pd.DataFrame
    returns: pd.DataFrame
    submissions: pd.DataFrame
    coverage: pd.DataFrame


#: Which table of the warehouse fills which field of `Tables`.
NAMES = {
    "values": "measures.measure_values",
    "measures": "marts.dim_measure",
    "activities": "marts.dim_activity",
    "benchmarks": "staging.int_benchmarks",
    "glossary": "staging.int_glossary",
    "progress": "measures.progress",
    "statuses": "measures.activity_status",
    "awaited": "staging.int_progress_awaited",
    "breaks_between": "staging.int_breaks_between",
    "reviews": "marts.fct_dhr",
    "indicators": "measures.contract_indicators",
    "homelessness": "marts.fct_homelessness",
    "expected_returns": "staging.int_deliveries_described",
    "returns": "quality.returns",
    "submissions": "quality.submissions",
    "coverage": "quality.coverage",
}


def read_warehouse(path: Path) -> WarehouseTables:
    """Return everything that a release is made from, as it stands in the warehouse."""
    names = {
        field.name: NAMES.get(field.name, f"seeds.{field.name}")
        for field in fields(WarehouseTables)
    }
    with connection(path) as opened:
        frames = {field: read_table(opened, name) for field, name in names.items()}
        # Categories are shown in the order of the code lists' files, which no model keeps.
        county_codes = read_table(opened, "seeds.county_codes")
    frames["codes"] = pd.concat([frames["codes"], county_codes], ignore_index=True)
    return WarehouseTables(**frames)
