"""`publication.duckdb`: the published tables of the newest releases, for dashboard tools."""

from pathlib import Path

import duckdb
import pandas as pd

from core.connections import connection, read_table
from core.quarter import Quarter
from dashboard.outputs.data.data_files import read_data
from dashboard.outputs.site.static_site import write_landing_page
from dashboard.release.manifest import read_manifest
from dashboard.release.versions import releases_in_order
from dashboard.wording.window_names import WINDOW_NAMES

TABLES = (
    "measures", "areas", "categories", "activities", "activity_status", "progress",
    "contract_indicators", "returns",
)  # fmt: skip
_QUARTERS = ["quarter", "quarter_ends_on"]

FIGURES = """
create table figures as
select
    released.quarter as release_quarter,
    released.version as release_version,
    released.is_newest,
    catalogues.topic_title as topic,
    catalogues.name as measure,
    periods.period,
    cells.quarter,
    quarters.quarter_ends_on,
    coalesce(areas.area_name, 'Area not known') as area,
    areas.level as area_level,
    cells.breakdown,
    categories.label as category,
    cells.numerator,
    cells.denominator,
    cells.value,
    catalogues.unit,
    catalogues.definition,
    cells.status,
    cells.shown,
    cells.measure_id,
    cells.area_code,
    cells.period_type,
    cells.category as category_code
from cells
inner join released on cells.release = released.release
inner join catalogues
    on cells.release = catalogues.release and cells.measure_id = catalogues.measure_id
inner join periods on cells.period_type = periods.period_type
inner join quarters on cells.quarter = quarters.quarter
left join areas on cells.area_code = areas.area_code
left join categories
    on cells.breakdown = categories.breakdown and cells.category = categories.category
order by release_quarter, topic, measure, quarter, area_code, breakdown, category_code, period
"""


def write_publication(releases: list[Path], file: Path) -> None:
    """Write a new DuckDB file with the tables of the releases, one folder a quarter.

    Tables are flat and named for people: `figures` (every figure of every release, the newest
    marked), `releases`, and the newest one's `measures`, `areas`, `categories`, `activities`,
    `progress` and `contract_indicators`.
    """
    newest = max(releases, key=lambda folder: folder.parent.name)
    released = pd.DataFrame(
        [
            {
                "release": number,
                "quarter": folder.parent.name,
                "version": int(folder.name.removeprefix("v")),
                "is_newest": folder == newest,
            }
            for number, folder in enumerate(releases)
        ]
    )
    cells = pd.concat(
        [read_data(folder, "values").assign(release=n) for n, folder in enumerate(releases)]
    )
    catalogues = pd.concat(
        [read_data(folder, "measures").assign(release=n) for n, folder in enumerate(releases)]
    )
    # A release of before there was a table does without it.
    frames = {
        name: read_data(newest, name)
        for name in TABLES
        if (newest / "data" / f"{name}.parquet").is_file()
    }
    days = {quarter: Quarter.parse(quarter).last_day for quarter in sorted(set(cells["quarter"]))}
    with duckdb.connect(file) as writer:
        writer.register("quarters", pd.DataFrame(days.items(), columns=_QUARTERS))
        for name, frame in (
            frames | {"cells": cells, "released": released, "catalogues": catalogues}
        ).items():
            writer.register(name, frame)
        writer.register(
            "periods", pd.DataFrame(WINDOW_NAMES.items(), columns=["period_type", "period"])
        )
        writer.execute(FIGURES)
        writer.execute("create table releases as select * exclude (release) from released")
        for name in frames:
            writer.execute(f"create table published_{name} as select * from {name}")  # noqa: S608
            writer.unregister(name)
            writer.execute(f"alter table published_{name} rename to {name}")


def is_current(file: Path, releases: list[Path]) -> bool:
    """Return whether the file holds the newest version of each quarter among the releases."""
    if not file.exists():
        return False
    newest = {folder.parent.name: int(folder.name.removeprefix("v")) for folder in releases}
    with connection(file) as opened:
        held = read_table(opened, "main.releases")
    return dict(zip(held["quarter"], held["version"], strict=True)) == newest


def renew_publication(workspace: Path, scratch: Path) -> None:
    """Make `publication.duckdb` and the landing page anew where a release is not in them yet.

    Both are made in `scratch`, and each appears by one rename: readers never see half a file.
    """
    releases = releases_in_order(workspace)
    if not releases or is_current(workspace / "publication.duckdb", releases):
        return
    write_landing_page(scratch, [read_manifest(path) for path in releases])
    (scratch / "index.html").replace(workspace / "releases" / "index.html")
    newest = {path.parent.name: path for path in releases}
    write_publication(list(newest.values()), scratch / "publication.duckdb")
    (scratch / "publication.duckdb").replace(workspace / "publication.duckdb")
