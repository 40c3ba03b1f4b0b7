"""The quarter, or the as-at date, that a return is for (docs/acceptance.md#which-quarter)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from core.quarter import Quarter
from sources.contract.code_lists import CodeLists
from sources.contract.schema import Contract
from sources.matching.headings import LONGEST_HEADING
from sources.matching.layouts import RawReturn
from sources.matching.period_wording import find_statement
from sources.values.column_cleaning import clean
from sources.values.quarter_counts import rows_by_quarter


@dataclass(frozen=True)
class Period:
    """What a return is for: a quarter, or the day it is as at; one of the two is None.

    `stated` is the quarter of which a register's as-at date is the last day, where it states no
    date itself.
    """

    quarter: Quarter | None = None
    as_at: date | None = None
    stated: Quarter | None = None

    def __str__(self) -> str:
        return str(self.quarter or self.as_at)

    def is_after(self, received_on: date) -> bool:
        """Return whether it lies in the future of the day of receipt."""
        quarter = self.quarter or self.stated
        if quarter is not None:
            return quarter.first_day > received_on
        return self.as_at is not None and self.as_at > received_on


def stated_period(
    contract: Contract, titles: Sequence[str], sheet_name: str | None, file_name: str
) -> Period | None:
    """Return the period that the titles state, else the sheet's name, else the file's; or None.

    A register that states an as-at date anywhere is as at that day; only one that states none is
    as at the end of a stated quarter.
    """
    name = PurePath(file_name).stem
    places = (titles, [(sheet_name or "")[:LONGEST_HEADING]], [name])
    found = (find_statement(*texts) for texts in places)
    statements = [statement for statement in found if statement is not None]
    quarter = next((said.quarter for said in statements if said.quarter), None)
    if contract.delivery == "quarterly":
        return Period(quarter=quarter) if quarter else None
    as_at = next((said.as_at for said in statements if said.as_at), None)
    if as_at:
        return Period(as_at=as_at)
    return Period(as_at=quarter.last_day, stated=quarter) if quarter else None


def period_of_rows(raw: RawReturn, codes: CodeLists) -> Period | None:
    """Return the quarter of the dates of more than half of the readable rows; or None."""
    name = raw.contract.period
    if raw.contract.delivery != "quarterly" or name is None or name not in raw.cells:
        return None
    cleaned = clean(raw.contract.columns[name], raw.cells[name], raw.kinds.get(name), codes)
    counts = rows_by_quarter(cleaned.values)
    if not counts:
        return None
    ((quarter, count),) = counts.most_common(1)
    return Period(quarter=quarter) if 2 * count > counts.total() else None
