"""The worked example for Apache Superset: its parts fit together and ask for what is published."""

import json
from pathlib import Path

import pytest
import yaml
from sqlalchemy import create_engine, inspect, text

from dashboard.outputs.data.data_files import write_data
from dashboard.presenters.data_tables import published_tables
from dashboard.release.publication_database import write_publication
from tests.support.releases import sample

FOLDER = Path(__file__).parents[3] / "docs" / "superset" / "domestic_abuse"
CONNECT = Path(__file__).parents[3] / "docs" / "connect.md"


def read(pattern: str) -> list[dict]:
    return [yaml.safe_load(path.read_text()) for path in sorted(FOLDER.glob(pattern))]


@pytest.fixture(scope="module")
def parts() -> dict[str, list[dict]]:
    return {
        "databases": read("databases/*.yaml"),
        "datasets": read("datasets/*/*.yaml"),
        "charts": read("charts/*.yaml"),
        "dashboards": read("dashboards/*.yaml"),
    }


@pytest.fixture(scope="module")
def engine(tables, published, release, tmp_path_factory):
    folder = tmp_path_factory.mktemp("superset") / "2019-20-Q2" / "v1"
    write_data(folder / "data", published_tables(tables, published, release))
    file = folder.parents[1] / "publication.duckdb"
    write_publication([folder], file)
    made = create_engine(f"duckdb:///{file}", connect_args={"read_only": True})
    yield made
    made.dispose()


def test_every_part_is_there_and_refers_to_the_others(parts):
    metadata = yaml.safe_load((FOLDER / "metadata.yaml").read_text())
    assert (metadata["type"], metadata["version"]) == ("Dashboard", "1.0.0")
    (database,), (dataset,) = parts["databases"], parts["datasets"]
    assert dataset["database_uuid"] == database["uuid"]
    assert {chart["dataset_uuid"] for chart in parts["charts"]} == {dataset["uuid"]}
    (dashboard,) = parts["dashboards"]
    placed = {
        part["meta"]["uuid"]: part["meta"]["sliceName"]
        for part in dashboard["position"].values()
        if isinstance(part, dict) and part["type"] == "CHART"
    }
    assert placed == {chart["uuid"]: chart["slice_name"] for chart in parts["charts"]}


def test_the_connection_is_that_of_the_document(parts):
    (database,) = parts["databases"]
    settings = database["extra"]["engine_params"]["connect_args"]
    assert settings == {"read_only": True, "config": {"enable_external_access": "false"}}
    told = CONNECT.read_text()
    assert database["sqlalchemy_uri"] in told
    assert json.dumps(settings).replace("true", "True") in told
    assert not any(database[name] for name in ("allow_ctas", "allow_cvas", "allow_dml"))


def test_the_dataset_names_columns_of_the_published_table(parts, engine):
    (dataset,) = parts["datasets"]
    columns = inspect(engine).get_columns(dataset["table_name"])
    held = {(column["name"], str(column["type"])) for column in columns}
    named = {
        (column["column_name"], column["type"])
        for column in dataset["columns"]
        if not column["expression"]
    }
    assert named <= held
    left_out = {name for name, _ in held - named}
    codes = {"measure_id", "area_code", "period_type", "category_code"}
    assert left_out == codes | {"definition"}


def test_every_chart_finds_figures(parts, engine):
    """Each chart's filters leave rows, and its lines one figure for each point."""
    names = set(sample.seed("measures")["name"])
    (dataset,) = parts["datasets"]
    columns = {
        column["column_name"]: column["expression"] or column["column_name"]
        for column in dataset["columns"]
    }
    for chart in parts["charts"]:
        asked = chart["params"]
        filters = {each["subject"]: each["comparator"] for each in asked["adhoc_filters"]}
        assert filters.pop("is_newest") is True
        assert filters.get("measure") in names | {None}
        where = " and ".join(f"{name} = :{name}" for name in filters)
        by = asked.get("all_columns") or [asked["x_axis"], *asked["groupby"]]
        points = ", ".join(columns[name] for name in by)
        query = text(f"select count(*), count(distinct ({points})) from figures "
                     f"where is_newest and {where}")  # fmt: skip
        with engine.connect() as opened:
            rows, points = opened.execute(query, filters).one()
        assert rows > 0
        assert rows == points or "all_columns" in asked
