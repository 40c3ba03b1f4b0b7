"""Everything that is agreed about returns: the contracts and the code lists."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.county import this_county
from sources.contract.code_lists import CodeLists, load_code_lists
from sources.contract.schema import Contract, contracts_of, load_contracts


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
    return SourceRules(load_contracts(), load_code_lists())
