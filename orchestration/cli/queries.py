"""Read-only queries on the warehouse, for analysts at a terminal."""

import pandas as pd

from core.connections import connection
from core.workspace import Workspace


class NoQueryError(Exception):
    """A text that asks for no rows, such as an empty one or a comment alone."""


def run_query(workspace: Workspace, query: str) -> pd.DataFrame:
    """Return the rows of a query, as objects.

    Raises NoQueryError for what asks for none, sqlalchemy's DBAPIError with DuckDB's own words.
    """
    with connection(workspace.warehouse) as opened:
        result = opened.exec_driver_sql(query)
        if not result.returns_rows:
            raise NoQueryError("This is no query: it asks for no rows.")
        return pd.DataFrame(result.fetchall(), columns=list(result.keys()), dtype=object)
