"""Care of people's data: erasure, retention and keys, each with its line in the audit trail."""

from pathlib import Path

from orchestration.build import build_warehouse
from orchestration.journal import Journal
from sources.contract import load_contracts
from sources.erasure import erase, purge
from sources.home import Home
from sources.rotation import rotate


def erase_people(home: Home, agency: str, identifier_file: Path) -> int:
    """How many landed rows were taken out; warehouse and publication are made anew without them.

    Raises ValueError for an agency without contracts.
    """
    contracts = load_contracts()
    if not any(agency in contract.agencies for contract in contracts.values()):
        raise ValueError(f"{agency!r} is no agency of any contract.")
    identifiers = [line for line in identifier_file.read_text().splitlines() if line.strip()]
    count = erase(home, contracts, agency, identifiers)
    Journal(home.root).record("erase", agency=agency, identifiers=len(identifiers), rows=count)
    if home.warehouse.exists():
        build_warehouse(home)
    return count


def purge_originals(home: Home) -> int:
    """How many originals were removed, each kept for longer than it may be."""
    count = purge(home)
    Journal(home.root).record("purge", originals=count)
    return count


def rotate_key(home: Home) -> str:
    """The id of the new key, once every stored pseudonym is wrapped in it."""
    key_id = rotate(home, load_contracts())
    Journal(home.root).record("rotate key", key=key_id)
    if home.warehouse.exists():
        build_warehouse(home)
    return key_id
