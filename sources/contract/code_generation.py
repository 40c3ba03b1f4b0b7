"""Everything that is generated from the contracts: dbt's sources, staging models and doc blocks.

`make generate` writes the files; a test compares them with the contracts.
"""

import csv
import io
from pathlib import Path

import pyarrow as pa
import yaml

from core.project import REFERENCE, ROOT
from sources.contract.dbt_columns_found import COLUMNS_FOUND, columns_found_sql
from sources.contract.dbt_staging import doc_blocks, staging_sql, staging_yaml
from sources.contract.landed_schemas import LandedTable, landed_tables
from sources.contract.schema import Contract, load_contracts

GENERATED = ROOT / "dbt_project" / "models" / "staging" / "generated"
EXTRACTS_FILE = REFERENCE / "extracts.csv"

NOTICE = "Written by `make generate` from sources/contracts: edit those."
_SQL_TYPES = {
    pa.string(): "string",
    pa.bool_(): "boolean",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.date32(): "date",
    pa.timestamp("us"): "timestamp",
    pa.list_(pa.string()): "string[]",
}


def sources_yaml(contracts: dict[str, Contract]) -> str:
    """Return the YAML of dbt's source `landing`: a table per extract, and those of outcomes."""
    tables = [_table(table) for table in landed_tables(contracts)]
    landing = {
        "name": "landing",
        "description": "What was landed: typed, pseudonymised, never changed.",
        "tables": tables,
    }
    content = yaml.safe_dump(
        {"version": 2, "sources": [landing]}, sort_keys=False, allow_unicode=True, width=120
    )
    return f"# {NOTICE}\n{content}"


def extracts_csv(contracts: dict[str, Contract]) -> str:
    """Return the seed of what the contracts say of a whole extract, one row per extract."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["extract", "title", "delivery", "coverage"])
    for name, contract in contracts.items():
        writer.writerow([name, contract.title, contract.delivery, contract.coverage])
    return text.getvalue()


def generated_files(contracts: dict[str, Contract]) -> dict[str, str]:
    """Return what dbt is told about the contracts: a text for each file in GENERATED."""
    files = {
        "_sources.yml": sources_yaml(contracts),
        "_staging.yml": staging_yaml(contracts, NOTICE),
        "_docs.md": doc_blocks(contracts, NOTICE),
        f"{COLUMNS_FOUND}.sql": columns_found_sql(contracts, NOTICE),
    }
    files |= {
        f"stg_{name}.sql": staging_sql(contract, NOTICE) for name, contract in contracts.items()
    }
    return files


def write_generated(contracts: dict[str, Contract], folder: Path = GENERATED) -> None:
    """Write the generated files into the folder, and remove those of contracts that are no more."""
    files = generated_files(contracts)
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def main() -> None:
    """Write every generated file."""
    contracts = load_contracts()
    write_generated(contracts)
    EXTRACTS_FILE.write_text(extracts_csv(contracts), encoding="utf-8")


def _table(table: LandedTable) -> dict[str, object]:
    # Without union_by_name a column that came later would be dropped without a word.
    location = (
        f"read_parquet('{{{{ env_var('DAW_LANDING') }}}}/{table.files}', union_by_name = true)"
    )
    return {
        "name": table.name,
        "description": table.description,
        "config": {"meta": {"external_location": location}},
        "columns": [
            {
                "name": column.name,
                "description": column.description,
                "data_type": _SQL_TYPES[column.type],
            }
            for column in table.columns
        ],
    }


if __name__ == "__main__":
    main()
