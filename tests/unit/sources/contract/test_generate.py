"""What is generated is what the contracts say."""

from sources.contract.code_generation import (
    EXPECTED_FILE,
    SOURCES_FILE,
    expected_returns_csv,
    sources_yaml,
)
from sources.contract.schema import load_contracts

CONTRACTS = load_contracts()


def test_the_generated_files_are_those_of_the_contracts() -> None:
    assert SOURCES_FILE.read_text(encoding="utf-8") == sources_yaml(CONTRACTS)
    assert EXPECTED_FILE.read_text(encoding="utf-8") == expected_returns_csv(CONTRACTS)
