"""The seeds as files: national ones, and those of the county that the tests are for."""

from pathlib import Path

import pandas as pd

from core.county import county_folder
from core.project import REFERENCE

FOLDERS = (REFERENCE, county_folder())


def seed_file(name: str) -> Path:
    """Return the file of a seed, wherever it lies."""
    return next(path for folder in FOLDERS if (path := folder / f"{name}.csv").exists())


def seed_frame(name: str) -> pd.DataFrame:
    """Return the rows of a seed, those of the county after the national ones."""
    if name == "measures":
        return measure_frame()
    names = [name, f"county_{name}"]
    files = [folder / f"{name}.csv" for name in names for folder in FOLDERS]
    return pd.concat([pd.read_csv(file) for file in files if file.exists()], ignore_index=True)


def with_definition_versions(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the catalogue with the version of each measure's definition, as in dim_measure."""
    changes = pd.read_csv(seed_file("definition_changes"))
    versions = changes.groupby("measure_id")["version"].max()
    return measures.assign(
        definition_version=measures["measure_id"].map(versions).fillna(1).astype(int)
    )


def measure_frame() -> pd.DataFrame:
    """Return the measure catalogue with the county's activities and targets, as in dim_measure."""
    measures = pd.read_csv(seed_file("measures"))
    served = pd.read_csv(seed_file("activity_measures"))
    activities = served.groupby("measure_id")["activity_id"].agg(";".join).rename("activities")
    targets = pd.read_csv(seed_file("targets")).rename(
        columns={
            "activity_id": "target_activity",
            "area_code": "target_area",
            "baseline_year": "target_baseline_year",
        }
    )
    return measures.merge(activities, on="measure_id", how="left").merge(
        targets, on="measure_id", how="left"
    )
