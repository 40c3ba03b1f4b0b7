"""Where a text is, in whatever form: every byte of every file, and every cell of every table."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import numpy as np


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
        one = np.frombuffer(content, np.uint8)
        pairs = one[:-1].astype(np.uint16) << 8 | one[1:]
        starts = np.flatnonzero(self.first[pairs[:-2]] & self.second[pairs[2:]])
        return any(
            content.startswith(text, start)
            for start in starts.tolist()
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
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if place.parts[0] == but_for:
            continue
        if wanted.search(str(place).encode("utf-8", "surrogateescape")):
            found.append(f"the name {place}")
        if path.is_file() and wanted.search(path.read_bytes()):
            found.append(str(place))
        if path.is_file() and path.suffix in (".parquet", ".duckdb"):
            found += [f"{place} {name}" for name, text in _cells(path) if wanted.search(text)]
    return found


def _cells(file: Path) -> Iterator[tuple[str, bytes]]:
    """All cells of each table of a file; compression can hide them from a search of bytes.

    Of a file that a killed build left half written there are none: its bytes are all there is.
    """
    with duckdb.connect() as opened:
        if file.suffix == ".parquet":
            names = [f"read_parquet('{file}')"]
        else:
            try:
                opened.execute(f"attach '{file}' as found (read_only)")
            except duckdb.Error:
                return
            tables = opened.execute(
                "select table_schema, table_name from information_schema.tables "
                "where table_catalog = 'found'"
            )
            names = [f'found."{schema}"."{name}"' for schema, name in tables.fetchall()]
        for name in names:
            yield name, repr(opened.execute(f"from {name}").fetchall()).encode()
