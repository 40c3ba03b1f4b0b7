"""A new extract is one contract and what is generated of it; a new measure a row and a line."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from core.project import DBT_PROJECT, ROOT
from sources.contract.code_generation import (
    GENERATED,
    extracts_csv,
    write_generated,
)
from sources.contract.schema import load_contracts
from tests.support.landed import MEASURES_ALONE, Landing, build, reading

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
"""

LINE = """    line('helpline_calls', fact=ref('stg_helpline_calls'), amount='count(*)',
        where='is_current', area='district_code'),
]) }}
"""


def test_a_new_extract_and_measure_touch_four_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, seeds, contracts = (tmp_path / name for name in ("dbt_project", "seeds", "contracts"))
    shutil.copytree(ROOT / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs"))
    shutil.copytree(ROOT / "seeds", seeds)
    shutil.copytree(ROOT / "sources" / "contracts", contracts)

    (contracts / "helpline_calls.yml").write_text(CONTRACT)
    topic = project / "models" / "marts" / "measures" / "measure_pathway.sql"
    topic.write_text(topic.read_text().replace("]) }}\n", LINE))
    with (seeds / "reference" / "measures.csv").open(newline="") as file:
        columns = next(csv.reader(file))
    row = dict.fromkeys(columns, "") | {
        "measure_id": "helpline_calls",
        "topic": "pathway",
        "name": "Calls to the helpline",
        "definition": "Calls.",
        "kind": "count",
        "unit": "calls",
        "polarity": "neutral",
        "areas": "district",
        "extracts": "helpline_calls",
        "activities": "V1",
        "sensitive": "true",
        "default_window": "quarter",
    }
    with (seeds / "reference" / "measures.csv").open("a", newline="") as file:
        csv.DictWriter(file, columns, lineterminator="\n").writerow(row)

    with (seeds / "counties" / "oxfordshire" / "deliveries.csv").open("a") as file:
        file.write("helpline_calls,pathway_provider,true,Nobody\n")

    # make generate
    loaded = load_contracts(contracts)
    write_generated(loaded, project / GENERATED.relative_to(DBT_PROJECT))
    (seeds / "reference" / "extracts.csv").write_text(extracts_csv(loaded))

    monkeypatch.setenv("DAW_COUNTY", str(seeds / "counties" / "oxfordshire"))
    landing = Landing(tmp_path / "workspace", loaded)
    calls = [
        {"call": "1", "called_on": date(2019, 5, 1), "district": "E07000177"},
        {"call": "2", "called_on": date(2019, 5, 2), "district": None},
    ]
    landing.add("helpline_calls", "2019-20-Q1", calls)
    file = tmp_path / "warehouse.duckdb"
    build(landing.workspace.landing, file, *MEASURES_ALONE, project=project)
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
