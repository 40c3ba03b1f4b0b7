"""How the dates of a column spread over quarters."""

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from core.quarter import Quarter


def rows_by_quarter(dates: pa.Array) -> Counter[Quarter]:
    """Return how many of the dates (days or times, nulls apart) lie in each quarter."""
    counts: Counter[Quarter] = Counter()
    for entry in pc.value_counts(dates.drop_null().cast(pa.date32())).to_pylist():
        counts[Quarter.of(entry["values"])] += entry["counts"]
    return counts
