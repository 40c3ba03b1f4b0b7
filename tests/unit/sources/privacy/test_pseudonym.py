"""Keyed pseudonyms against the standard library's HMAC."""

import hashlib
import hmac
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.privacy.pseudonyms import Keys, PseudonymKeyError, load_keys, make_keys, save_keys


def by_the_book(secret: bytes, message: str) -> str:
    return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()


@given(st.binary(min_size=32, max_size=32), st.lists(st.text() | st.none()))
def test_a_pseudonym_is_the_hmac_of_agency_kind_and_identifier(
    secret: bytes, identifiers: list[str | None]
) -> None:
    array = pa.array(identifiers, pa.string()).dictionary_encode()
    made = Keys((secret,)).pseudonyms("police", "victim", array)
    assert made.type == pa.string()
    assert made.to_pylist() == [
        None if each is None else by_the_book(secret, f"police:victim:{each}")
        for each in identifiers
    ]


@given(st.lists(st.text(), min_size=1))
def test_an_identifier_passes_through_all_keys_in_order(identifiers: list[str]) -> None:
    old = Keys((b"a" * 32,))
    new = Keys((b"a" * 32, b"b" * 32))
    array = pa.array(identifiers, pa.string()).dictionary_encode()
    assert new.pseudonyms("a", "k", array) == new.wrap(old.pseudonyms("a", "k", array))
    first = by_the_book(b"a" * 32, f"a:k:{identifiers[0]}")
    assert new.pseudonyms("a", "k", array)[0].as_py() == by_the_book(b"b" * 32, first)


def test_keys_are_random_and_kept(tmp_path: Path) -> None:
    keys = make_keys(tmp_path / "secrets" / "key")
    assert len(keys.secrets[0]) == 32
    assert keys != make_keys(tmp_path / "other")
    assert load_keys(tmp_path / "secrets" / "key") == keys
    longer = keys.with_new()
    save_keys(tmp_path / "secrets" / "key", longer)
    assert load_keys(tmp_path / "secrets" / "key") == longer
    assert longer.key_id != keys.key_id


def test_a_fault_never_shows_the_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("abcd" * 15)
    with pytest.raises(PseudonymKeyError) as fault:
        load_keys(path)
    assert "abcd" not in str(fault.value)
