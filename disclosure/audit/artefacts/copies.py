"""The copies of the data files: Parquet and the manifest say what the CSV files say."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet

from disclosure.audit.findings import Finding
from disclosure.audit.reader.release_reader import KEY, PARTS, PrintedCell, PublishedRelease

#: Everything that a manifest says, and in which form.
MANIFEST = {
    "quarter": re.compile(r"\d{4}-\d\d-Q[1-4]"),
    "version": re.compile(r"\d+"),
    "sequence": re.compile(r"\d+"),
    "edition": re.compile(r"public"),
    "commit": re.compile(r"unknown|[0-9a-f]{3,40}"),
    "submissions": re.compile(r"[0-9a-f]{64}"),
    "submission_ids": re.compile(r"[0-9a-f]{32}"),
    "dbt_run": re.compile(r"(unknown|[0-9a-f]{3,12})-[0-9a-f]{12}"),
    "stopped_by_clock": re.compile(r"true"),
    "files": re.compile(r"[\w./-]+"),
}
#: What the manifests of earlier releases call what is there today.
MANIFEST |= {"receipts": MANIFEST["submissions"], "receipt_ids": MANIFEST["submission_ids"]}


def check_copies(release: PublishedRelease) -> Iterator[Finding]:
    """Yield data files of a release that differ from each other or from the manifest."""
    data = release.folder / "data"
    for path in sorted(data.glob("*.parquet")):
        beside = path.with_suffix(".csv")
        if not beside.is_file():
            yield _finding(release, path, "has no CSV file beside it")
            continue
        yield from _differences(release, path, beside)
    for path in sorted(data.glob("*.csv")):
        yield from _further_figures(release, path)
    yield from _check_manifest(release)


def _differences(release: PublishedRelease, path: Path, beside: Path) -> Iterator[Finding]:
    """Yield where a Parquet file differs from its CSV file."""
    table = pyarrow.parquet.read_table(path)
    with beside.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file)
        heading, rows = next(reader, []), list(reader)
    if table.column_names != heading or table.num_rows != len(rows):
        yield _finding(release, path, "has other columns or rows than its CSV file")
        return
    if table.schema.metadata:
        yield _finding(release, path, "carries metadata beside its columns")
    for column, name in enumerate(heading):
        for number, copied in enumerate(table.column(name).to_pylist()):
            if not _same_text(copied, rows[number][column]):
                key = "|".join(rows[number][:6])
                yield _finding(release, path, f"{name} differs from the CSV file", key)
                break


def _same_text(copied: Any, text: str) -> bool:
    if copied is None or copied != copied:
        return text == ""
    if isinstance(copied, bool):
        return text.lower() == str(copied).lower()
    if isinstance(copied, int | float):
        return _number(text) == copied
    return str(copied) == text.removeprefix("'") or str(copied) == text


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _further_figures(release: PublishedRelease, path: Path) -> Iterator[Finding]:
    """Yield figures of other data files that values.csv does not print."""
    if path.name == "values.csv":
        return
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        if not set(KEY) <= set(rows.fieldnames or ()):
            return
        for row in rows:
            numbers = {part: row[part] for part in PARTS if part in row}
            figure = release.figures.get(PrintedCell.of_row(row))
            printed = {part: text for part, text in numbers.items() if text}
            if printed and (
                figure is None or any(figure.texts[p] != t for p, t in printed.items())
            ):
                key = "|".join(row[column] for column in KEY)
                yield _finding(release, path, "prints what values.csv does not", key)


def _check_manifest(release: PublishedRelease) -> Iterator[Finding]:
    path = release.folder / "manifest.json"
    if not path.is_file():
        return
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for name, expected in manifest.get("files", {}).items():
        file = release.folder / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != expected:
            yield _finding(release, path, f"{name} is not the file that was hashed")
    for file in sorted(release.folder.rglob("*")):
        name = str(file.relative_to(release.folder))
        if file.is_file() and file != path and name not in manifest.get("files", {}):
            yield _finding(release, path, f"{name} is not in the manifest")
    for key, value in manifest.items():
        texts = value if isinstance(value, list) else list(value) if key == "files" else [value]
        form = MANIFEST.get(key)
        if form is None:
            yield _finding(release, path, f"{key} is no part of a manifest")
        elif not all(form.fullmatch(str(text)) for text in texts):
            yield _finding(release, path, f"{key} says what it does not hold")


def _finding(release: PublishedRelease, path: Path, message: str, cell: str = "") -> Finding:
    name = path.relative_to(release.folder).as_posix()
    return Finding(release.name, "11", cell or name, f"{name}: {message}" if cell else message)
