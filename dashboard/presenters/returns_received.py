"""The page of this quarter's returns: what was due from each agency, and what was received."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.presenters.lookups.catalogue import Catalogue
from dashboard.presenters.lookups.frame_rows import FrameRow, records
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.view_models import ReturnsPage, Sentence, TableView, TableViewRow
from dashboard.wording import formatting, returns
from disclosure.control.inputs.publication_rules import read_public_counts


@dataclass(frozen=True, slots=True)
class ExpectedReturn:
    """One expected return of a quarter, and what came of it."""

    agency: str
    extract: str
    due_on: date
    received_on: date | None  #: when the first return that serves the quarter came
    state: str  #: received, late or missing, as the warehouse says
    rows_accepted: int
    rows_quarantined: int
    is_provisional: bool
    counts_people: bool  #: whether its rows are people or cases, so that their number is a figure

    @property
    def on_time(self) -> str:
        """Whether it came in time, in a word."""
        return returns.ON_TIME[self.state]

    @property
    def figures(self) -> str:
        """What its figures are: final, provisional or awaited."""
        if self.received_on is None:
            return "awaited"
        return "provisional" if self.is_provisional else "final"

    def rows(self, *, protected: bool) -> tuple[str, str]:
        """Return how many rows were accepted and quarantined; of people only whether any was.

        The rows of a return of cases are often the very count that a measure hides.
        """
        if self.received_on is None:
            return "[x]", "[x]"
        if self.counts_people and protected:
            return "[c]", "some" if self.rows_quarantined else "0"
        return formatting.number(self.rows_accepted), formatting.number(self.rows_quarantined)


def expected(
    tables: WarehouseTables, catalogue: Catalogue, quarter: Quarter
) -> list[ExpectedReturn]:
    """Return every expected return of a quarter, agency by agency, as the warehouse has it."""
    of_people = _of_people(tables)
    of_quarter = tables.coverage[tables.coverage["quarter"] == str(quarter)]
    rows = [_return(row, catalogue, of_people) for row in records(of_quarter)]
    return sorted(rows, key=lambda r: (catalogue.agency(r.agency), catalogue.extract(r.extract)))


def _return(row: FrameRow, catalogue: Catalogue, of_people: Collection[str]) -> ExpectedReturn:
    due = row.day("due_on")
    assert due is not None
    extract = row.text("extract")
    return ExpectedReturn(
        agency=row.text("agency"),
        extract=extract,
        due_on=due,
        received_on=row.day("first_received_at"),
        state=row.text("state"),
        rows_accepted=int(row.number("newest_rows_accepted") or 0),
        rows_quarantined=int(row.number("newest_rows_quarantined") or 0),
        is_provisional=extract in catalogue.provisional_extracts,
        counts_people=extract in of_people,
    )


def _of_people(tables: WarehouseTables) -> set[str]:
    """Return the extracts that a measure of people or cases, or of public events, rests on."""
    measures = tables.measures
    events = read_public_counts(tables.measure_relations)
    is_of_people = measures["sensitive"].astype(bool) | measures["measure_id"].isin(set(events))
    return set(measures.loc[is_of_people, "extracts"].str.split(";").explode())


def received_page(
    tables: WarehouseTables,
    catalogue: Catalogue,
    quarter: Quarter,
    summary: Sentence,
    *,
    protected: bool,
) -> ReturnsPage:
    """Present the page of this quarter's returns; unprotected it counts the rows of cases too."""
    rows = []
    due = county_policy().due_day(quarter)
    for row in expected(tables, catalogue, quarter):
        came = formatting.day_words(row.received_on) if row.received_on else returns.NOT_RECEIVED
        cells = (
            catalogue.agency(row.agency),
            formatting.day_words(row.due_on),
            came,
            row.on_time,
            *row.rows(protected=protected),
            row.figures,
        )
        rows.append(TableViewRow(catalogue.extract(row.extract), cells))
    table = TableView(
        id="returns",
        caption=f"Returns for {quarter.name}",
        corner="Return",
        columns=returns.COLUMNS,
        rows=tuple(rows),
    )
    return ReturnsPage(summary, table, returns.returns_note(quarter, due, protected=protected))


def missing(tables: WarehouseTables, catalogue: Catalogue, quarter: Quarter) -> tuple[str, ...]:
    """Return a line for each agency whose returns are still awaited."""
    awaited: dict[str, list[str]] = {}
    for row in expected(tables, catalogue, quarter):
        if row.received_on is None:
            titles = awaited.setdefault(catalogue.agency(row.agency), [])
            titles.append(catalogue.extract(row.extract))
    return returns.missing_returns(awaited)
