"""A new extract is one contract and one staging model; a new measure a seed row and a line."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from sources.contract.code_generation import expected_returns_csv, sources_yaml
from sources.contract.schema import load_contracts
from tests.support.landed import MEASURES_ALONE, Landing, build, reading

ROOT = Path(__file__).parents[3]

CONTRACT = """
extract: helpline_calls
agencies: [pathway_provider]
title: Calls to the helpline, one row per call
description: Made up to see what a new extract takes.
form: csv
contact: Nobody
delivery: quarterly
coverage: own_quarter
key: [call]
period: called_on
columns:
  call: {description: The call's number, headings: [Call], type: text, needed: true}
  called_on: {description: The day of the call, headings: [Day], type: date, needed: true}
  district: {description: Where the caller lives, headings: [District], type: code, list: district}
"""

STAGING = """
with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'helpline_calls') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'helpline_calls'

)

select
    source.agency,
    returns.is_current,
    {{ quarter_of('source.called_on') }} as quarter,
    source.district as district_code
from source
inner join returns on source.return_id = returns.return_id
"""

LINE = """
    union all by name

    select 'helpline_calls' as measure_id, quarter, district_code as area_code, count(*) as amount
    from {{ ref('stg_helpline_calls') }} where is_current
    group by all

)

select * from ({{ measure_cells"""


def test_a_new_extract_and_measure_touch_four_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, seeds, contracts = (tmp_path / name for name in ("dbt_project", "seeds", "contracts"))
    shutil.copytree(ROOT / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs"))
    shutil.copytree(ROOT / "seeds", seeds)
    shutil.copytree(ROOT / "sources" / "contracts", contracts)

    (contracts / "helpline_calls.yml").write_text(CONTRACT)
    (project / "models" / "staging" / "stg_helpline_calls.sql").write_text(STAGING)
    topic = project / "models" / "marts" / "measures" / "measure_pathway.sql"
    topic.write_text(topic.read_text().replace("\n)\n\nselect * from ({{ measure_cells", LINE))
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

    # What is generated from the contracts.
    loaded = load_contracts(contracts)
    (project / "models" / "staging" / "_sources.yml").write_text(sources_yaml(loaded))
    (seeds / "counties" / "oxfordshire" / "expected_returns.csv").write_text(
        expected_returns_csv(loaded)
    )

    landing = Landing(tmp_path / "workspace", loaded)
    calls = [
        {"call": "1", "called_on": date(2019, 5, 1), "district": "E07000177"},
        {"call": "2", "called_on": date(2019, 5, 2), "district": None},
    ]
    landing.add("helpline_calls", "2019-20-Q1", calls)
    file = tmp_path / "warehouse.duckdb"
    monkeypatch.setenv("DAW_COUNTY", str(seeds / "counties" / "oxfordshire"))
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
