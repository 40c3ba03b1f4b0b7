"""What remained in parts that were attacked before: a part that comes again is not solved again.

A part is named by the hash of its rows, bounds, targets and counts that may be 1, and of the
auditor's own code: the same name is the same question, with the same answer. What is kept counts as
as many questions as it took, so a publish with it and one without say the same.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

#: An unknown's position, the values that remain for it, and the position of the one given as 1.
Remaining = tuple[int, list[int], int | None]
DIGEST = 32
LAST_ATTACKS = 12  # what none of these asked for is dropped


class KeptResults:
    """What remained in each part, by its fingerprint, and how many questions that took."""

    def __init__(self, content: bytes = b"") -> None:
        """`content`: what `content()` returned; what is not whole, or of other code, is ignored."""
        self._known: dict[str, tuple[list[Remaining], int]] = {}
        self._age: dict[str, int] = {}  # attacks since it was asked for
        digest, packed = content[:DIGEST], content[DIGEST:]
        if packed and digest == _digest(packed):
            for name, (age, remaining, questions) in json.loads(zlib.decompress(packed)).items():
                rows = [(position, values, given) for position, values, given in remaining]
                self._known[name] = rows, questions
                self._age[name] = age + 1

    def find(self, fingerprint: bytes) -> tuple[list[Remaining], int] | None:
        """Return what remains in a part, and how many questions that took; None if not known."""
        return self._known.get(fingerprint.hex())

    def keep(self, fingerprint: bytes, remaining: list[Remaining], questions: int) -> None:
        """Keep what remains in a part that was asked for."""
        self._known[fingerprint.hex()] = remaining, questions
        self._age[fingerprint.hex()] = 0

    def content(self) -> bytes:
        """Return what was asked for lately, to be kept for the next attack."""
        lately = {
            name: (age, *self._known[name])
            for name, age in sorted(self._age.items())
            if age < LAST_ATTACKS
        }
        packed = zlib.compress(json.dumps(lately).encode(), level=1)
        return _digest(packed) + packed


def _digest(packed: bytes) -> bytes:
    return hashlib.sha256(_code() + packed).digest()


@cache
def _code() -> bytes:
    """Return the hash of the code that attacks, and of the versions of the libraries it calls."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    for library in ("highspy", "numpy", "scipy"):
        digest.update(f"{library} {version(library)} ".encode())
    return digest.digest()
