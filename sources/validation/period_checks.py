"""Whether a return's dates fit what it says it is for (docs/acceptance.md#which-quarter)."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.landing_errors import FileRejected
from sources.matching.reporting_period import Period
from sources.values.quarter_counts import rows_by_quarter
from sources.wording.rejection_text import in_the_future, other_quarters


def reject_wrong_period(period: Period, dates: pa.Array | None, received_on: date) -> None:
    """Raise FileRejected where the period lies in the future, or all dates in other quarters."""
    if period.is_after(received_on):
        stated = period.quarter or period.stated
        raise FileRejected("wrong_period", in_the_future(stated, period.as_at))
    if period.quarter is None or dates is None:
        return
    quarters = rows_by_quarter(dates)
    if quarters and period.quarter not in quarters:
        raise FileRejected("wrong_period", other_quarters(period.quarter, sorted(quarters)))


def is_outside(period: Period, dates: pa.Array) -> np.ndarray:
    """Return for each date whether it lies outside the quarter, or after the as-at date."""
    days = dates.cast(pa.date32())
    last = period.quarter.last_day if period.quarter else period.as_at
    outside = pc.greater(days, pa.scalar(last, pa.date32()))
    if period.quarter:
        first = pa.scalar(period.quarter.first_day, pa.date32())
        outside = pc.or_(outside, pc.less(days, first))
    return outside.fill_null(False).to_numpy(zero_copy_only=False)
