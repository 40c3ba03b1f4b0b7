"""Keyed pseudonyms for identifiers (security.md, Privacy): the keys, and what they make."""

import binascii
import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from subprocess import PIPE, Popen

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.atomic_files import make_folder, sync_folder, write_whole
from sources.landing_errors import LandingError
from sources.privacy import hashing
from sources.privacy.hashing import DIGEST_BYTES, SECRET_BYTES, digests

_MANY = 200_000
"""From so many values on a second process is worth its start."""


class PseudonymKeyError(LandingError):
    """A key file that is missing, cannot be read, or is not the one that made what is landed."""


@dataclass(frozen=True)
class Keys:
    """All keys of a warehouse, oldest first: an identifier passes through every one in order."""

    secrets: tuple[bytes, ...]

    @property
    def key_id(self) -> str:
        """A name for this very row of keys, from which no key can be had."""
        return hashlib.sha256(b"key id" + b"".join(self.secrets)).hexdigest()[:16]

    def pseudonyms(self, agency: str, kind: str, identifiers: pa.DictionaryArray) -> pa.Array:
        """The pseudonym (64 hexadecimal digits) of each identifier; null stays null.

        Equal identifiers of one agency and kind have equal pseudonyms, in whatever extract.
        """
        return self.encoded(agency, kind, identifiers).dictionary_decode()

    def encoded(
        self, agency: str, kind: str, identifiers: pa.DictionaryArray
    ) -> pa.DictionaryArray:
        """The pseudonyms, with each distinct one held once."""
        made = _hashed(self.secrets[0], f"{agency}:{kind}:".encode(), identifiers.dictionary)
        for secret in self.secrets[1:]:
            made = _hashed(secret, b"", made)
        return pa.DictionaryArray.from_arrays(identifiers.indices, made)

    def with_new(self) -> "Keys":
        """These keys and a new random one that wraps what they made."""
        return Keys((*self.secrets, token_bytes(SECRET_BYTES)))

    def wrap(self, pseudonyms: pa.Array) -> pa.Array:
        """What the newest key makes of pseudonyms that the keys before it had made."""
        encoded = pseudonyms.dictionary_encode()
        return _hashed(self.secrets[-1], b"", encoded.dictionary).take(encoded.indices)


def load_keys(path: Path) -> Keys:
    """The keys in the key file; raises PseudonymKeyError when it is missing or damaged."""
    try:
        lines = path.read_text("ascii").split()
        found = tuple(bytes.fromhex(line) for line in lines)
    except FileNotFoundError:
        raise PseudonymKeyError(
            f"The key file {path} is missing. Put it back from its backup: without it new returns "
            "cannot be matched with those already landed."
        ) from None
    except (OSError, ValueError):
        raise PseudonymKeyError(f"The key file {path} cannot be read as keys.") from None
    if not found or any(len(secret) != SECRET_BYTES for secret in found):
        raise PseudonymKeyError(f"The key file {path} does not hold 256-bit keys.")
    return Keys(found)


def make_keys(path: Path) -> Keys:
    """New keys of one random 256-bit key, kept in a new key file for its owner alone."""
    keys = Keys((token_bytes(SECRET_BYTES),))
    save_keys(path, keys)
    return keys


def save_keys(path: Path, keys: Keys) -> None:
    """Writes the key file, a line a key, oldest first."""
    make_folder(path.parent)
    write_whole(path, "".join(f"{secret.hex()}\n" for secret in keys.secrets).encode())
    sync_folder(path.parent)


def _hashed(secret: bytes, prefix: bytes, values: pa.Array) -> pa.Array:
    """HMAC-SHA256 of prefix and value as hexadecimal text; there is no null among the values."""
    half = len(values) // 2 if len(values) >= _MANY and (os.cpu_count() or 1) > 1 else 0
    helper = _helper(secret, prefix, values.slice(0, half)) if half else None
    made = digests(secret, prefix, values.slice(half).cast(pa.binary()).to_pylist())
    if helper is not None:
        made = _result(helper) + made
    if len(made) != DIGEST_BYTES * len(values):
        raise LandingError("The second process that makes pseudonyms broke off. Run again.")
    text = binascii.hexlify(made)
    ends = np.arange(0, len(text) + 1, 2 * DIGEST_BYTES, dtype=np.int64)
    hexed = pa.LargeStringArray.from_buffers(len(values), pa.py_buffer(ends), pa.py_buffer(text))
    return hexed.cast(pa.string())


def _helper(secret: bytes, prefix: bytes, values: pa.Array) -> Popen[bytes]:
    """A second process that hashes the values while this one hashes others."""
    process = Popen([sys.executable, "-I", hashing.__file__], stdin=PIPE, stdout=PIPE)
    assert process.stdin is not None
    lengths = pc.binary_length(values).cast(pa.uint32()).to_numpy().tobytes()
    process.stdin.write(hashing.request(secret, prefix, lengths))
    process.stdin.write(_data_of(values))
    process.stdin.close()
    return process


def _result(helper: Popen[bytes]) -> bytes:
    """What the second process made, once it has ended."""
    assert helper.stdout is not None
    with helper.stdout as stdout:
        made = stdout.read()
    helper.wait()
    return made


def _data_of(values: pa.Array) -> memoryview:
    """The bytes of all values, one after the other."""
    _, offsets, data = values.buffers()
    ends = np.frombuffer(offsets, np.int32)[values.offset :][: len(values) + 1]
    return memoryview(data)[ends[0] : ends[-1]]
