"""One release for all tests of this folder: its tables, view models and pages."""

from tests.support.release_fixtures import (
    published,
    release,
    release_folder,
    site,
    tables,
    values,
)

__all__ = ["published", "release", "release_folder", "site", "tables", "values"]
