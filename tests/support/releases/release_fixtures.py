"""One release for all tests of the dashboard: its tables, view models and pages."""

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.charts import render
from dashboard.outputs.data.data_files import write_data, write_notice
from dashboard.outputs.narrative.markdown_file import write_markdown
from dashboard.outputs.narrative.word_document import write_word
from dashboard.outputs.pdf.typst_pdf import write_board_pack, write_pdf
from dashboard.outputs.site.static_site import write_site
from dashboard.outputs.workbook.accessible_workbook import write_workbook
from dashboard.presenters.data_tables import published_tables
from dashboard.presenters.whole_release import present_release
from dashboard.release.manifest import write_manifest
from dashboard.release.protected_values import unprotected_cells
from dashboard.release.release_cells import ReleaseCells
from dashboard.release.warehouse_tables import WarehouseTables, read_warehouse
from dashboard.view_models import ReleaseEdition, ReleaseView
from tests.support.once_a_run import made_once, run_folder
from tests.support.releases import sample
from tests.support.releases.drawn_once import drawn_once

PDF_PAGES = "pdf_pages.json"
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
        next_publication_date=county_policy().publication_day(parsed.plus(1)),
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


@pytest.fixture(scope="session", autouse=True)
def shared_drawings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """See to it that each chart is drawn once in a test run, not once by every test of it."""
    folder = run_folder(tmp_path_factory) / "drawings"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "_draw_all", drawn_once(folder, render._draw_all))
        yield


@pytest.fixture(scope="session")
def release_folder(
    release: ReleaseView,
    tables: WarehouseTables,
    published: ReleaseCells,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The newest quarter's whole release: its site, data, workbook, PDF and manifest.

    Beside it lies the text of the PDF, page by page, which takes seconds to read.
    """

    def write(folder: Path) -> None:
        whole = folder / QUARTER / "v1"
        write_data(whole / "data", published_tables(tables, published, release))
        write_notice(release, whole / "data" / "README.txt")
        write_workbook(release, whole / "workbook.xlsx")
        write_board_pack(release, whole / "board-pack.pdf")
        write_markdown(release, whole / "board-narrative.md")
        write_word(release, whole / "board-narrative.docx")
        write_pdf(release, whole / "dashboard.pdf")
        write_site(release, whole / "site")
        write_manifest(whole, {"quarter": QUARTER}, "c" * 40, ["d" * 32])
        texts = [page.extract_text() for page in PdfReader(whole / "dashboard.pdf").pages]
        (folder / PDF_PAGES).write_text(json.dumps(texts), encoding="utf-8")

    return made_once(tmp_path_factory, "whole_release", write) / QUARTER / "v1"


@pytest.fixture(scope="session")
def pdf_pages(release_folder: Path) -> list[str]:
    """The text of each page of the release's PDF."""
    return json.loads((release_folder.parents[1] / PDF_PAGES).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def site(release_folder: Path) -> Path:
    """The pages of the newest quarter's release."""
    return release_folder / "site"
