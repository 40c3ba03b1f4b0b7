"""The data dictionary: static pages made from contracts, code lists, dbt's manifest and catalogue.

`python -m orchestration.documentation.documentation_site` writes them into `build/docs`. Nothing is
written by hand here: what a page says stands in a contract, in a seed or beside a model.
"""

import csv
import json
import re
import shutil
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from core.area_levels import area_levels
from core.county import County, county_folder, this_county
from core.project import REFERENCE, ROOT
from core.workspace import Workspace
from dashboard.wording.measure_kinds import KINDS, POLARITIES
from orchestration.jobs.dbt_manifest import current_manifest, write_table_page
from sources.contract.code_lists import CodeLists, load_code_lists, read_code_synonyms
from sources.contract.schema import Contract, load_contracts

OUTPUT = ROOT / "build" / "docs"
TEMPLATES = Path(__file__).with_name("templates")
STYLE = ROOT / "dashboard" / "outputs" / "site" / "style.css"
TABLES = "tables.html"
"""dbt's own page of tables, columns and lineage, in one file."""
LISTS_OF_MEASURES = ("breakdowns", "extracts", "activities")


@dataclass(frozen=True)
class Table:
    """A table of the warehouse, with the tables and extracts that it is made from."""

    unique_id: str  #: dbt's own name of it, such as model.domestic_abuse_warehouse.dim_area
    name: str
    made_from: tuple[str, ...]
    sql: str

    @property
    def href(self) -> str:
        """The address of its description in dbt's own page."""
        return f"{TABLES}#!/{self.unique_id.split('.')[0]}/{self.unique_id}"


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
    """Return the project's dictionary as dbt's manifest, contracts and seeds have it."""
    tables = read_tables(manifest)
    benchmarks: dict[str, list[dict[str, str]]] = {}
    county = county_folder()
    for row in rows_of(seeds, "benchmarks") + rows_of(county, "county_benchmarks"):
        benchmarks.setdefault(row["measure_id"], []).append(row)
    words: dict[tuple[str, str], list[str]] = {}
    for row in read_code_synonyms(seeds, county):
        words.setdefault((row["list"], row["code"]), []).append(row["synonym"])
    return Dictionary(
        contracts=load_contracts(),
        county=this_county(),
        agencies={row["agency"]: row["agency_name"] for row in rows_of(county, "agencies")},
        codes=load_code_lists(seeds, county),
        code_synonyms=words,
        tables=tables,
        topics=rows_of(seeds, "topics"),
        measures=[with_sql(row, tables) for row in measures_of(seeds, county)],
        activities={row["activity_id"]: row for row in rows_of(county, "activities")},
        benchmarks=benchmarks,
        glossary=sorted(
            rows_of(seeds, "glossary") + rows_of(county, "county_glossary"),
            key=lambda row: row["term"].casefold(),
        ),
    )


def rows_of(seeds: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a seed."""
    with (seeds / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measures_of(seeds: Path, county: Path) -> list[dict[str, str]]:
    """Return the measure catalogue, with the activities and targets of the county."""
    served: dict[str, list[str]] = {}
    for row in rows_of(county, "activity_measures"):
        served.setdefault(row["measure_id"], []).append(row["activity_id"])
    targets = {row["measure_id"]: row for row in rows_of(county, "targets")}
    return [
        row
        | {
            "activities": ";".join(served.get(row["measure_id"], ())),
            "target_kind": targets.get(row["measure_id"], {}).get("target_kind", ""),
            "target_activity": targets.get(row["measure_id"], {}).get("activity_id", ""),
        }
        for row in rows_of(seeds, "measures")
    ]


def read_tables(manifest: dict[str, Any]) -> dict[str, Table]:
    """Return the models and seeds of a manifest by their names."""
    nodes = [
        node for node in manifest["nodes"].values() if node["resource_type"] in {"model", "seed"}
    ]
    return {node["name"]: _table(node) for node in sorted(nodes, key=lambda node: node["name"])}


def _table(node: dict[str, Any]) -> Table:
    made_from = (name.split(".")[-1] for name in node.get("depends_on", {}).get("nodes", ()))
    return Table(
        unique_id=node["unique_id"],
        name=node["name"],
        made_from=tuple(dict.fromkeys(made_from)),
        sql=node["raw_code"].strip(),
    )


def with_sql(row: dict[str, str], tables: dict[str, Table]) -> dict[str, Any]:
    """Return a row of the measure catalogue, its lists split, with the SQL of its lines."""
    lists = {name: [part for part in row[name].split(";") if part] for name in LISTS_OF_MEASURES}
    model = tables[f"measure_{row['topic']}"]
    return row | lists | {"model": model, "sql": line_of(model.sql, row["measure_id"])}


def line_of(sql: str, measure: str) -> str:
    """Return the call of `line` in a topic's model that computes one measure.

    Raises ValueError where the topic does not compute it.
    """
    call = re.search(rf"line\('{measure}'.*?\)(?=,?\s*(?:line\(|\]))", sql, re.DOTALL)
    if call is None:
        raise ValueError(f"no line of its topic computes {measure}")
    return textwrap.dedent(f"    {call[0]}")


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
    shared = {
        "it": dictionary,
        "tables_page": TABLES,
        "users": made_into(dictionary.tables.values()),
        "levels": area_levels(),
    }
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

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copyfile(STYLE, folder / "style.css")
    for name, template, about in pages:
        text = environment.get_template(f"{template}.html.j2").render(**shared, **about, here=name)
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name, _, _ in pages]


def main() -> None:
    """Write the data dictionary of the project as it is now into `build/docs`."""
    workspace = Workspace.from_environment()
    manifest = json.loads(current_manifest(workspace).read_text(encoding="utf-8"))
    pages = write_pages(read_dictionary(manifest), OUTPUT)
    write_table_page(workspace, OUTPUT / TABLES)
    print(f"{len(pages) + 1} pages in {OUTPUT}: open {OUTPUT / 'index.html'}")


if __name__ == "__main__":
    main()
