"""The seeds as files: national ones, and those of the county that the tests are for."""

from pathlib import Path

from core.county import county_folder
from core.project import REFERENCE

FOLDERS = (REFERENCE, county_folder())


def seed_file(name: str) -> Path:
    """Return the file of a seed, wherever it lies."""
    return next(path for folder in FOLDERS if (path := folder / f"{name}.csv").exists())
