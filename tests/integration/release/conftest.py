"""One release for all tests of this folder: its tables, view models and pages."""

from tests.support.releases.chromium import browser
from tests.support.releases.release_fixtures import (
    pdf_pages,
    published,
    release,
    release_folder,
    shared_drawings,
    site,
    tables,
    values,
)

__all__ = [
    "browser", "pdf_pages", "published", "release", "release_folder", "shared_drawings", "site",
    "tables", "values",
]  # fmt: skip
