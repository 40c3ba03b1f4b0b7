"""Where the columns of the warehouse come from, as Dagster's catalogue tells it."""

import json
from pathlib import Path

import pytest

from orchestration.building.column_lineage import TABLES, TableLineage, table_lineages
from tests.support.landing.landed import reading

PROJECT = "domestic_abuse_warehouse"


@pytest.fixture(scope="module")
def lineages(warehouse: Path) -> dict[str, TableLineage]:
    manifest = json.loads((warehouse.parent / "manifest.json").read_text())
    return table_lineages(manifest, warehouse.parent / "compiled")


def ends(lineages: dict[str, TableLineage], table: str, column: str) -> set[tuple[str, str]]:
    """Return what a column is made from, by the names of tables alone."""
    found = lineages[f"model.{PROJECT}.{table}"].columns[column]
    return {(name.split(".")[-1], upstream) for name, upstream in found}


def test_a_column_points_to_those_that_it_is_made_from(lineages: dict[str, TableLineage]) -> None:
    assert ends(lineages, "fct_incident", "recorded_on") == {("stg_da_incidents", "recorded_on")}
    assert ends(lineages, "stg_da_incidents", "risk") == {("da_incidents", "risk")}
    assert ends(lineages, "dim_measure", "topic_title") == {("topics", "title")}
    assert ("returns", "received_at") in ends(lineages, "int_returns", "received_at")
    topics = ends(lineages, "int_cells_summed", "numerator")
    assert ("measure_marac", "numerator") in topics
    assert {column for _, column in topics} == {"numerator"}


def test_every_column_has_its_lineage_or_a_reason(
    warehouse: Path, lineages: dict[str, TableLineage]
) -> None:
    manifest = json.loads((warehouse.parent / "manifest.json").read_text())
    with reading(warehouse) as opened:
        rows = opened.execute("select schema_name, table_name, column_name from duckdb_columns()")
        made: dict[tuple[str, str], set[str]] = {}
        for schema, table, column in rows.fetchall():
            made.setdefault((schema, table), set()).add(column)
    for name, node in manifest["nodes"].items():
        if node["resource_type"] not in TABLES:
            continue
        if unknown := lineages[name].unknown:
            assert unknown in ("It is a file.", "It is written in Python.")
            assert node["resource_type"] == "seed" or node["language"] == "python"
        else:
            assert set(lineages[name].columns) == made[node["schema"], node["alias"]], name


def test_what_came_in_a_return_is_no_value_of_the_query(lineages: dict[str, TableLineage]) -> None:
    facts = [name for name in lineages if ".fct_" in name]
    assert facts
    for fact in facts:
        for column, made_from in lineages[fact].columns.items():
            if column in ("agency", "submission_id", "quarter", "district_code"):
                assert made_from, f"{fact}.{column}"
