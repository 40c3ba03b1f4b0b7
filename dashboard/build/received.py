"""The page of data received: agency by return, what was due and what came."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from dashboard import words
from dashboard.build.catalogue import Catalogue
from dashboard.build.frames import Record, records
from dashboard.model import Received, Row, Sentence, Table
from dashboard.quarters import Quarter
from dashboard.warehouse import Tables


@dataclass(frozen=True, slots=True)
class Return:
    """One expected return of a quarter, and what came of it."""

    agency: str
    extract: str
    received_at: datetime | None  #: when the first return that serves the quarter came
    rows_accepted: int
    rows_held_out: int
    is_provisional: bool

    def is_on_time(self, quarter: Quarter) -> bool:
        """Whether it came by the end of the day on which it was due."""
        return self.received_at is not None and self.received_at.date() <= quarter.due_day


def expected(tables: Tables, catalogue: Catalogue, quarter: Quarter) -> list[Return]:
    """Every expected return of a quarter, agency by agency."""
    came = tables.returns.merge(tables.receipts[["receipt_id", "received_at"]], on="receipt_id")
    found = []
    for row in records(tables.expected_returns):
        if row.is_true("expected"):
            mine = came["agency"].eq(row.text("agency")) & came["extract"].eq(row.text("extract"))
            found.append(_return(row, _serving(came[mine], quarter), catalogue))
    return sorted(found, key=lambda r: (catalogue.agency(r.agency), catalogue.extract(r.extract)))


def _return(row: Record, serving: pd.DataFrame, catalogue: Catalogue) -> Return:
    agency, extract = row.text("agency"), row.text("extract")
    is_provisional = extract in catalogue.provisional_extracts
    if not len(serving):
        return Return(agency, extract, None, 0, 0, is_provisional)
    newest = serving.iloc[-1]
    return Return(
        agency, extract, pd.Timestamp(serving["received_at"].iloc[0]),
        int(newest["rows_accepted"]), int(newest["rows_held_out"]), is_provisional,
    )  # fmt: skip


def _serving(returns: pd.DataFrame, quarter: Quarter) -> pd.DataFrame:
    """The returns that speak for a quarter, in the order in which they came.

    A quarterly return for it, or a register as at its last day or later.
    """
    as_at = pd.to_datetime(returns["as_at"])
    serves = (returns["quarter"] == str(quarter)) | (as_at >= pd.Timestamp(quarter.last_day))
    return returns[serves].sort_values(["received_at", "receipt_id"])


def received_page(
    tables: Tables, catalogue: Catalogue, quarter: Quarter, summary: Sentence
) -> Received:
    """The page of data received for a quarter."""
    rows = []
    due = words.day_words(quarter.due_day)
    for one in expected(tables, catalogue, quarter):
        cells: tuple[str, ...] = (due, "not received", "no", "[x]", "[x]", "awaited")
        if one.received_at is not None:
            cells = (
                due,
                words.day_words(one.received_at.date()),
                "yes" if one.is_on_time(quarter) else "late",
                words.number(one.rows_accepted),
                words.number(one.rows_held_out),
                "provisional" if one.is_provisional else "final",
            )
        rows.append(Row(f"{catalogue.agency(one.agency)}: {catalogue.extract(one.extract)}", cells))
    table = Table(
        id="returns", caption=f"Returns for {quarter.name}", corner="Agency and return",
        columns=("Due", "Received", "On time", "Rows accepted", "Rows held out", "Figures"),
        rows=tuple(rows),
    )  # fmt: skip
    note = (
        f"Returns for {quarter.months} were due by {words.day_words(quarter.due_day)}. A return "
        "that never came leaves a gap, never a zero. A row is held out when a needed value is "
        "missing or cannot be read; the agency is told which rows and why. Provisional figures "
        "stand until a published figure takes their place."
    )
    return Received(summary, table, note)


def missing(tables: Tables, catalogue: Catalogue, quarter: Quarter) -> tuple[str, ...]:
    """The agencies whose returns are still awaited, each with its returns."""
    awaited: dict[str, list[str]] = {}
    for one in expected(tables, catalogue, quarter):
        if one.received_at is None:
            awaited.setdefault(catalogue.agency(one.agency), []).append(
                catalogue.extract(one.extract)
            )
    return tuple(f"{agency}: {words.listed(returns)}" for agency, returns in awaited.items())
