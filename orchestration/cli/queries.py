"""Read-only queries on the warehouse, for analysts at a terminal."""

import pandas as pd
from sqlalchemy import text

from core.connections import connection
from core.workspace import Workspace


def run_query(workspace: Workspace, query: str) -> pd.DataFrame:
    """What a query finds, as objects; raises sqlalchemy's DBAPIError with DuckDB's own words."""
    with connection(workspace.warehouse) as opened:
        found = opened.execute(text(query.replace(":", r"\:")))
        return pd.DataFrame(found.fetchall(), columns=list(found.keys()), dtype=object)
