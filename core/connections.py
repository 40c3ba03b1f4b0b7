"""The one place that opens a DuckDB file for reading, through SQLAlchemy."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import (
    URL,
    Connection,
    NullPool,
    Select,
    create_engine,
    literal_column,
    select,
    table,
    text,
)


@contextmanager
def connection(path: Path) -> Iterator[Connection]:
    """Yield a read-only connection to a DuckDB file that cannot reach any other file.

    No pool: a pooled connection would keep reading a warehouse that a build has since replaced.
    """
    engine = create_engine(
        URL.create("duckdb", database=str(path)),
        poolclass=NullPool,
        connect_args={"read_only": True, "config": {"enable_external_access": "false"}},
    )
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def read_table(opened: Connection, name: str) -> pd.DataFrame:
    """Return all rows of a table named `schema.table`; those of a seed in its file's order.

    A build on two threads writes the rows of its models in whichever order they come: sorted.
    """
    schema, table_name = name.split(".")
    query: Select[Any] = select(literal_column("*")).select_from(table(table_name, schema=schema))
    if schema != "seeds":
        query = query.order_by(text("all"))
    return pd.read_sql_query(query, opened)
