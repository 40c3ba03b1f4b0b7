"""Where a column comes from is read from a query; what cannot be told is not guessed."""

from pathlib import Path
from typing import Any

import pytest

from orchestration.building.column_lineage import TableLineage, table_lineages

RED = {"unique_id": "model.p.red", "schema": "s", "name": "red",
       "relation_name": '"w"."s"."red"', "columns": {"key": {}, "case": {}}}  # fmt: skip
FILE = {"unique_id": "source.p.landing.file", "schema": "landing", "name": "file",
        "relation_name": "read_parquet('/l/*.parquet', union_by_name = true)",
        "columns": {"key": {}, "size": {}}}  # fmt: skip


def lineage_of(query: str, folder: Path, **about: object) -> TableLineage:
    node = {"unique_id": "model.p.made", "package_name": "p", "original_file_path": "made.sql",
            "resource_type": "model", "language": "sql",
            "depends_on": {"nodes": [RED["unique_id"], FILE["unique_id"]]}}  # fmt: skip
    (folder / "p").mkdir()
    (folder / "p" / "made.sql").write_text(query)
    manifest: dict[str, Any] = {
        "nodes": {"model.p.made": node | about, RED["unique_id"]: RED | {"resource_type": "other",
                  "package_name": "p", "original_file_path": "red.sql"}},
        "sources": {FILE["unique_id"]: FILE},
    }  # fmt: skip
    return table_lineages(manifest, folder)["model.p.made"]


KEY, SIZE, CASE = (
    (RED["unique_id"], "key"),
    (FILE["unique_id"], "size"),
    (RED["unique_id"], "case"),
)


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ('select key as id, 1 as one, count(*) as n from "w"."s"."red" group by 1',
         {"id": [KEY], "one": [], "n": []}),
        ("select * from read_parquet('/l/*.parquet', union_by_name = true)",
         {"key": [(FILE["unique_id"], "key")], "size": [SIZE]}),
        # A name without its table, and one in quotes, of a join.
        ('select size, "case" from "w"."s"."red" as r inner join '
         "read_parquet('/l/*.parquet', union_by_name = true) as f on r.key = f.key",
         {"size": [SIZE], "case": [CASE]}),
        ('with a as (select key as k from "w"."s"."red" union all select size '
         "from read_parquet('/l/*.parquet', union_by_name = true)) select k || 'x' as k from a",
         {"k": [KEY, SIZE]}),
        # What another file holds is not known, and no value of the query.
        ("select other from read_parquet('/elsewhere/*.parquet')", {}),
    ],
    ids=["alias", "star", "join", "union", "another file"],
)  # fmt: skip
def test_the_columns_of_a_query(query: str, columns: object, tmp_path: Path) -> None:
    found = lineage_of(query, tmp_path)
    assert found.unknown == ""
    assert found.columns == columns


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    assert "cannot be read" in lineage_of("select from where (", tmp_path).unknown


def test_what_is_not_sql_says_so(tmp_path: Path) -> None:
    found = lineage_of("import numpy", tmp_path, language="python")
    assert found == TableLineage(unknown="It is written in Python.")
