"""A made-up warehouse up to its measures, from which dbt computes progress alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import yaml

from core.project import REFERENCE
from tests.support.landing.dbt_runs import run_dbt
from tests.support.seeds import seed_file

ROOT = Path(__file__).parents[3]
MODELS = [
    *("dim_activity", "dim_measure", "int_windows_expanded"),
    *("int_deliveries_described", "int_measures_published"),
    *("int_returns_needed", "int_progress_awaited"),
    *("int_windows_dated", "int_breaks_between", "int_values_dated"),
    *("int_progress_compared", "int_change_tested", "int_targets_judged"),
    *("int_delivery", "progress", "activity_status"),
]
UPSTREAM = """
create schema seeds;
create schema staging;
create schema marts;
create schema measures;
create schema quality;
create table quality.returns (
    submission_id varchar, agency varchar, extract varchar, quarter varchar, as_at date
);
create table marts.dim_quarter (
    quarter varchar, financial_year varchar, quarter_number integer, first_day date, last_day date
);
create table staging.int_quarters_covered (
    extract varchar, agency varchar, quarter varchar, return_id varchar, submission_id varchar
);
create table marts.fct_plan_progress (
    return_id varchar, activity varchar, status varchar, due_on date, completed_on date,
    summary varchar
);
create table measures.measure_values (
    measure_id varchar, period_type varchar, quarter varchar, area_code varchar, breakdown varchar,
    category varchar, numerator double, denominator double, value double, status varchar
);
"""


def quarters_between(first: str, last: str) -> list[str]:
    """The quarters from one to another, both included."""
    start, stop = (int(name[:4]) * 4 + int(name[-1]) - 1 for name in (first, last))
    return [
        f"{place // 4}-{(place // 4 + 1) % 100:02}-Q{place % 4 + 1}"
        for place in range(start, stop + 1)
    ]


def first_day(quarter: str) -> date:
    """The first day of a quarter."""
    month = int(quarter[-1]) * 3 + 1
    return date(int(quarter[:4]) + month // 13, (month - 1) % 12 + 1, 1)


@dataclass
class World:
    """What is known; every expected return of its quarters has come unless it is said not to."""

    first: str
    last: str
    values: list[tuple[Any, ...]] = field(default_factory=list)
    missing: list[tuple[str, str, str]] = field(default_factory=list)
    plan_progress: list[tuple[Any, ...]] = field(default_factory=list)
    empty_returns: list[str] = field(default_factory=list)  # quarters of leads' returns of no row
    returns: list[tuple[Any, ...]] = field(default_factory=list)
    catalogue: list[str] = field(default_factory=list)

    def value(
        self,
        measure: str,
        quarter: str,
        area: str,
        numerator: float | None,
        denominator: float | None = None,
        *,
        window: str = "quarter",
        status: str = "complete",
    ) -> None:
        """Add a row of measure_values."""
        value = numerator
        if denominator is not None:
            value = numerator / denominator if numerator is not None and denominator else None
        self.values.append(
            (measure, window, quarter, area, "all", "all", numerator, denominator, value, status)
        )

    def lead_says(
        self,
        quarter: str,
        activity: str,
        status: str,
        due_on: date | None = None,
        completed_on: date | None = None,
    ) -> None:
        """Add a row of the lead's return for a quarter."""
        self.plan_progress.append((quarter, activity, status, due_on, completed_on, "A summary."))


def seed_types() -> dict[str, dict[str, str]]:
    """The seeds, each with the types of columns that its description gives."""
    described = [
        seed
        for path in REFERENCE.glob("*.yml")
        for seed in yaml.safe_load(path.read_text())["seeds"]
    ]
    return {seed["name"]: seed.get("config", {}).get("column_types", {}) for seed in described}


def write_world(world: World, file: Path) -> None:
    """Write the seeds and the world into a new DuckDB file."""
    with duckdb.connect(file) as connection:
        connection.execute(UPSTREAM)
        for name, types in seed_types().items():
            path = seed_file(name)
            given = f", types = {types}" if types else ""
            connection.execute(f"create table seeds.{name} as from read_csv('{path}'{given})")
        for statement in world.catalogue:
            connection.execute(statement)
        _fill(connection, world)


def _fill(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    for quarter in quarters_between(world.first, world.last):
        connection.execute(
            """
            insert into marts.dim_quarter select
                $1, left($1, 7), cast(right($1, 1) as integer), $2,
                cast($2 + interval '3 months' - interval '1 day' as date)
            """,
            [quarter, first_day(quarter)],
        )
    connection.execute(
        """
        insert into staging.int_quarters_covered
        select extract, agency, quarter, 'r', 'r'
        from seeds.deliveries cross join marts.dim_quarter
        where expected and extract <> 'plan_progress'
        """
    )
    # A lead's return is called by its quarter, and speaks until the next one does.
    for quarter in {row[0] for row in world.plan_progress} | set(world.empty_returns):
        connection.execute(
            """
            delete from staging.int_quarters_covered
            where extract = 'plan_progress' and quarter >= $1 and return_id < $1;
            """,
            [quarter],
        )
        connection.execute(
            """
            insert into staging.int_quarters_covered
            select 'plan_progress', 'lead', quarter, $1, $1
            from marts.dim_quarter
            where quarter >= $1 and quarter not in (
                select quarter from staging.int_quarters_covered where extract = 'plan_progress'
            )
            """,
            [quarter],
        )
    for names in world.missing:
        connection.execute(
            "delete from staging.int_quarters_covered "
            "where extract = ? and agency = ? and quarter = ?",
            names,
        )
    for table, rows in (
        ("measures.measure_values", world.values),
        ("marts.fct_plan_progress", world.plan_progress),
        ("quality.returns", world.returns),
    ):
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"insert into {table} values ({marks})", rows)


@dataclass(frozen=True)
class Outcome:
    """Progress as dbt computed it."""

    progress: pd.DataFrame
    statuses: pd.DataFrame

    def row(self, **wanted: str) -> Mapping[str, Any]:
        """The one row of progress with these values."""
        return _one(self.progress, wanted)

    def status(self, **wanted: str) -> Mapping[str, Any]:
        """The one row of activity_status with these values."""
        return _one(self.statuses, wanted)


def _one(rows: pd.DataFrame, wanted: Mapping[str, str]) -> Mapping[str, Any]:
    found = rows[(rows[list(wanted)] == pd.Series(wanted)).all(axis=1)]
    assert len(found) == 1, f"{len(found)} rows have {wanted}"
    return found.iloc[0].to_dict()


def run_models(file: Path, *models: str, previous: Path | None = None) -> None:
    """Run models over a world; what they rest on must be in it, or among them."""
    outcome = run_dbt(
        file.parent,
        file,
        *("run", "--select", *models),
        environment={"DAW_PREVIOUS_WAREHOUSE": str(previous or "")},
    )
    assert outcome.success, outcome.exception


def compute(world: World, folder: Path) -> Outcome:
    """What dbt makes of a world."""
    file = folder / "world.duckdb"
    write_world(world, file)
    run_models(file, *MODELS)
    with duckdb.connect(file, read_only=True) as connection:
        progress, statuses = (
            connection.execute(f"from measures.{table}").df()
            for table in ("progress", "activity_status")
        )
    return Outcome(progress, statuses)
