"""Issues: what is wrong with rows, as a check finds it and as a table says it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sources.contract.landed_schemas import ISSUE_COLUMNS
from sources.validation.data_rows import DataRows

ISSUE_FIELDS = ["sheet", "row_number", "column_name", "code", "message"]
"""The columns of the table that are landed; `subject` comes before the message there."""

ISSUE_SCHEMA = pa.schema(
    [(column.name, column.type) for column in ISSUE_COLUMNS if column.name in ISSUE_FIELDS]
    + [("subject", pa.string()), ("quote", pa.string()), ("is_quarantined", pa.bool_())]
)


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong in some rows, in one column or (None) in the whole row.

    `message` says it as a predicate, without a value: one for all rows, or one each.
    `quarantines` tells whether the rows do not count because of it.
    """

    rows: np.ndarray
    column: str | None
    code: str
    message: str | pa.Array
    quarantines: bool

    @property
    def subject(self) -> str:
        """What the message is about."""
        return "the row" if self.code == "duplicate" else "the cell"


def quarantined_rows(issues: Iterable[Issue], count: int) -> np.ndarray:
    """Return for each of so many rows whether one of the issues keeps it from counting."""
    quarantined = np.zeros(count, bool)
    for issue in issues:
        if issue.quarantines:
            quarantined[issue.rows] = True
    return quarantined


def issue_table(found: Sequence[tuple[DataRows, Sequence[Issue]]]) -> pa.Table:
    """Return all issues with the cells they are about, by row and then as they were found."""
    tables = [_table(rows, issue) for rows, issues in found for issue in issues if len(issue.rows)]
    if not tables:
        return ISSUE_SCHEMA.empty_table()
    table = pa.concat_tables(tables)
    order = np.argsort(table["origin"].to_numpy(), kind="stable")
    return table.take(pa.array(order)).select(ISSUE_SCHEMA.names).cast(ISSUE_SCHEMA)


def _table(rows: DataRows, issue: Issue) -> pa.Table:
    count, column = len(issue.rows), issue.column
    quote = rows.cells[column].take(pa.array(issue.rows)) if column else None
    is_text = isinstance(issue.message, str)
    return pa.table(
        {
            "origin": rows.origin[issue.rows],
            "sheet": rows.sheets[issue.rows],
            "row_number": rows.numbers_of(column)[issue.rows],
            "column_name": pa.repeat(pa.scalar(column, pa.string()), count),
            "code": pa.repeat(issue.code, count),
            "message": pa.repeat(issue.message, count) if is_text else issue.message,
            "subject": pa.repeat(issue.subject, count),
            "quote": pa.nulls(count, pa.string()) if quote is None else quote,
            "is_quarantined": pa.repeat(issue.quarantines, count),
        }
    )
