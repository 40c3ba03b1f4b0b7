"""Validate the returns of a file: their typed values, their issues, the rows that do not count."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from sources.contract.code_lists import CodeLists
from sources.contract.schema import Contract
from sources.files.sheet import Sheet
from sources.landing_errors import FileRejected
from sources.matching.match_returns import MatchedReturn, MatchedReturns
from sources.matching.notes import Note
from sources.matching.reporting_period import Period
from sources.validation.data_rows import clean_rows, spread_rows
from sources.validation.issues import issue_table, quarantined_rows
from sources.validation.period_checks import reject_wrong_period
from sources.validation.row_checks import (
    area_issues,
    duplicate_issues,
    order_issues,
    period_issues,
    value_issues,
)
from sources.wording.rejection_text import no_valid_rows


@dataclass(frozen=True)
class ValidatedReturn:
    """The rows of one return, with the issues found in them.

    `sheet_names` and `headings` are, by sheet, as they were written. `values` are the landed
    columns with an entry per row (identifiers still as they were sent). `issues` has the columns
    of `ISSUE_SCHEMA`: the landed ones and, for the validation report, the cell as it stood; those
    beyond a limit are not in it but counted (`issues_not_listed`). `columns_found` are the
    contract's columns that any of the sheets has, `left_out` by sheet the numbers of the rows below
    the headings that are no data. `positions` are by sheet the columns (0-based) in which the
    cells of each of the contract's columns stand.
    """

    contract: Contract
    period: Period
    sheet_names: Mapping[int, str | None]
    headings: Mapping[int, Mapping[str, str]]
    sheets: np.ndarray
    row_numbers: np.ndarray
    values: dict[str, pa.Array]
    is_quarantined: np.ndarray
    issues: pa.Table
    columns_found: tuple[str, ...]
    left_out: Mapping[int, np.ndarray]
    issues_not_listed: int = 0
    positions: Mapping[int, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)

    @property
    def rows_left_out(self) -> int:
        """The number of rows below the headings that are no data."""
        return sum(map(len, self.left_out.values()))

    @property
    def rows_read(self) -> int:
        """The number of data rows."""
        return len(self.is_quarantined)

    @property
    def rows_quarantined(self) -> int:
        """The number of rows that do not count."""
        return int(self.is_quarantined.sum())


@dataclass(frozen=True)
class ValidatedReturns:
    """The returns of a file that is accepted, and the notes on it.

    `sheets` are those of the returns as they were read, where cells of them are to be marked.
    """

    returns: tuple[ValidatedReturn, ...]
    notes: tuple[Note, ...]
    sheets: tuple[Sheet, ...] = ()


class NoValidRows(FileRejected):
    """A file with a return of which no row counts."""

    def __init__(self, validated: ValidatedReturn) -> None:
        super().__init__(
            "no_valid_rows", no_valid_rows(validated.contract.title, validated.rows_read)
        )
        self.validated = validated
        self.sheets: tuple[Sheet, ...] = ()


def validate_returns(matched: MatchedReturns, codes: CodeLists) -> ValidatedReturns:
    """Validate the returns of one file, each as a whole.

    Raises FileRejected: `wrong_period`, or NoValidRows (`no_valid_rows`).
    """
    returns = tuple(
        _validate(matched_return, codes, matched.received_on) for matched_return in matched.returns
    )
    for validated in returns:
        if validated.rows_read and validated.rows_read == validated.rows_quarantined:
            raise NoValidRows(validated)
    return ValidatedReturns(returns, matched.notes)


def _validate(matched: MatchedReturn, codes: CodeLists, received_on: date) -> ValidatedReturn:
    """Validate the rows of the sheets that make one return, together and in their order."""
    contract, raws, period = matched.contract, matched.raws, matched.period
    rows = clean_rows(raws, codes)
    dates = rows.cleaned[contract.period].values if contract.period else None
    reject_wrong_period(period, dates, received_on)
    issues = [
        *value_issues(rows, rows.cleaned, codes),
        *area_issues(rows),
        *period_issues(rows, period),
        *order_issues(rows),
    ]
    found = [(rows, issues)]
    is_quarantined = quarantined_rows(issues, len(rows.origin))
    if raws[0].crosstab is not None:
        rows = spread_rows(rows, raws, codes)
        issues = [*value_issues(rows, raws[0].crosstab.cells, codes), *duplicate_issues(rows)]
    else:
        issues = [*duplicate_issues(rows)]
    found.append((rows, issues))
    table, issues_not_listed = issue_table(found)
    is_quarantined = is_quarantined[rows.origin] | quarantined_rows(issues, len(rows.origin))
    return ValidatedReturn(
        contract,
        period,
        {raw.sheet: raw.sheet_name for raw in raws},
        {raw.sheet: raw.headings for raw in raws},
        rows.sheets,
        rows.row_numbers,
        rows.landed_values(),
        is_quarantined,
        table,
        tuple(name for name in contract.columns if any(name in raw.columns_found for raw in raws)),
        {raw.sheet: raw.left_out for raw in raws},
        issues_not_listed,
        {raw.sheet: raw.positions for raw in raws},
    )
