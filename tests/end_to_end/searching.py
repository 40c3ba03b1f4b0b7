"""Where a text is, in whatever form: every byte of every file, and every cell of every table."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb


def forms(texts: Iterable[str]) -> re.Pattern[bytes]:
    """What finds a text as it is, in UTF-16, hexadecimal and base64, and by its unkeyed hashes."""
    needles: set[bytes] = set()
    for text in texts:
        for spelt in {text, text.casefold(), text.upper()}:
            plain = spelt.encode()
            for written in (plain, spelt.encode("utf-16-le"), spelt.encode("utf-16-be")):
                needles |= {written, written.hex().encode(), *_base64(written)}
            for name in ("md5", "sha1", "sha256", "sha512"):
                digest = hashlib.new(name, plain, usedforsecurity=False).digest()
                needles |= {digest, digest.hex().encode(), *_base64(digest)}
    return re.compile(b"|".join(re.escape(each) for each in sorted(needles)), re.IGNORECASE)


def _base64(content: bytes) -> Iterator[bytes]:
    """What is the same in base64 wherever the content begins; its ends mix with what is beside."""
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + content + b"\0" * 2)
        yield whole[2 if shift else 0 : (shift + len(content)) * 4 // 3 - 1][2:]


def hits(folder: Path, wanted: re.Pattern[bytes], *, but_for: str = "inbox") -> list[str]:
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
