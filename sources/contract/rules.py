"""Everything that is agreed about returns: the contracts and the code lists."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.county import this_county
from sources.contract.code_lists import ELSEWHERE, CodeLists, load_code_lists
from sources.contract.schema import Contract, ContractError, contracts_of, load_contracts


@dataclass(frozen=True)
class SourceRules:
    """The contracts of all extracts by name, and the code lists that they name."""

    contracts: Mapping[str, Contract]
    codes: CodeLists

    @property
    def agencies(self) -> frozenset[str]:
        """The agencies that send an extract."""
        return frozenset(
            agency for extract in self.contracts for agency in this_county().agencies_of(extract)
        )

    def contracts_of(self, agency: str) -> dict[str, Contract]:
        """Return the contracts of the extracts that an agency sends."""
        return contracts_of(agency, dict(self.contracts))


def load_rules() -> SourceRules:
    """Return the rules as the project's files have them.

    Raises ContractError and CodeListError.
    """
    rules = SourceRules(load_contracts(), load_code_lists())
    for contract in rules.contracts.values():
        check_areas(contract, rules.codes)
    return rules


def check_areas(contract: Contract, codes: CodeLists) -> None:
    """Raise ContractError where rows of places outside the county would count as the county's."""
    for column in contract.columns.values():
        if column.list and ELSEWHERE in codes.codes(column.list) and not column.area:
            raise ContractError(
                f"{contract.extract}: {column.name}: the list {column.list} has places outside the"
                " county, so the column needs `area: true`"
            )
