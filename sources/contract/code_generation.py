"""What dbt is told about the contracts: its sources, and the seed of the returns expected.

`python -m sources.contract.code_generation` writes both; a test compares them with the contracts.
"""

import csv
import io
from collections.abc import Iterable

import pyarrow as pa
import yaml

from core.county import county_folder
from core.project import ROOT
from sources.contract.landed_schemas import FINDINGS, RECEIPTS, RETURNS, LandedColumn, rows_of
from sources.contract.schema import Contract, load_contracts

SOURCES_FILE = ROOT / "dbt_project" / "models" / "staging" / "_sources.yml"
EXPECTED_FILE = county_folder() / "expected_returns.csv"

_NOTICE = (
    "# Written by `python -m sources.contract.code_generation` from the contracts: edit those.\n"
)
_SQL_TYPES = {
    pa.string(): "varchar",
    pa.bool_(): "boolean",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.date32(): "date",
    pa.timestamp("us"): "timestamp",
    pa.list_(pa.string()): "varchar[]",
}


def sources_yaml(contracts: dict[str, Contract]) -> str:
    """The YAML of dbt's source `landing`: a table an extract, and the tables of outcomes."""
    tables = [
        _table(
            name, f"{contract.title}. {contract.description}", f"{name}/*/rows", rows_of(contract)
        )
        for name, contract in contracts.items()
    ]
    outcomes = "Of all extracts, one row a"
    tables += [
        _table("returns", f"{outcomes} return that was landed.", "*/*/return", RETURNS),
        _table("findings", f"{outcomes} finding.", "*/*/findings", FINDINGS),
        _table(
            "held_out",
            f"{outcomes} row that was held out; its values stand in the extract's own files.",
            "*/*/held_out",
            rows_of(next(iter(contracts.values())))[:4],
        ),
        _table("receipts", "One row a file, refused ones too.", "receipts/*", RECEIPTS),
    ]
    landing = {
        "name": "landing",
        "description": "What was landed: typed, pseudonymised, never changed.",
        "tables": tables,
    }
    content = yaml.safe_dump(
        {"version": 2, "sources": [landing]}, sort_keys=False, allow_unicode=True, width=120
    )
    return _NOTICE + content


def expected_returns_csv(contracts: dict[str, Contract]) -> str:
    """The seed with a row for each pair of extract and agency."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["extract", "agency", "title", "delivery", "coverage", "expected"])
    for name, contract in contracts.items():
        for agency in contract.agencies:
            expected = "true" if contract.expected else "false"
            rules = [contract.delivery, contract.coverage, expected]
            writer.writerow([name, agency, contract.return_title, *rules])
    return text.getvalue()


def main() -> None:
    """Writes both files."""
    contracts = load_contracts()
    SOURCES_FILE.write_text(sources_yaml(contracts), encoding="utf-8")
    EXPECTED_FILE.write_text(expected_returns_csv(contracts), encoding="utf-8")


def _table(
    name: str, description: str, files: str, columns: Iterable[LandedColumn]
) -> dict[str, object]:
    # Without union_by_name a column that came later would be dropped without a word.
    location = (
        "read_parquet('{{ env_var('DAW_LANDING') }}/" + files + ".parquet', union_by_name = true)"
    )
    return {
        "name": name,
        "description": description,
        "config": {"meta": {"external_location": location}},
        "columns": [
            {
                "name": column.name,
                "description": column.description,
                "data_type": _SQL_TYPES[column.type],
            }
            for column in columns
        ],
    }


if __name__ == "__main__":
    main()
