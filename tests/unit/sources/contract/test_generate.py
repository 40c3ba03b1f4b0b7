"""What is generated is what the contracts say."""

from pathlib import Path

import pytest

from sources.contract.code_generation import (
    EXTRACTS_FILE,
    GENERATED,
    extracts_csv,
    generated_files,
    write_generated,
)
from sources.contract.schema import Contract, load_contracts

CONTRACTS = load_contracts()


def test_the_generated_files_are_those_of_the_contracts() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in GENERATED.iterdir()}
    assert written == generated_files(CONTRACTS)
    assert EXTRACTS_FILE.read_text(encoding="utf-8") == extracts_csv(CONTRACTS)


def test_what_is_generated_of_a_contract_that_is_no_more_is_removed(tmp_path: Path) -> None:
    write_generated(CONTRACTS, tmp_path)
    assert (tmp_path / "stg_dvpo_log.sql").exists()
    left = {name: contract for name, contract in CONTRACTS.items() if name != "dvpo_log"}
    write_generated(left, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(generated_files(left))


def contract_of(column: dict[str, object]) -> Contract:
    """Return a contract of one column, `case`."""
    content = {
        "extract": "visits",
        "title": "Visits, one row per visit",
        "description": "Visits.",
        "form": "csv",
        "delivery": "quarterly",
        "coverage": "own_quarter",
        "key": ["case"],
        "columns": {"case": {"description": "C", "headings": ["C"], "type": "integer"} | column},
    }
    return Contract.model_validate(content)


def test_a_column_that_would_need_quotes_in_the_warehouse_is_rejected() -> None:
    with pytest.raises(ValueError, match=r"visits: columns\.case: 'case' is a reserved word"):
        generated_files({"visits": contract_of({})})


def test_a_column_has_the_warehouse_name_and_so_has_its_marker() -> None:
    files = generated_files({"visits": contract_of({"warehouse_name": "case_id"})})
    assert "        {{ quoted('case') }} as case_id,\n" in files["stg_visits.sql"]
    assert "        case_marker as case_id_marker\n" in files["stg_visits.sql"]
    assert "{% docs visits__case_id %}C.{% enddocs %}" in files["_docs.md"]
