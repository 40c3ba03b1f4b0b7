"""Read-only queries on the warehouse, for analysts at a terminal."""

import pandas as pd

from core.connections import connection
from core.workspace import Workspace


def run_query(workspace: Workspace, query: str) -> pd.DataFrame:
    """Return the rows of a query, as objects.

    Raises sqlalchemy's DBAPIError with DuckDB's own words.
    """
    with connection(workspace.warehouse) as opened:
        result = opened.exec_driver_sql(query)
        return pd.DataFrame(result.fetchall(), columns=list(result.keys()), dtype=object)
