"""The one place that opens a DuckDB file: tables as frames, read through SQLAlchemy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import (
    Connection,
    NullPool,
    Select,
    create_engine,
    literal_column,
    select,
    table,
    text,
)


@dataclass(frozen=True)
class WarehouseTables:
    """What the dashboard reads, one frame a table of the warehouse."""

    values: pd.DataFrame
    progress: pd.DataFrame
    statuses: pd.DataFrame
    measures: pd.DataFrame
    topics: pd.DataFrame
    activities: pd.DataFrame
    plans: pd.DataFrame
    objectives: pd.DataFrame
    areas: pd.DataFrame
    agencies: pd.DataFrame
    codes: pd.DataFrame
    benchmarks: pd.DataFrame
    breaks: pd.DataFrame
    glossary: pd.DataFrame
    breakdowns: pd.DataFrame
    expected_returns: pd.DataFrame
    measure_relations: pd.DataFrame
    homelessness: pd.DataFrame
    returns: pd.DataFrame
    receipts: pd.DataFrame


#: Which table of the warehouse fills which field of `Tables`.
NAMES = {
    "values": "measures.measure_values",
    "measures": "marts.dim_measure",
    "activities": "marts.dim_activity",
    "progress": "measures.progress",
    "statuses": "measures.activity_status",
    "homelessness": "marts.fct_homelessness",
    "returns": "quality.returns",
    "receipts": "quality.receipts",
}


@contextmanager
def connection(path: Path) -> Iterator[Connection]:
    """A read-only connection to a DuckDB file that cannot reach any other file.

    No pool: a pooled connection would keep reading a warehouse that a build has since replaced.
    """
    engine = create_engine(
        "duckdb:///" + str(path),
        poolclass=NullPool,
        connect_args={"read_only": True, "config": {"enable_external_access": "false"}},
    )
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def read_table(opened: Connection, name: str) -> pd.DataFrame:
    """All rows of a table named `schema.table`; those of a seed in its file's order.

    A build on two threads writes the rows of its models in whichever order they come: sorted.
    """
    schema, table_name = name.split(".")
    query: Select[Any] = select(literal_column("*")).select_from(table(table_name, schema=schema))
    if schema != "seeds":
        query = query.order_by(text("all"))
    return pd.read_sql_query(query, opened)


def read_warehouse(path: Path) -> WarehouseTables:
    """Everything that a release is made from, as it stands in the warehouse."""
    names = {
        field.name: NAMES.get(field.name, f"seeds.{field.name}")
        for field in fields(WarehouseTables)
    }
    with connection(path) as opened:
        return WarehouseTables(**{field: read_table(opened, name) for field, name in names.items()})
