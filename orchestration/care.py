"""Care of people's data: erasure, retention and keys, each with its line in the audit trail."""

from pathlib import Path

from orchestration.build import BUILDS, BuildFailed, build_warehouse
from orchestration.journal import Journal
from sources.contract import load_contracts
from sources.erasure import erase, purge
from sources.home import Home
from sources.outcomes import LandingFault
from sources.rotation import rotate


def erase_people(home: Home, agency: str, identifier_file: Path) -> int:
    """How many landed rows were taken out; warehouse and publication are made anew without them.

    Raises LandingFault for an agency without contracts.
    """
    contracts = load_contracts()
    if not any(agency in contract.agencies for contract in contracts.values()):
        raise LandingFault(f"{agency!r} is no agency of any contract.")
    identifiers = [line for line in identifier_file.read_text().splitlines() if line.strip()]
    journal = Journal(home.root)
    with journal.record_both_ends("erase", agency=agency, identifiers=len(identifiers)) as came_to:
        came_to["rows"] = count = erase(home, contracts, agency, identifiers)
    _build_anew(home, journal)
    return count


def purge_originals(home: Home) -> int:
    """How many originals were removed, each kept for longer than it may be."""
    with Journal(home.root).record_both_ends("purge") as came_to:
        came_to["originals"] = count = purge(home)
    return count


def rotate_key(home: Home) -> str:
    """The id of the new key, once every stored pseudonym is wrapped in it."""
    journal = Journal(home.root)
    with journal.record_both_ends("rotate key") as came_to:
        came_to["key"] = key_id = rotate(home, load_contracts())
    _build_anew(home, journal)
    return key_id


def _build_anew(home: Home, journal: Journal) -> None:
    """Builds a warehouse of what is landed now, and removes what killed builds left of the old.

    Raises BuildFailed, which says that the old warehouse is still there.
    """
    if not (home.root / BUILDS).exists():
        return
    try:
        build_warehouse(home)
    except BuildFailed as fault:
        raise BuildFailed(
            "What is landed was changed, but the new build failed and the old warehouse stays: "
            f"mend what follows, then run daw build.\n{fault}"
        ) from None
