"""What attacks on components came to, kept so that the same component is not attacked again.

An attack looks at nothing but its component: the equations, the numbers and their bounds, what is
protected, and the moves and leaks that are known there. A component is named by the hash of all
that and of the code, so what an earlier attack came to is what a new one would come to, to the
last bit: its leaks, the moves that it found, and the steps that it took.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numpy as np

#: What so many releases did not need is kept no longer: all quarters of a few years are published
#: in turn after a batch of corrections.
MOST_RELEASES = 12
SIGNATURE = 32  #: bytes of the hash before what is kept
Move = tuple[list[int], list[int]]
"""Numbers, and by how much each moves."""


class LocalLeak(NamedTuple):
    """A number of a component that can be narrowed too far; numbers are named by position."""

    target: int
    known_one: int | None  #: the count of 1 that the attacker knows
    needed: float
    rooms: list[tuple[int, float]]  #: what hiding others, or what is shown beside, would give it


@dataclass(frozen=True)
class AttackOutcome:
    """What an attack on a component came to."""

    leaks: list[LocalLeak]
    moves: list[Move]  #: those that were not known before
    steps: int


class AttackMemory:
    """The outcomes of earlier attacks, by the name of the component."""

    def __init__(self, content: bytes = b"") -> None:
        """`content`: what `content()` returned; what is not whole, or of other code, is ignored."""
        self._outcomes: dict[str, AttackOutcome] = {}
        self._unused: dict[str, int] = {}  # for so many releases
        signature, packed = content[:SIGNATURE], content[SIGNATURE:]
        if packed and signature == _signature(packed):
            for name, (unused, leaks, moves, steps) in json.loads(zlib.decompress(packed)).items():
                self._unused[name] = unused + 1
                found = [LocalLeak(*leak) for leak in leaks]
                self._outcomes[name] = AttackOutcome(found, moves, steps)

    def outcome(self, name: str) -> AttackOutcome | None:
        """Return what an attack on the component of this name came to; None where none was."""
        return self._outcomes.get(name)

    def use(self, name: str, outcome: AttackOutcome) -> None:
        """Keep an outcome that was needed."""
        self._outcomes[name] = outcome
        self._unused[name] = 0

    def content(self) -> bytes:
        """Return the outcomes that were needed lately, to be kept for the next release."""
        outcomes = {
            name: (self._unused[name], outcome.leaks, outcome.moves, outcome.steps)
            for name, outcome in sorted(self._outcomes.items())
            if self._unused[name] < MOST_RELEASES
        }
        packed = zlib.compress(json.dumps(outcomes).encode(), level=1)
        return _signature(packed) + packed


def _signature(packed: bytes) -> bytes:
    return sha256(code_version().encode() + packed).digest()


def component_name(arrays: Sequence[np.ndarray], place: str = "") -> str:
    """Return the hash of these arrays, and of the name of the place that they belong to."""
    digest = sha256(place.encode())
    for array in arrays:
        digest.update(f"{array.dtype} {array.shape} ".encode() + array.tobytes())
    return digest.hexdigest()


@cache
def code_version() -> str:
    """Return the hash of the code of attacks and of the versions of the libraries it calls."""
    digest = sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    for library in ("highspy", "numpy", "scipy"):
        digest.update(f"{library} {version(library)} ".encode())
    return digest.hexdigest()
