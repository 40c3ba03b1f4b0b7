"""Keyed pseudonyms for identifiers (security.md, Privacy): the keys, and what they make."""

import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes

import numpy as np
import pyarrow as pa

from sources.home import make_folder, sync_folder, write_whole
from sources.outcomes import LandingFault

_BLOCK_BYTES = 64
_HEX_LENGTH = 64


class KeyFault(LandingFault):
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
        made = _hashed(self.secrets[0], f"{agency}:{kind}:".encode(), identifiers.dictionary)
        for secret in self.secrets[1:]:
            made = _hashed(secret, b"", made)
        return made.take(identifiers.indices)

    def with_new(self) -> "Keys":
        """These keys and a new random one that wraps what they made."""
        return Keys((*self.secrets, token_bytes(32)))

    def wrap(self, pseudonyms: pa.Array) -> pa.Array:
        """What the newest key makes of pseudonyms that the keys before it had made."""
        encoded = pseudonyms.dictionary_encode()
        return _hashed(self.secrets[-1], b"", encoded.dictionary).take(encoded.indices)


def load_keys(path: Path) -> Keys:
    """The keys in the key file; raises KeyFault when it is missing or damaged."""
    try:
        lines = path.read_text("ascii").split()
        found = tuple(bytes.fromhex(line) for line in lines)
    except FileNotFoundError:
        raise KeyFault(
            f"The key file {path} is missing. Put it back from its backup: without it new returns "
            "cannot be matched with those already landed."
        ) from None
    except (OSError, ValueError):
        raise KeyFault(f"The key file {path} cannot be read as keys.") from None
    if not found or any(len(secret) != 32 for secret in found):
        raise KeyFault(f"The key file {path} does not hold 256-bit keys.")
    return Keys(found)


def make_keys(path: Path) -> Keys:
    """New keys of one random 256-bit key, kept in a new key file for its owner alone."""
    keys = Keys((token_bytes(32),))
    save_keys(path, keys)
    return keys


def save_keys(path: Path, keys: Keys) -> None:
    """Writes the key file, a line a key, oldest first."""
    make_folder(path.parent)
    write_whole(path, "".join(f"{secret.hex()}\n" for secret in keys.secrets).encode())
    sync_folder(path.parent)


def _hashed(secret: bytes, prefix: bytes, values: pa.Array) -> pa.Array:
    """HMAC-SHA256 of prefix and value as hexadecimal text; there is no null among the values.

    The two padded key blocks are hashed once and copied: 4 million values take half the time
    of a fresh HMAC each.
    """
    inner = hashlib.sha256(_padded(secret, 0x36) + prefix)
    outer = hashlib.sha256(_padded(secret, 0x5C))

    def digests() -> Iterator[bytes]:
        for value in values.cast(pa.binary()).to_pylist():
            message = inner.copy()
            message.update(value)
            result = outer.copy()
            result.update(message.digest())
            yield result.digest()

    text = binascii.hexlify(b"".join(digests()))
    ends = np.arange(0, len(text) + 1, _HEX_LENGTH, dtype=np.int64)
    made = pa.LargeStringArray.from_buffers(len(values), pa.py_buffer(ends), pa.py_buffer(text))
    return made.cast(pa.string())


def _padded(secret: bytes, pad: int) -> bytes:
    return bytes(byte ^ pad for byte in secret.ljust(_BLOCK_BYTES, b"\0"))
