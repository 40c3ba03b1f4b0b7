"""The data dictionary: static pages made from contracts, code lists, dbt's manifest and catalogue.

`python -m orchestration.documentation.documentation_site` writes them into `build/docs`. Nothing is
written by hand here: what a page says stands in a contract, in a seed or beside a model.
"""

import csv
import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from core.county import County, county_folder, this_county
from core.project import REFERENCE, ROOT
from core.workspace import Workspace
from dashboard.wording.measure_kinds import KINDS, POLARITIES
from orchestration.jobs.dbt_manifest import current_manifest
from sources.contract.code_lists import CodeLists, load_code_lists
from sources.contract.schema import Contract, load_contracts

OUTPUT = ROOT / "build" / "docs"
TEMPLATES = Path(__file__).with_name("templates")
STYLE = ROOT / "dashboard" / "outputs" / "site" / "style.css"
SCHEMAS = {
    "marts": "Facts and dimensions: what analysts query.",
    "measures": "Measures and what is made of them.",
    "quality": "What was received, and what to ask about it.",
    "staging": "Returns as they were accepted, and steps on the way.",
    "seeds": "Reference data, kept beside the code.",
}
LISTS_OF_MEASURES = ("breakdowns", "extracts", "activities")


@dataclass(frozen=True)
class DocumentedColumn:
    """A column of a table."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Table:
    """A table of the warehouse, with the tables and extracts that it is made from."""

    schema: str
    name: str
    description: str
    columns: tuple[DocumentedColumn, ...]
    made_from: tuple[str, ...]
    sql: str

    @property
    def href(self) -> str:
        """The place of its description."""
        return f"tables-{self.schema}.html#{self.name}"


@dataclass(frozen=True)
class Dictionary:
    """Everything that the pages say."""

    contracts: dict[str, Contract]
    county: County
    agencies: dict[str, str]
    codes: CodeLists
    code_synonyms: dict[tuple[str, str], list[str]]
    tables: dict[str, Table]
    topics: list[dict[str, str]]
    measures: list[dict[str, Any]]
    activities: dict[str, dict[str, str]]
    benchmarks: dict[str, list[dict[str, str]]]
    glossary: list[dict[str, str]]


def read_dictionary(manifest: dict[str, Any], seeds: Path = REFERENCE) -> Dictionary:
    """The dictionary of the project as dbt's manifest, the contracts and the seeds have it."""
    tables = read_tables(manifest)
    benchmarks: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(seeds, "benchmarks"):
        benchmarks.setdefault(row["measure_id"], []).append(row)
    words: dict[tuple[str, str], list[str]] = {}
    for row in rows_of(seeds, "code_synonyms"):
        words.setdefault((row["list"], row["code"]), []).append(row["synonym"])
    return Dictionary(
        contracts=load_contracts(),
        county=this_county(),
        agencies={
            row["agency"]: row["agency_name"] for row in rows_of(county_folder(), "agencies")
        },
        codes=load_code_lists(seeds),
        code_synonyms=words,
        tables=tables,
        topics=rows_of(seeds, "topics"),
        measures=[with_sql(row, tables) for row in rows_of(seeds, "measures")],
        activities={row["activity_id"]: row for row in rows_of(county_folder(), "activities")},
        benchmarks=benchmarks,
        glossary=rows_of(seeds, "glossary"),
    )


def rows_of(seeds: Path, name: str) -> list[dict[str, str]]:
    """The rows of a seed."""
    with (seeds / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_tables(manifest: dict[str, Any]) -> dict[str, Table]:
    """The models and seeds of a manifest by their names."""
    nodes = [
        node for node in manifest["nodes"].values() if node["resource_type"] in {"model", "seed"}
    ]
    return {node["name"]: _table(node) for node in sorted(nodes, key=lambda node: node["name"])}


def _table(node: dict[str, Any]) -> Table:
    columns = (
        DocumentedColumn(column["name"], column["data_type"] or "", column["description"])
        for column in node["columns"].values()
    )
    made_from = (name.split(".")[-1] for name in node.get("depends_on", {}).get("nodes", ()))
    return Table(
        schema=node["schema"],
        name=node["name"],
        description=node["description"],
        columns=tuple(columns),
        made_from=tuple(dict.fromkeys(made_from)),
        sql=node["raw_code"].strip(),
    )


def with_sql(row: dict[str, str], tables: dict[str, Table]) -> dict[str, Any]:
    """A row of the measure catalogue, its lists taken apart, with the SQL of its lines."""
    lists = {name: [part for part in row[name].split(";") if part] for name in LISTS_OF_MEASURES}
    model = tables[f"measure_{row['topic']}"]
    return row | lists | {"model": model, "sql": lines_of(model.sql, row["measure_id"])}


def lines_of(sql: str, measure: str) -> str:
    """The part of a topic's SQL that selects the lines of one measure.

    Raises ValueError where the topic does not compute it.
    """
    parts = re.split(r"\n\s*union all by name\s*\n|\n\)|\blines as \(", sql)
    for part in parts:
        if f"'{measure}' as measure_id" in part:
            lines = part.strip("\n").splitlines()
            margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
            return "\n".join(line[margin:] for line in lines).strip()
    raise ValueError(f"no line of its topic computes {measure}")


def made_into(tables: Iterable[Table]) -> dict[str, list[str]]:
    """For each table and extract the tables that are made from it."""
    users: dict[str, list[str]] = {}
    for table in tables:
        for name in table.made_from:
            users.setdefault(name, []).append(table.name)
    return users


def write_pages(dictionary: Dictionary, folder: Path) -> list[Path]:
    """Write the pages into a new folder; returns their paths."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shared = {"it": dictionary, "schemas": SCHEMAS, "users": made_into(dictionary.tables.values())}
    pages: list[tuple[str, str, dict[str, Any]]] = [
        *(("index.html", "index", {}), ("extracts.html", "extracts", {})),
        *(("codes.html", "codes", {}), ("measures.html", "measures", {})),
        ("glossary.html", "glossary", {}),
    ]
    for contract in dictionary.contracts.values():
        pages.append((f"extract-{contract.extract}.html", "extract", {"contract": contract}))
    for topic in dictionary.topics:
        measures = [row for row in dictionary.measures if row["topic"] == topic["topic"]]
        about = {
            "topic": topic,
            "measures": measures,
            "kinds": KINDS,
            "polarities": POLARITIES,
        }
        pages.append((f"measures-{topic['topic']}.html", "topic", about))
    for schema in SCHEMAS:
        tables = [table for table in dictionary.tables.values() if table.schema == schema]
        pages.append((f"tables-{schema}.html", "tables", {"schema": schema, "tables": tables}))

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copyfile(STYLE, folder / "style.css")
    for name, template, about in pages:
        text = environment.get_template(f"{template}.html.j2").render(**shared, **about, here=name)
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name, _, _ in pages]


def main() -> None:
    """Write the data dictionary of the project as it is now into `build/docs`."""
    manifest = json.loads(
        current_manifest(Workspace.from_environment()).read_text(encoding="utf-8")
    )
    pages = write_pages(read_dictionary(manifest), OUTPUT)
    print(f"{len(pages)} pages in {OUTPUT}: open {OUTPUT / 'index.html'}")


if __name__ == "__main__":
    main()
