"""Which quarter, or which as-at date, a return is for (acceptance.md, Which quarter)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.quarter import Quarter
from sources.contract.code_lists import CodeLists
from sources.contract.schema import Contract
from sources.landing_errors import FileRejected
from sources.matching.layouts import RawReturn
from sources.matching.period_wording import find_statement
from sources.values.column_cleaning import clean


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
        """Whether it lies in the future of the day of receipt."""
        quarter = self.quarter or self.stated
        if quarter is not None:
            return quarter.first_day > received_on
        return self.as_at is not None and self.as_at > received_on


def stated_period(
    contract: Contract, titles: Sequence[str], sheet_name: str | None, file_name: str
) -> Period | None:
    """The period that the titles state, else the sheet's name, else the file's; or None.

    A register that states an as-at date anywhere is as at that day; only one that states none is
    as at the end of a stated quarter.
    """
    name = PurePath(file_name).stem
    places = (titles, [sheet_name or ""], [name])
    statements = [found for texts in places if (found := find_statement(*texts)) is not None]
    quarter = next((one.quarter for one in statements if one.quarter), None)
    if contract.delivery == "quarterly":
        return Period(quarter=quarter) if quarter else None
    as_at = next((one.as_at for one in statements if one.as_at), None)
    if as_at:
        return Period(as_at=as_at)
    return Period(as_at=quarter.last_day, stated=quarter) if quarter else None


def period_of_rows(raw: RawReturn, codes: CodeLists) -> Period | None:
    """The quarter that holds the dates of more than half of the readable rows; or None."""
    name = raw.contract.period
    if raw.contract.delivery != "quarterly" or name is None or name not in raw.cells:
        return None
    cleaned = clean(raw.contract.columns[name], raw.cells[name], raw.kinds.get(name), codes)
    counts = _days_by_quarter(cleaned.values)
    most = max(counts, key=lambda quarter: counts[quarter], default=None)
    if most is None or 2 * counts[most] <= sum(counts.values()):
        return None
    return Period(quarter=most)


def refuse_wrong_period(period: Period, dates: pa.Array | None, received_at: datetime) -> None:
    """Raises FileRejected when the period lies in the future or disagrees with every row's date."""
    if period.is_after(received_at.date()):
        raise FileRejected(
            "wrong_period",
            f"It is for {period}, which lies after the day of receipt. Correct the period.",
        )
    if period.quarter is None or dates is None:
        return
    quarters = _days_by_quarter(dates)
    if quarters and period.quarter not in quarters:
        raise FileRejected(
            "wrong_period",
            f"It states {period}, but every row's date lies in another quarter. Correct the "
            "period or send the rows of that quarter.",
        )


def outside(period: Period, dates: pa.Array) -> np.ndarray:
    """For each date whether it lies outside the quarter, or after the as-at date."""
    days = dates.cast(pa.date32())
    last = period.quarter.last_day if period.quarter else period.as_at
    is_outside = pc.greater(days, pa.scalar(last, pa.date32()))
    if period.quarter:
        first = pa.scalar(period.quarter.first_day, pa.date32())
        is_outside = pc.or_(is_outside, pc.less(days, first))
    return is_outside.fill_null(False).to_numpy(zero_copy_only=False)


def _days_by_quarter(dates: pa.Array) -> dict[Quarter, int]:
    """How many of the dates lie in each quarter."""
    counts: dict[Quarter, int] = {}
    distinct: Iterable[dict[str, object]] = pc.value_counts(
        dates.drop_null().cast(pa.date32())
    ).to_pylist()
    for entry in distinct:
        day, count = entry["values"], entry["counts"]
        assert isinstance(day, date)
        assert isinstance(count, int)
        counts[Quarter.of(day)] = counts.get(Quarter.of(day), 0) + count
    return counts
