"""Where the project's own files lie: code beside its seeds and its dbt models."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "seeds" / "reference"
COUNTIES = ROOT / "seeds" / "counties"
DBT_PROJECT = ROOT / "dbt_project"
CONTRACTS = ROOT / "sources" / "contracts"
