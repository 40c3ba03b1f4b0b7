"""Who has sent what: the warehouse's coverage table, as a matrix and as a list to chase from."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import text

from core.connections import connection
from core.quarter import Quarter
from core.workspace import Workspace
from sources.contract.schema import load_contracts


@dataclass(frozen=True)
class Missing:
    """An expected return that has not come, and whom to ask for it."""

    agency: str
    extract: str
    contact: str

    def __str__(self) -> str:
        return f"{self.agency} has not sent {self.extract}; ask {self.contact}"


def read_coverage(workspace: Workspace) -> pd.DataFrame:
    """One row an expected return and quarter: extract, agency, quarter, state and counts."""
    with connection(workspace.warehouse) as opened:
        return pd.read_sql_query(text("select * from quality.coverage"), opened)


def to_chase(workspace: Workspace, quarter: Quarter) -> list[Missing]:
    """The returns that the quarter still needs, by agency; none before a warehouse is built."""
    contracts = load_contracts()
    expected = {
        (agency, contract.extract)
        for contract in contracts.values()
        if contract.expected
        for agency in contract.agencies
    }
    received: set[tuple[str, str]] = set()
    if workspace.warehouse.exists():
        coverage = read_coverage(workspace)
        rows = coverage[(coverage["quarter"] == str(quarter)) & (coverage["state"] != "missing")]
        received = set(zip(rows["agency"], rows["extract"], strict=True))
    return [
        Missing(agency, extract, contracts[extract].contact)
        for agency, extract in sorted(expected - received)
    ]


def newest_quarter(workspace: Workspace, today: date) -> Quarter | None:
    """The newest quarter of the warehouse that had ended before `today`; None without any."""
    with connection(workspace.warehouse) as opened:
        found = opened.execute(text("select distinct quarter from measures.measure_values"))
        known = [Quarter.parse(str(name)) for (name,) in found]
    ended = [quarter for quarter in known if quarter.last_day < today]
    return max(ended, default=None)
