"""A workspace of the earlier layout builds, beside what is landed today."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from core.workspace import Workspace
from sources.contract.rules import load_rules
from sources.landing.ingest import land
from tests.support.landing.landed import build, reading
from tests.support.reference_data import EARLIER_WORKSPACE, unpack_deliveries


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the earlier workspace after one more landing, every dbt test passed."""
    folder = tmp_path_factory.mktemp("earlier")
    unpack_deliveries(folder, EARLIER_WORKSPACE)
    workspace = Workspace.at(folder / "workspace")
    land(workspace, load_rules(), received_at=datetime(2019, 7, 12, 9))
    file = folder / "warehouse.duckdb"
    build(workspace.landing, file, "--exclude-resource-type", "unit_test")
    return file


def query(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    connection: duckdb.DuckDBPyConnection
    with reading(warehouse) as connection:
        return connection.execute(sql).fetchall()


def test_submissions_and_issues_have_the_codes_of_today(warehouse: Path) -> None:
    assert query(
        warehouse,
        "select outcome, code, count(*) from quality.submissions group by all order by all",
    ) == [("accepted", None, 6), ("duplicate", None, 1), ("rejected", "unrecognised", 1)]
    assert query(
        warehouse, "select code, count(*) from quality.issues group by all order by all"
    ) == [("date_order", 2), ("duplicate", 1), ("invalid_value", 2), ("unknown_code", 1)]


def test_returns_have_their_counts(warehouse: Path) -> None:
    assert query(
        warehouse,
        """
        select extract, rows_read, rows_accepted, rows_quarantined, rows_left_out
        from quality.returns order by all
        """,
    ) == [
        ("colocated_posts", 2, 2, 0, 0),
        ("da_incidents", 2, 2, 0, 0),
        ("marac_cases", 5, 3, 2, 0),
        ("matac_cohort", 3, 3, 0, 0),
        ("pathway_referrals", 2, 2, 0, 0),
        ("sanctuary_cases", 2, 2, 0, 0),
    ]


def test_a_column_without_a_value_was_not_collected_then(warehouse: Path) -> None:
    assert query(
        warehouse,
        """
        select distinct
            ethnicity_collected, age_collected, disability_collected, sexual_orientation_collected
        from staging.stg_marac_cases
        """,
    ) == [(True, True, False, False)]
    assert query(
        warehouse, "select distinct declined_reason_collected from staging.stg_pathway_referrals"
    ) == [(False,)]
    assert query(
        warehouse,
        "select distinct victim_age_collected, risk_collected from staging.stg_da_incidents",
    ) == [(True, False)]


def test_a_code_that_its_list_has_no_more_is_unrecognised(warehouse: Path) -> None:
    assert query(warehouse, "select nominated_by from staging.stg_matac_cohort order by all") == [
        ("police",),
        ("unrecognised",),
        ("unrecognised",),
    ]
    assert query(warehouse, "select host from staging.stg_colocated_posts order by all") == [
        ("police",),
        ("unrecognised",),
    ]


def test_every_row_knows_its_submission(warehouse: Path) -> None:
    assert query(
        warehouse, "select count(*) from staging.stg_marac_cases where submission_id is null"
    ) == [(0,)]
