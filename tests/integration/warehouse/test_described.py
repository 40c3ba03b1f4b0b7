"""Every model says its grain, every column what it holds; no code names a place or an agency."""

import csv
import re
from pathlib import Path
from typing import Any

from core.county import DEFAULT, county_folder
from core.project import ROOT
from sources.contract.code_lists import ELSEWHERE
from sources.contract.schema import load_contracts
from tests.support.landing.landed import PROJECT, reading
from tests.support.seeds import seed_file


def test_every_model_says_its_grain(models: list[dict[str, Any]]) -> None:
    unsaid = [
        model["name"] for model in models if "one row per" not in model["description"].lower()
    ]
    assert unsaid == []


def test_marts_measures_and_quality_have_enforced_contracts(models: list[dict[str, Any]]) -> None:
    relied_on = [model for model in models if model["schema"] in ("marts", "measures", "quality")]
    assert {model["schema"] for model in relied_on} == {"marts", "measures", "quality"}
    assert [model["name"] for model in relied_on if not model["contract"]["enforced"]] == []


def test_every_column_is_described(warehouse: Path, models: list[dict[str, Any]]) -> None:
    described = {
        (model["schema"], model["name"], name.lower())
        for model in models
        for name, column in model["columns"].items()
        if column["description"]
    }
    with reading(warehouse) as connection:
        held = connection.execute(
            """
            select table_schema, table_name, lower(column_name) from information_schema.columns
            where table_schema in ('staging', 'marts', 'measures', 'quality')
            """
        ).fetchall()
    assert sorted(set(held) - described) == []


def test_no_column_needs_quotes(warehouse: Path) -> None:
    with reading(warehouse) as connection:
        reserved = connection.execute(
            """
            select table_name, column_name from information_schema.columns
            where column_name in (
                select keyword_name from duckdb_keywords() where keyword_category = 'reserved'
            )
            """
        ).fetchall()
    assert reserved == []


def test_what_is_never_null_is_not_described_as_null_at_times(
    models: list[dict[str, Any]],
) -> None:
    at_odds = [
        (model["name"], name)
        for model in models
        for name, column in model["columns"].items()
        if {"type": "not_null"} in [{"type": each["type"]} for each in column["constraints"]]
        and "; null when" in column["description"]
    ]
    assert at_odds == []


def test_what_a_contract_needs_is_never_null_in_a_fact(models: list[dict[str, Any]]) -> None:
    contracts = load_contracts()
    nullable, seen = [], 0
    for model in models:
        sources = [
            node.rpartition(".stg_")[2]
            for node in model["depends_on"]["nodes"]
            if ".stg_" in node and model["name"].startswith("fct_")
        ]
        for contract in (contracts[source] for source in sources):
            for column in contract.needed:
                declared = model["columns"].get(column.staged_name)
                if declared is None or column.has_marker:
                    continue  # not in the fact; a figure may be suppressed
                seen += 1
                if "not_null" not in {each["type"] for each in declared["constraints"]}:
                    nullable.append((model["name"], column.staged_name))
    assert seen
    assert nullable == []


def names_of_the_county() -> set[str]:
    """Return what the county's areas and agencies are called, in full and for short."""
    columns = {
        "areas": ("area_code", "area_name"),
        "agencies": ("agency", "agency_name", "area_code"),
        "county_code_synonyms": ("synonym",),
    }
    names = {county_folder().name}
    for seed, held in columns.items():
        with seed_file(seed).open(newline="") as file:
            rows = [row for row in csv.DictReader(file) if row.get("code") != ELSEWHERE]
        names |= {row[column] for row in rows for column in held}
    with seed_file("activities").open(newline="") as file:
        names -= {row["activity_id"] for row in csv.DictReader(file)}
    # Words that mean something else too: an agency that is called what it sends; and the ministry,
    # which publishes every county's figures.
    ministry = {"mhclg", "MHCLG", "Ministry of Housing, Communities and Local Government"}
    return names - {"", "childrens_social_care", "Children's Social Care"} - ministry


def test_nothing_but_its_folder_names_the_county() -> None:
    """A second county is data: no place and no agency is written in code, contracts or seeds."""
    names = sorted(names_of_the_county(), key=len, reverse=True)
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
    rooms = ("core", "sources", "disclosure", "dashboard", "orchestration", "dbt_project")
    made = {"target", "logs", "__pycache__"}
    files = [
        path
        for folder in (*rooms, "seeds/reference")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not made & set(path.parts)
    ]
    assert len(files) > 300
    named = {
        (str(path.relative_to(ROOT)), match.group())
        for path in files
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    }
    assert named == {("core/county.py", DEFAULT)}


def test_no_code_names_an_aim_of_the_plans() -> None:
    with seed_file("aims").open(newline="") as file:
        aims = "|".join(re.escape(row["aim"]) for row in csv.DictReader(file))
    # As a value: in quotes, or in a list of YAML.
    pattern = re.compile(rf"""["'\[ ,:]({aims})(["'\],.]|$)""", re.MULTILINE)
    naming = [
        str(path.relative_to(ROOT))
        for folder in ("dashboard", "orchestration", "dbt_project/models", "seeds/reference")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".sql", ".yml") and pattern.search(path.read_text())
    ]
    assert naming == []


def test_columns_are_named_and_unions_are_by_place() -> None:
    short_cuts = re.compile(
        r"union all by name|\*\s+exclude|\bcolumns\(|\bunpivot\b", re.IGNORECASE
    )
    using = [path.name for path in PROJECT.rglob("*.sql") if short_cuts.search(path.read_text())]
    assert using == []
