"""Tables of single rows stay on Spark, but those that something reads."""

from typing import Any

from orchestration.building.spark.brought_tables import BroughtTable, brought_tables


def model(name: str, schema: str, *, enforced: bool = False) -> dict[str, Any]:
    """Return a model as dbt's manifest has it."""
    columns = {
        "key": {"name": "key", "data_type": "string", "constraints": [{"type": "not_null"}]},
        "figure": {"name": "figure", "data_type": "double", "constraints": []},
    }
    return {
        "resource_type": "model",
        "name": name,
        "alias": name,
        "unique_id": f"model.project.{name}",
        "schema": f"daw_{schema}",
        "config": {"schema": schema, "contract": {"enforced": enforced}},
        "columns": columns,
    }


MODELS = [
    model("dim_area", "marts", enforced=True),
    model("fct_case", "marts", enforced=True),
    model("fct_read", "marts", enforced=True),
    model("stg_cases", "staging"),
    model("stg_form", "staging"),
    model("int_codes", "staging"),
]
MANIFEST = {
    "exposures": {"exposure.pages": {"depends_on": {"nodes": ["model.project.fct_read"]}}},
    "nodes": {each["unique_id"]: each for each in MODELS}
    | {"seed.project.codes": {"resource_type": "seed"}},
}


def test_rows_stay_but_what_an_exposure_or_a_form_reads() -> None:
    assert [table.name for table in brought_tables(MANIFEST, ["stg_form"])] == [
        *("dim_area", "fct_read", "stg_form", "int_codes"),
    ]


def test_a_table_has_its_contract_s_columns_and_none_without() -> None:
    by_name = {table.name: table for table in brought_tables(MANIFEST, [])}
    assert by_name["dim_area"] == BroughtTable(
        "marts",
        "dim_area",
        "daw_marts.dim_area",
        (("key", "string", False), ("figure", "double", True)),
    )
    assert by_name["int_codes"].columns == ()
    assert by_name["int_codes"].file == "staging.int_codes.parquet"
