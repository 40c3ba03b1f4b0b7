"""Where a text is, in whatever form: every byte of every file, and every cell of every table."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import numpy as np

CHUNK = 1 << 18
"""So many bytes are looked at together: they stay in the processor's own memory."""


class Wanted:
    """Texts as they are, in UTF-16, hexadecimal and base64, and their unkeyed hashes."""

    def __init__(self, texts: Iterable[str]) -> None:
        exact: set[bytes] = set()
        folded: set[bytes] = set()
        for text in texts:
            for spelt in {text, text.casefold(), text.upper()}:
                plain = spelt.encode()
                for written in (plain, spelt.encode("utf-16-le"), spelt.encode("utf-16-be")):
                    folded |= {written.lower(), written.hex().encode()}
                    exact |= set(_base64(written))
                for name in ("md5", "sha1", "sha256", "sha512"):
                    digest = hashlib.new(name, plain, usedforsecurity=False).digest()
                    folded.add(digest.hex().encode())
                    exact |= {digest, *_base64(digest)}
        self.exact, self.folded = Needles(exact), Needles(folded)

    def search(self, content: bytes) -> bool:
        """Whether one of them is in the content."""
        return self.exact.are_in(content) or self.folded.are_in(content.lower())


class Needles:
    """Many texts to be looked for at once, by the four bytes with which each begins."""

    def __init__(self, texts: set[bytes]) -> None:
        self.first, self.second = np.zeros(1 << 16, bool), np.zeros(1 << 16, bool)
        self.by_start: dict[bytes, list[bytes]] = {}
        for text in texts:
            self.by_start.setdefault(text[:4], []).append(text)
            self.first[int.from_bytes(text[:2], "big")] = True
            self.second[int.from_bytes(text[2:4], "big")] = True

    def are_in(self, content: bytes) -> bool:
        """Whether one of them is in the content."""
        starts: list[int] = []
        for begin in range(0, len(content) - 3, CHUNK):
            one = np.frombuffer(content[begin : begin + CHUNK + 3], np.uint8)
            pairs = one[:-1].astype(np.uint16) << 8 | one[1:]
            found = np.flatnonzero(self.first[pairs[:-2]] & self.second[pairs[2:]])
            starts += (found + begin).tolist()
        return any(
            content.startswith(text, start)
            for start in starts
            for text in self.by_start.get(content[start : start + 4], ())
        )


def _base64(content: bytes) -> Iterator[bytes]:
    """What is the same in base64 wherever the content begins; its ends mix with what is beside."""
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + content + b"\0" * 2)
        yield whole[2 if shift else 0 : (shift + len(content)) * 4 // 3 - 1][2:]


def hits(folder: Path, wanted: Wanted, *, but_for: str = "inbox") -> list[str]:
    """The files and tables under a folder in which something wanted is, but for one folder."""
    found = []
    with duckdb.connect() as opened:
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder)
            if place.parts[0] == but_for:
                continue
            if wanted.search(str(place).encode("utf-8", "surrogateescape")):
                found.append(f"the name {place}")
            if not path.is_file():
                continue
            if wanted.search(path.read_bytes()):
                found.append(str(place))
            for name, cells in _cells(opened, path):
                if wanted.search(cells):
                    found.append(f"{place} {name}")
    return found


def _cells(opened: duckdb.DuckDBPyConnection, file: Path) -> Iterator[tuple[str, bytes]]:
    """All different cells of each table of a file; compression can hide them from its bytes."""
    if file.suffix == ".parquet":
        yield "cells", _texts(opened, f"read_parquet('{file}')")
    if file.suffix == ".duckdb":
        try:
            opened.execute(f"attach '{file}' as found (read_only)")
        except duckdb.Error:  # a killed build left it half written: its bytes are all there is
            return
        tables = opened.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_catalog = 'found'"
        )
        for schema, name in tables.fetchall():
            yield f"{schema}.{name}", _texts(opened, f'found."{schema}"."{name}"')
        opened.execute("detach found")


def _texts(opened: duckdb.DuckDBPyConnection, table: str) -> bytes:
    texts = opened.execute(
        f"select string_agg(distinct cast(columns(*) as varchar), chr(10)) from {table}"
    ).fetchall()
    return "\n".join(filter(None, texts[0])).encode()
