"""Progress and activities' status with the reasons of their ratings written out."""

from collections import defaultdict
from typing import Any

import pandas as pd

from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.wording.reasons import DATA_FILES, PARAMETERS, ReasonStyle, ReasonWriter

#: What the rows of `measures.progress` about a milestone carry in place of a measure.
MILESTONE = "milestone"


def worded_progress(tables: WarehouseTables, style: ReasonStyle) -> pd.DataFrame:
    """Return progress with the reason of each row, without what only its sentence needs."""
    writer = _writer(tables, style)
    reasons = [writer.reason(row) for row in _rows(tables.progress)]
    worded = tables.progress.drop(columns=list(PARAMETERS))
    worded.insert(list(worded.columns).index("rests_on"), "reason", reasons)
    return worded


def worded_statuses(tables: WarehouseTables, style: ReasonStyle) -> pd.DataFrame:
    """Return the status of activities with the reason of each.

    It is that of the row of progress that decided it. Where all that an activity shows is awaiting,
    one of its measures speaks for them: the last of their sentences in the order of the alphabet.
    """
    writer, sorting = _writer(tables, style), _writer(tables, DATA_FILES)
    deciding, shown = {}, defaultdict(list)
    for row in _rows(tables.progress):
        key = row["activity_id"], row["quarter"]
        if row["measure_id"] == MILESTONE or not pd.isna(row["target_kind"]):
            deciding[*key, row["measure_id"]] = row
        if row["is_plan_area"]:
            shown[key].append(row)
    reasons = []
    for status in _rows(tables.statuses):
        key = status["activity_id"], status["quarter"]
        if not pd.isna(status["decided_by"]):
            reasons.append(writer.reason(deciding[*key, status["decided_by"]]))
        elif status["status"] == "awaiting":
            reasons.append(writer.reason(max(shown[key], key=sorting.reason)))
        else:
            reasons.append(writer.of_activity(status["rule"]))
    worded = tables.statuses.drop(columns="rule")
    worded.insert(list(worded.columns).index("decided_by"), "reason", reasons)
    return worded


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def _writer(tables: WarehouseTables, style: ReasonStyle) -> ReasonWriter:
    agencies = tables.agencies[["agency", "agency_name"]].itertuples(index=False, name=None)
    breaks = {
        f"{pd.Timestamp(str(row['starts_on'])).date()}:{row['topic']}": row["description"]
        for row in _rows(tables.breaks)
    }
    return ReasonWriter(style, dict(agencies), breaks)
