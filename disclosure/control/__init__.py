"""Disclosure control: which cells of a release are hidden."""

from disclosure.control.history.earlier_releases import EarlierValues
from disclosure.control.history.redefined_measures import with_definitions
from disclosure.control.inputs.cells import ProtectionLimits
from disclosure.control.inputs.policy_tables import wrong_tables
from disclosure.control.inputs.publication_rules import PublicationRules
from disclosure.control.optimise.attack_memory import AttackMemory
from disclosure.control.protect import NO_TRIES, FailedTries, ReleaseSources, protect
from disclosure.control.result import Protection, ProtectionReport
from disclosure.control.sparse_tables import SparseTable, sparse_tables

__all__ = [
    "NO_TRIES",
    "AttackMemory",
    "EarlierValues",
    "FailedTries",
    "Protection",
    "ProtectionLimits",
    "ProtectionReport",
    "PublicationRules",
    "ReleaseSources",
    "SparseTable",
    "protect",
    "sparse_tables",
    "with_definitions",
    "wrong_tables",
]
