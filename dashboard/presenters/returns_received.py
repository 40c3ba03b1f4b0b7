"""The page of data received: agency by return, what was due and what came."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.presenters.lookups.catalogue import Catalogue
from dashboard.presenters.lookups.frame_rows import FrameRow, records
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.view_models import ReturnsPage, Sentence, TableRow, TableView
from dashboard.wording import formatting, returns
from disclosure.control.inputs.publication_rules import read_public_counts


@dataclass(frozen=True, slots=True)
class ExpectedReturn:
    """One expected return of a quarter, and what came of it."""

    agency: str
    extract: str
    received_at: datetime | None  #: when the first return that serves the quarter came
    rows_accepted: int
    rows_held_out: int
    is_provisional: bool
    counts_people: bool  #: whether its rows are people or cases, so that their number is a figure

    @property
    def figures(self) -> str:
        """What its figures are: final, provisional or awaited."""
        if self.received_at is None:
            return "awaited"
        return "provisional" if self.is_provisional else "final"

    def rows(self, *, protected: bool) -> tuple[str, str]:
        """How many rows were accepted and held out; of people only whether any was held out.

        The rows of a return of cases are often the very count that a measure hides.
        """
        if self.received_at is None:
            return "[x]", "[x]"
        if self.counts_people and protected:
            return "[c]", "some" if self.rows_held_out else "0"
        return formatting.number(self.rows_accepted), formatting.number(self.rows_held_out)

    def is_on_time(self, quarter: Quarter) -> bool:
        """Whether it came by the end of the day on which it was due."""
        return self.received_at is not None and self.received_at.date() <= county_policy().due_day(
            quarter
        )


def expected(
    tables: WarehouseTables, catalogue: Catalogue, quarter: Quarter
) -> list[ExpectedReturn]:
    """Every expected return of a quarter, agency by agency."""
    came = tables.returns.merge(tables.receipts[["receipt_id", "received_at"]], on="receipt_id")
    found = []
    of_people = _of_people(tables)
    for row in records(tables.expected_returns):
        if row.is_true("expected"):
            mine = came["agency"].eq(row.text("agency")) & came["extract"].eq(row.text("extract"))
            serving = _serving(came[mine], quarter)
            counts_people = row.text("extract") in of_people
            found.append(_return(row, serving, catalogue, counts_people=counts_people))
    return sorted(found, key=lambda r: (catalogue.agency(r.agency), catalogue.extract(r.extract)))


def _return(
    row: FrameRow, serving: pd.DataFrame, catalogue: Catalogue, *, counts_people: bool
) -> ExpectedReturn:
    agency, extract = row.text("agency"), row.text("extract")
    kind = (extract in catalogue.provisional_extracts, counts_people)
    if not len(serving):
        return ExpectedReturn(agency, extract, None, 0, 0, *kind)
    newest = serving.iloc[-1]
    return ExpectedReturn(
        agency, extract, pd.Timestamp(serving["received_at"].iloc[0]),
        int(newest["rows_accepted"]), int(newest["rows_held_out"]), *kind,
    )  # fmt: skip


def _of_people(tables: WarehouseTables) -> set[str]:
    """The extracts that a measure of people or cases, or of public events, rests on."""
    measures = tables.measures
    events = read_public_counts(tables.measure_relations)
    is_of_people = measures["sensitive"].astype(bool) | measures["measure_id"].isin(set(events))
    return set(measures.loc[is_of_people, "extracts"].str.split(";").explode())


def _serving(frame: pd.DataFrame, quarter: Quarter) -> pd.DataFrame:
    """The returns that speak for a quarter, in the order in which they came.

    A quarterly return for it, or a register as at its last day or later.
    """
    as_at = pd.to_datetime(frame["as_at"])
    serves = (frame["quarter"] == str(quarter)) | (as_at >= pd.Timestamp(quarter.last_day))
    return frame[serves].sort_values(["received_at", "receipt_id"])


def received_page(
    tables: WarehouseTables,
    catalogue: Catalogue,
    quarter: Quarter,
    summary: Sentence,
    *,
    protected: bool,
) -> ReturnsPage:
    """Present the page of data received; unprotected it counts the rows of cases too."""
    rows = []
    due = county_policy().due_day(quarter)
    for row in expected(tables, catalogue, quarter):
        came = (returns.NOT_RECEIVED, "no")
        if row.received_at is not None:
            day = formatting.day_words(row.received_at.date())
            came = (day, "yes" if row.is_on_time(quarter) else "late")
        cells = (formatting.day_words(due), *came, *row.rows(protected=protected), row.figures)
        label = f"{catalogue.agency(row.agency)}: {catalogue.extract(row.extract)}"
        rows.append(TableRow(label, cells))
    table = TableView(
        id="returns",
        caption=f"Returns for {quarter.name}",
        corner="Agency and return",
        columns=returns.COLUMNS,
        rows=tuple(rows),
    )
    return ReturnsPage(summary, table, returns.returns_note(quarter, due, protected=protected))


def missing(tables: WarehouseTables, catalogue: Catalogue, quarter: Quarter) -> tuple[str, ...]:
    """Return a line for each agency whose returns are still awaited."""
    awaited: dict[str, list[str]] = {}
    for row in expected(tables, catalogue, quarter):
        if row.received_at is None:
            titles = awaited.setdefault(catalogue.agency(row.agency), [])
            titles.append(catalogue.extract(row.extract))
    return returns.missing_returns(awaited)
