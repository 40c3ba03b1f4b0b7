"""The copies of the data files: Parquet, DuckDB and the manifest say what the CSV files say."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet

from dashboard.audit.findings import NOTICE, Finding
from dashboard.audit.release import PARTS, Cell, Figure, Release

KEY = ("measure_id", "period_type", "quarter", "area_code", "breakdown", "category")
HASH_LENGTH = 64
NUMBERED = ("version", "sequence")  # the manifest's own numbers


def check_copies(release: Release) -> Iterator[Finding]:
    """Data files of a release that differ from each other or from the manifest."""
    data = release.folder / "data"
    for path in sorted(data.glob("*.parquet")):
        beside = path.with_suffix(".csv")
        if not beside.is_file():
            yield _finding(release, path, "has no CSV file beside it")
            continue
        yield from _differences(release, path, beside)
    for path in sorted(release.folder.rglob("*.duckdb")):
        for message in check_tables(path, {release.quarter: release}):
            yield _finding(release, path, message)
    for path in sorted(data.glob("*.csv")):
        yield from _further_figures(release, path)
    yield from _check_manifest(release)


def check_tables(path: Path, newest: dict[str, Release]) -> Iterator[str]:
    """What tables of a DuckDB file print that the releases (by quarter) do not.

    Every table with the columns of a figure's key is read; a `release_quarter` column says which
    release a row is of, without one it is of the newest.
    """
    latest = newest[max(newest)]
    with duckdb.connect(str(path), read_only=True) as opened:
        for (table,) in opened.execute(
            "select table_name from information_schema.tables"
        ).fetchall():
            rows = opened.execute(f'select * from "{table}"')  # noqa: S608 (a name it gave itself)
            columns = [
                column[0].replace("category_code", "category_id") for column in rows.description
            ]
            if "category_id" in columns:  # `category` is then its label
                columns = ["label" if name == "category" else name for name in columns]
                columns = ["category" if name == "category_id" else name for name in columns]
            if not set(KEY) <= set(columns):
                continue
            for values in rows.fetchall():
                row = dict(zip(columns, values, strict=True))
                release = newest.get(row.get("release_quarter") or latest.quarter, latest)
                message = _row_fault(release, row)
                if message:
                    yield f"{table}: {message}"


def _row_fault(release: Release, row: dict[str, Any]) -> str:
    """What a copied row says that its figure does not; "" when it says the same."""
    cell = Cell(*(str(row[column]) for column in KEY))
    figure = release.figures.get(cell)
    if figure is None:
        return f"{cell} is no figure of the release"
    for part in PARTS:
        if part in row and not _is_same(figure, part, row[part]):
            return f"{cell} {part} is not that of values.csv"
    return "" if row.get("shown", figure.shown) == figure.shown else f"{cell} is shown otherwise"


def _is_same(figure: Figure, part: str, copied: Any) -> bool:
    number = figure.number(part)
    if copied is None or copied != copied:
        return number is None
    return number is not None and float(copied) == number


def _differences(release: Release, path: Path, beside: Path) -> Iterator[Finding]:
    """Places where a Parquet file differs from its CSV file."""
    table = pyarrow.parquet.read_table(path)
    with beside.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file)
        heading, rows = next(reader, []), list(reader)
    if table.column_names != heading or table.num_rows != len(rows):
        yield _finding(release, path, "has other columns or rows than its CSV file")
        return
    if table.schema.metadata:
        yield _finding(release, path, "carries metadata beside its columns")
    for place, name in enumerate(heading):
        for number, copied in enumerate(table.column(name).to_pylist()):
            if not _same_text(copied, rows[number][place]):
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


def _further_figures(release: Release, path: Path) -> Iterator[Finding]:
    """Figures in data files other than values.csv."""
    if path.name == "values.csv":
        return
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        if not set(KEY) <= set(rows.fieldnames or ()):
            return
        for row in rows:
            numbers = {part: row[part] for part in PARTS if part in row}
            figure = release.figures.get(Cell(*(row[column] for column in KEY)))
            told = {part: text for part, text in numbers.items() if text}
            if told and (figure is None or any(figure.texts[p] != t for p, t in told.items())):
                key = "|".join(row[column] for column in KEY)
                yield _finding(release, path, "prints what values.csv does not", key)


def _check_manifest(release: Release) -> Iterator[Finding]:
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
        if key not in NUMBERED and _holds_number(value):
            yield _finding(release, path, f"{key} holds a number")
        if key not in ("receipts", "commit") and _is_hash(value):
            message = f"{key} is a hash of what is not in the release: guesses can be tried on it"
            yield Finding(release.name, "11", "manifest.json", message, NOTICE)


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and len(value) == HASH_LENGTH


def _holds_number(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_number(each) for each in value.values())
    if isinstance(value, list):
        return any(_holds_number(each) for each in value)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _finding(release: Release, path: Path, message: str, cell: str = "") -> Finding:
    name = path.relative_to(release.folder).as_posix()
    return Finding(release.name, "11", cell or name, f"{name}: {message}" if cell else message)
