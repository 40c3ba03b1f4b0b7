"""Which columns of other tables each column is made from, read from the SQL that dbt compiled.

dagster-dbt's own way asks the warehouse, whose file dbt holds. All that it asks for is in the
manifest: every table describes its columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlglot import MappingSchema, exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage

DIALECT = "duckdb"
TABLES = {"seed", "model"}
WRITTEN = "It is a value that the query writes, or a count of rows."
"""Why a column comes from no other."""


@dataclass(frozen=True)
class TableLineage:
    """Where the columns of a table come from.

    `columns` has for each of them the columns that it is made from, as dbt's name of their table
    and their own; none where the query writes the value. `unknown` says why it is not known.
    """

    columns: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)
    unknown: str = ""


def table_lineages(manifest: Mapping[str, Any], compiled: Path) -> dict[str, TableLineage]:
    """Return the lineage of each seed and model that was compiled, by dbt's name of it."""
    found = {}
    for name, node in manifest["nodes"].items():
        file = compiled / node["package_name"] / node["original_file_path"]
        if node["resource_type"] == "seed":
            found[name] = TableLineage(unknown="It is a file.")
        elif node["resource_type"] == "model" and node["language"] != "sql":
            found[name] = TableLineage(unknown=f"It is written in {node['language'].title()}.")
        elif node["resource_type"] == "model" and file.exists():
            found[name] = _lineage(file.read_text(), _tables_before(node, manifest))
    return found


def _tables_before(node: Mapping[str, Any], manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a model selects from, as dbt describes it."""
    return [
        manifest["sources"].get(name) or manifest["nodes"][name]
        for name in node["depends_on"]["nodes"]
    ]


def _lineage(sql: str, before: list[dict[str, Any]]) -> TableLineage:
    """Return where the columns that a query selects come from."""
    schema = MappingSchema(dialect=DIALECT)
    named: dict[str, str] = {}
    for table in before:
        name = f'"{table["schema"]}"."{table["name"]}"'
        named[_key(exp.to_table(name, dialect=DIALECT))] = table["unique_id"]
        sql = sql.replace(table["relation_name"], name)  # a source's is the call that reads files
        columns = dict.fromkeys(table["columns"], "varchar")
        schema.add_table(name, columns, dialect=DIALECT)
    try:
        # Trimmed selects are for people who look at each step, and take longer than all else.
        columns_made = lineage(None, sql, schema=schema, dialect=DIALECT, trim_selects=False)
    except SqlglotError as error:
        return TableLineage(unknown=f"The query cannot be read: {error}")
    found = {name: _ends(node, named) for name, node in columns_made.items()}
    return TableLineage({name: ends for name, ends in found.items() if ends is not None})


def _ends(node: Node, named: Mapping[str, str]) -> list[tuple[str, str]] | None:
    """Return the columns that one is made from, in order; None where some cannot be told."""
    ends = set()
    for step in node.walk():
        if step.downstream:
            continue
        if isinstance(step.expression, exp.Placeholder):
            return None
        table = step.expression.find(exp.Table)
        if table is not None:
            if _key(table) not in named:  # a function that reads something
                return None
            column = exp.to_column(step.name, dialect=DIALECT).name
            ends.add((named[_key(table)], column))
    return sorted(ends)


def _key(table: exp.Table) -> str:
    return f"{table.db}.{table.name}".lower()
