"""Read-only queries on the warehouse, for analysts at a terminal."""

import pandas as pd
from sqlalchemy import text

from dashboard.warehouse import connection
from sources.home import Home


def run_query(home: Home, query: str) -> pd.DataFrame:
    """What a query finds, as objects; raises sqlalchemy's DBAPIError with DuckDB's own words."""
    with connection(home.warehouse) as opened:
        found = opened.execute(text(query.replace(":", r"\:")))
        return pd.DataFrame(found.fetchall(), columns=list(found.keys()), dtype=object)
