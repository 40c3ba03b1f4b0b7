"""The tables that a release publishes as data files."""

import pandas as pd

from core.quarter import Quarter
from dashboard.presenters.contract_indicators import PUBLISHED, published_indicators
from dashboard.presenters.lookups.catalogue import Catalogue
from dashboard.presenters.lookups.shown_progress import progress_to_show
from dashboard.presenters.returns_received import expected
from dashboard.release.release_cells import KEY, ReleaseCells
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.view_models import ReleaseView


def published_tables(
    tables: WarehouseTables, cells: ReleaseCells, release: ReleaseView
) -> dict[str, pd.DataFrame]:
    """Return the tables of a release by the name of their file; rows in an order of their own."""
    quarter = release.edition.quarter
    status = tables.statuses.drop(columns="lead_summary")  # free text that nobody has checked
    return {
        "values": cells.values.sort_values(KEY, ignore_index=True),
        "measures": _measures(tables, cells),
        "areas": tables.areas.sort_values("area_code"),
        "categories": _categories(tables, cells),
        "activities": tables.activities.sort_values("position"),
        "progress": _up_to(quarter, progress_to_show(tables.progress, cells)),
        "activity_status": _up_to(quarter, progress_to_show(status, cells)),
        "contract_indicators": _up_to(quarter, published_indicators(tables.indicators))[PUBLISHED],
        "returns": _returns(tables, cells, Quarter.parse(quarter)),
        "revisions": _revisions(release),
        "definition_changes": _definition_changes(release),
    }


def _measures(tables: WarehouseTables, cells: ReleaseCells) -> pd.DataFrame:
    """Return the catalogue, and which of each measure's tables are published once a year."""
    yearly = [
        ";".join(sorted(cells.yearly.get(each, ()))) for each in tables.measures["measure_id"]
    ]
    return tables.measures.assign(published_yearly=yearly).sort_values("position")


def _up_to(quarter: str, progress: pd.DataFrame) -> pd.DataFrame:
    names = ["quarter", "activity_id", "measure_id", "period_type", "area_code", "agency", "kpi"]
    order = [name for name in names if name in progress]
    return progress[progress["quarter"] <= quarter].sort_values(order)


def _categories(tables: WarehouseTables, cells: ReleaseCells) -> pd.DataFrame:
    """Return what each category of each breakdown is called."""
    catalogue = Catalogue(tables)
    names = ["breakdown", "category"]
    found = cells.values[names].drop_duplicates().sort_values(names)
    labels = [catalogue.category(*pair) for pair in found.itertuples(index=False)]
    return found.assign(label=labels)


def _returns(tables: WarehouseTables, cells: ReleaseCells, quarter: Quarter) -> pd.DataFrame:
    """One row per expected return; the same that the page of data received says."""
    rows = []
    for row in expected(tables, Catalogue(tables), quarter):
        counts = [
            "" if text == "[x]" else text.replace(",", "")
            for text in row.rows(protected=cells.protected)
        ]
        received_on = row.received_on.isoformat() if row.received_on else ""
        days = (row.due_on.isoformat(), received_on)
        rows.append((row.agency, row.extract, *days, row.on_time, *counts, row.figures))
    names = ["agency", "extract", "due_on", "received_on", "on_time"]
    return pd.DataFrame(rows, columns=[*names, "rows_accepted", "rows_quarantined", "figures"])


def _definition_changes(release: ReleaseView) -> pd.DataFrame:
    changes = release.definition_changes
    rows = [(each.measure_id, each.measure_name, each.before, each.now, each.change)
            for each in changes]  # fmt: skip
    return pd.DataFrame(rows, columns=["measure_id", "name", "before", "now", "change"])


def _revisions(release: ReleaseView) -> pd.DataFrame:
    rows = [(*each.key, each.before, each.now.text, each.reason) for each in release.revisions]
    return pd.DataFrame(rows, columns=[*KEY, "before", "now", "reason"])
