"""A new extract is a contract, who sends it and `make generate`; a new measure a row and a line."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from core.project import ROOT
from sources.contract.code_generation import (
    EXTRACTS_FILE,
    GENERATED,
    extracts_csv,
    write_generated,
)
from sources.contract.schema import Contract, load_contracts
from tests.support.landing.landed import MEASURES_ALONE, Landing, build, reading

CONTRACT = """
extract: helpline_calls
title: Calls to the helpline, one row per call
description: Made up to see what a new extract takes.
form: csv
delivery: quarterly
coverage: own_quarter
key: [call]
period: called_on
columns:
  call: {description: The call's number, headings: [Call], type: text, needed: true}
  called_on: {description: The day of the call, headings: [Day], type: date, needed: true}
  district:
    description: Where the caller lives
    headings: [District]
    warehouse_name: district_code
    type: code
    list: district
    area: true
"""

LINE = """    line('helpline_calls', fact=ref('stg_helpline_calls'), amount='count(*)',
        where='is_current and not is_outside_area', area='district_code'),
]) }}
"""


def files_below(root: Path) -> dict[str, bytes]:
    """Return what can be edited of the warehouse, by its path below the root."""
    folders = ("dbt_project/models", "dbt_project/macros", "dbt_project/tests", "seeds")
    paths = [path for name in folders for path in (root / name).rglob("*") if path.is_file()]
    paths += [root / "dbt_project" / "dbt_project.yml", *(root / "sources/contracts").iterdir()]
    return {str(path.relative_to(root)): path.read_bytes() for path in paths}


def edit(root: Path) -> None:
    """Write what somebody writes who adds an extract and a measure of it."""
    (root / "sources/contracts/helpline_calls.yml").write_text(CONTRACT)
    with (root / "seeds/counties/oxfordshire/deliveries.csv").open("a") as file:
        file.write("helpline_calls,pathway_provider,true,Nobody\n")
    with (root / "seeds/counties/oxfordshire/activity_measures.csv").open("a") as file:
        file.write("helpline_calls,V1,1\n")
    topic = root / "dbt_project/models/marts/measures/measure_pathway.sql"
    topic.write_text(topic.read_text().replace("]) }}\n", LINE))
    catalogue = root / "seeds/reference/measures.csv"
    with catalogue.open(newline="") as file:
        columns = next(csv.reader(file))
    row = dict.fromkeys(columns, "") | {
        "measure_id": "helpline_calls",
        "topic": "pathway",
        "name": "Calls to the helpline",
        "definition": "Calls.",
        "kind": "count",
        "is_stock": "false",
        "unit": "calls",
        "polarity": "neutral",
        "areas": "district",
        "extracts": "helpline_calls",
        "sensitive": "true",
        "default_window": "quarter",
    }
    with catalogue.open("a", newline="") as file:
        csv.DictWriter(file, columns, lineterminator="\n").writerow(row)


def generate(root: Path) -> dict[str, Contract]:
    """Do what `make generate` does, and return the contracts."""
    contracts = load_contracts(root / "sources/contracts")
    write_generated(contracts, root / GENERATED.relative_to(ROOT))
    (root / EXTRACTS_FILE.relative_to(ROOT)).write_text(extracts_csv(contracts))
    return contracts


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the contracts, the models and the seeds."""
    for name in ("dbt_project", "seeds", "sources/contracts"):
        ignored = shutil.ignore_patterns("target", "logs")
        shutil.copytree(ROOT / name, tmp_path / "project" / name, ignore=ignored)
    return tmp_path / "project"


def test_a_new_extract_and_a_new_measure_touch_five_files(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_below(copy)
    edit(copy)
    edited = files_below(copy)
    assert {path for path in edited if edited[path] != before.get(path)} == {
        "sources/contracts/helpline_calls.yml",
        "seeds/counties/oxfordshire/deliveries.csv",
        "seeds/counties/oxfordshire/activity_measures.csv",
        "dbt_project/models/marts/measures/measure_pathway.sql",
        "seeds/reference/measures.csv",
    }
    contracts = generate(copy)

    monkeypatch.setenv("DAW_COUNTY", str(copy / "seeds/counties/oxfordshire"))
    landing = Landing(tmp_path / "workspace", contracts)
    calls = [
        {"call": "1", "called_on": date(2019, 5, 1), "district": "E07000177"},
        {"call": "2", "called_on": date(2019, 5, 2), "district": None},
        {"call": "3", "called_on": date(2019, 5, 2), "district": "elsewhere"},
    ]
    landing.add("helpline_calls", "2019-20-Q1", calls)
    file = tmp_path / "warehouse.duckdb"
    build(landing.workspace.landing, file, *MEASURES_ALONE, project=copy / "dbt_project")
    with reading(file) as connection:
        built = connection.execute(
            """
            select area_code, value, status from measures.measure_values
            where measure_id = 'helpline_calls' and period_type = 'quarter'
            order by area_code
            """
        ).fetchall()
    assert built == [
        ("E07000177", 1, "complete"),
        ("E07000178", 0, "complete"),
        ("E07000179", 0, "complete"),
        ("E07000180", 0, "complete"),
        ("E07000181", 0, "complete"),
        ("E10000025", 2, "complete"),
        ("unknown", 1, "complete"),
    ]
