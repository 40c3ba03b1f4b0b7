"""One release for all tests of the dashboard: its tables, view models and pages."""

from pathlib import Path

import pandas as pd
import pytest

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.outputs.site.static_site import write_site
from dashboard.presenters.whole_release import present_release
from dashboard.release.protected_values import unprotected_cells
from dashboard.release.release_cells import ReleaseCells
from dashboard.release.warehouse_tables import WarehouseTables, read_warehouse
from dashboard.view_models import ReleaseEdition, ReleaseView
from tests.support import sample

QUARTER = "2019-20-Q2"
WATERMARK = "DRAFT – do not share. Small numbers have not been suppressed."


def edition_of(quarter: str, watermark: str | None = WATERMARK) -> ReleaseEdition:
    """The edition of a quarter's draft."""
    parsed = Quarter.parse(quarter)
    version = None if watermark else 1
    return ReleaseEdition(
        quarter=quarter,
        words=parsed.months_in_words,
        name=parsed.name,
        county="Oxfordshire",
        publication_date=county_policy().publication_day(parsed),
        made_on=None,
        version=version,
        watermark=watermark,
    )


@pytest.fixture(scope="session")
def values(deliveries: Path) -> pd.DataFrame:
    """Return the measures that the reference deliveries must give."""
    return pd.read_csv(deliveries / "expected_measures.csv")


@pytest.fixture(scope="session")
def tables(values: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> WarehouseTables:
    """What the dashboard reads from a warehouse that holds the values."""
    folder = tmp_path_factory.mktemp("warehouse")
    return read_warehouse(sample.write_warehouse(folder / "warehouse.duckdb", values))


@pytest.fixture(scope="session")
def published(tables: WarehouseTables) -> ReleaseCells:
    """The cells of the newest quarter's release, unprotected: every kind of figure is shown."""
    return unprotected_cells(tables, QUARTER)


@pytest.fixture(scope="session")
def release(tables: WarehouseTables, published: ReleaseCells) -> ReleaseView:
    """The newest quarter's release."""
    return present_release(tables, published, edition_of(QUARTER))


@pytest.fixture(scope="session")
def release_folder(release: ReleaseView, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release's folder: its site, and empty files in the place of what else a release holds."""
    folder = tmp_path_factory.mktemp("release")
    write_site(release, folder / "site")
    (folder / "data").mkdir()
    for name in ("workbook.xlsx", "dashboard.pdf", "data/values.csv"):
        (folder / name).touch()
    return folder


@pytest.fixture(scope="session")
def site(release_folder: Path) -> Path:
    """The pages of the newest quarter's release."""
    return release_folder / "site"
