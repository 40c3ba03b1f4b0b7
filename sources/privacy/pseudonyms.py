"""Keyed pseudonyms of identifiers: the keys, and what they make."""

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes

import pyarrow as pa

from core.atomic_files import make_folder, sync_folder, write_whole
from sources.landing_errors import LandingError

SECRET_BYTES = 32


class PseudonymKeyError(LandingError):
    """A key file that is missing, cannot be read, or is not the one that made what is landed."""


@dataclass(frozen=True)
class Keys:
    """All keys of a warehouse, oldest first: an identifier passes through every one in order."""

    secrets: tuple[bytes, ...]

    @property
    def key_id(self) -> str:
        """The name of these keys in this order, from which no key can be derived."""
        return hashlib.sha256(b"key id" + b"".join(self.secrets)).hexdigest()[:16]

    def pseudonyms(self, agency: str, kind: str, identifiers: pa.DictionaryArray) -> pa.Array:
        """Return the pseudonym (64 hexadecimal digits) of each identifier; null stays null.

        Equal identifiers of one agency and kind have equal pseudonyms, in whatever extract.
        """
        return self.encoded(agency, kind, identifiers).dictionary_decode()

    def encoded(
        self, agency: str, kind: str, identifiers: pa.DictionaryArray
    ) -> pa.DictionaryArray:
        """Return the pseudonyms, with each distinct one held once."""
        made = _hashed(self.secrets[0], f"{agency}:{kind}:".encode(), identifiers.dictionary)
        for secret in self.secrets[1:]:
            made = _hashed(secret, b"", made)
        return pa.DictionaryArray.from_arrays(identifiers.indices, made)

    def with_new(self) -> "Keys":
        """Return these keys and a new random one that wraps what they made."""
        return Keys((*self.secrets, token_bytes(SECRET_BYTES)))

    def wrap(self, pseudonyms: pa.Array) -> pa.Array:
        """Return pseudonyms that the keys before the newest had made, wrapped in the newest."""
        encoded = pseudonyms.dictionary_encode()
        return _hashed(self.secrets[-1], b"", encoded.dictionary).take(encoded.indices)


def load_keys(path: Path) -> Keys:
    """Return the keys in the key file; raises PseudonymKeyError when it is missing or damaged."""
    try:
        lines = path.read_text("ascii").split()
        secrets = tuple(bytes.fromhex(line) for line in lines)
    except FileNotFoundError:
        raise PseudonymKeyError(
            f"The key file {path} is missing. Put it back from its backup: without it new returns "
            "cannot be matched with those already loaded."
        ) from None
    except (OSError, ValueError):
        raise PseudonymKeyError(f"The key file {path} cannot be read as keys.") from None
    if not secrets or any(len(secret) != SECRET_BYTES for secret in secrets):
        raise PseudonymKeyError(f"The key file {path} does not hold 256-bit keys.")
    return Keys(secrets)


def make_keys(path: Path) -> Keys:
    """Return new keys of one random 256-bit key, kept in a new key file for its owner alone."""
    keys = Keys((token_bytes(SECRET_BYTES),))
    save_keys(path, keys)
    return keys


def save_keys(path: Path, keys: Keys) -> None:
    """Write the key file: a line per key, oldest first."""
    make_folder(path.parent)
    write_whole(path, "".join(f"{secret.hex()}\n" for secret in keys.secrets).encode())
    sync_folder(path.parent)


def _hashed(secret: bytes, prefix: bytes, values: pa.Array) -> pa.Array:
    """Return HMAC-SHA256 of prefix and value as hexadecimal text, without a null among them."""
    begun = hmac.new(secret, prefix, hashlib.sha256)

    def digest(value: bytes) -> str:
        keyed = begun.copy()  # the key is hashed once, not once per value
        keyed.update(value)
        return keyed.hexdigest()

    return pa.array([digest(value) for value in values.cast(pa.binary()).to_pylist()], pa.string())
