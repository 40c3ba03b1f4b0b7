"""Who has sent what, as `quality.coverage` of the warehouse has it: nothing is computed anew."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import text

from core.connections import connection
from core.quarter import Quarter
from core.workspace import Workspace

ENOUGH = 0.5
"""The share of a quarter's expected returns that must have come before it is drafted by default."""


@dataclass(frozen=True)
class MissingReturn:
    """An expected return that has not come, and whom to ask for it."""

    agency: str
    extract: str
    agency_name: str
    return_title: str
    contact: str

    def __str__(self) -> str:
        return f"{self.agency_name}: {self.return_title} not received. Contact: {self.role}"

    @property
    def role(self) -> str:
        """Whom to ask, as the agency itself calls them."""
        return self.contact.removesuffix(f", {self.agency_name}")


def read_coverage(workspace: Workspace) -> pd.DataFrame:
    """Return `quality.coverage`: one row per expected return and quarter, with state and counts."""
    with connection(workspace.warehouse) as opened:
        return pd.read_sql_query(text("select * from quality.coverage"), opened)


def expected_returns(coverage: pd.DataFrame, quarter: Quarter) -> pd.DataFrame:
    """Return the rows of `coverage` for a quarter.

    Nothing that was accepted speaks of a quarter which it does not hold: all of it is missing.
    """
    rows = coverage[coverage["quarter"] == str(quarter)]
    if rows.empty:
        rows = coverage.drop_duplicates(["agency", "extract"])
        return rows.assign(quarter=str(quarter), state="missing")
    return rows


def missing_returns(coverage: pd.DataFrame, quarter: Quarter) -> list[MissingReturn]:
    """Return what a quarter still needs, by agency and extract."""
    rows = expected_returns(coverage, quarter)
    missing = rows[rows["state"] == "missing"].sort_values(["agency", "extract"])
    columns = ["agency", "extract", "agency_name", "return_title", "contact"]
    return [MissingReturn(*row) for row in missing[columns].itertuples(index=False, name=None)]


def default_quarter(coverage: pd.DataFrame, today: date) -> Quarter | None:
    """Return the quarter to draft where nobody names one; None where no return has come.

    It is the newest that ended before `today` with at least half of its expected returns, or else
    the one with the most of them: one return that came early does not choose it.
    """
    shares = (coverage["state"] != "missing").groupby(coverage["quarter"]).mean()
    arrived = {Quarter.parse(str(name)): share for name, share in shares.items() if share > 0}
    ended = {quarter: share for quarter, share in arrived.items() if quarter.last_day < today}
    enough = [quarter for quarter, share in ended.items() if share >= ENOUGH]
    return max(
        enough or ended, key=lambda quarter: (min(ended[quarter], ENOUGH), quarter), default=None
    )
