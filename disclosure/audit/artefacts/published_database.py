"""`publication.duckdb`: the tables of the newest releases, and nothing beside them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet

from disclosure.audit.reader.release_reader import (
    PARTS,
    PrintedCell,
    PrintedFigure,
    PublishedRelease,
)

FIGURES, RELEASES = "figures", "releases"
COPIED = (
    "measures", "areas", "categories", "activities", "activity_status", "progress",
    "contract_indicators", "returns",
)  # fmt: skip
NUMBERED = ("numerator", "denominator", "value")
LABELS = ("measures", "areas", "categories")
#: What a database may hold beside tables; each is asked for by its own words.
BESIDE = {
    "a view": "select view_name from duckdb_views() where not internal",
    "a macro": "select function_name from duckdb_functions() where not internal",
    "a type": "select type_name from duckdb_types() where not internal",
    "a sequence": "select sequence_name from duckdb_sequences()",
    "an index": "select index_name from duckdb_indexes()",
    "a schema": "select schema_name from duckdb_schemas() where not (internal or oid = 0)",
    "a comment": "select table_name from duckdb_tables() where comment is not null",
    "a column's comment": "select column_name from duckdb_columns() where comment is not null",
    "a default": "select column_name from duckdb_columns() where column_default is not null",
}
NewestReleases = Mapping[str, PublishedRelease]


def check_database(path: Path, newest: NewestReleases) -> Iterator[str]:
    """Yield what a DuckDB file holds that the releases do not print.

    `newest`: the newest release of each quarter.
    """
    with duckdb.connect(str(path), read_only=True) as opened:
        free = opened.execute("select free_blocks from pragma_database_size()").fetchone()
        if free is None or free[0]:
            yield "has free blocks, in which what was deleted may stand"
        for what, question in BESIDE.items():
            for (name,) in opened.execute(question).fetchall():
                yield f"holds {what}, {name}"
        tables = "select table_name from duckdb_tables() order by table_name"
        for (table,) in opened.execute(tables).fetchall():
            for message in _table_faults(opened, table, newest):
                yield f"{table}: {message}"


def _table_faults(
    opened: duckdb.DuckDBPyConnection, table: str, newest: NewestReleases
) -> Iterator[str]:
    rows = opened.execute(f'select * from "{table}"')  # noqa: S608 (a name it gave itself)
    columns = [column[0] for column in rows.description]
    if table == FIGURES:
        yield from _figure_faults(columns, rows.fetchall(), newest)
    elif table == RELEASES:
        quarters = {row[columns.index("quarter")] for row in rows.fetchall()}
        if quarters != set(newest) or len(columns) > len(("quarter", "version", "is_newest")):
            yield "lists other releases"
    elif table in COPIED:
        latest = newest[max(newest)].folder
        copied = pyarrow.parquet.read_table(latest / "data" / f"{table}.parquet")
        printed = Counter(
            map(str, zip(*(column.to_pylist() for column in copied.columns), strict=True))
        )
        if columns != copied.column_names or Counter(map(str, rows.fetchall())) != printed:
            yield "is not the table of the newest release"
    else:
        yield "is no table of a release"


def _figure_faults(
    columns: list[str], rows: list[tuple[Any, ...]], newest: NewestReleases
) -> Iterator[str]:
    """Yield rows that are no figure of their release, or that say more than it."""
    labels = {quarter: _labels(release) for quarter, release in newest.items()}
    named = {"category_code": "category", "category": "label"}
    names = [named.get(name, name) for name in columns]
    for values in rows:
        row = dict(zip(names, values, strict=True))
        release = newest.get(str(row.get("release_quarter")))
        if release is None:
            yield "has a row of no release"
            return
        message = _row_fault(release, row)
        for text in values:
            if isinstance(text, str) and text not in labels[release.quarter] and _has_digit(text):
                message = message or f"says {text[:30]!r}, which the release does not"
        if message:
            yield message


def _row_fault(release: PublishedRelease, row: dict[str, Any]) -> str:
    """Return what a copied row says that its figure does not; "" when it says the same."""
    cell = PrintedCell.of_row({name: str(copied) for name, copied in row.items()})
    figure = release.figures.get(cell)
    if figure is None:
        return f"{cell} is no figure of the release"
    for part in PARTS:
        if not _is_same(figure, part, row[part]):
            return f"{cell} {part} is not that of values.csv"
    for name, copied in row.items():
        known = name in (*NUMBERED, "release_version", "is_newest", "quarter_ends_on")
        if not known and not isinstance(copied, str | None):
            return f"{cell} has a number in {name}"
    return "" if row["shown"] == figure.shown else f"{cell} is shown otherwise"


def _is_same(figure: PrintedFigure, part: str, copied: Any) -> bool:
    number = figure.number(part)
    if copied is None or copied != copied:
        return number is None
    return number is not None and float(copied) == number


def _labels(release: PublishedRelease) -> set[str]:
    """Return every text of the release's labels, and of the keys of its figures."""
    texts = {text for cell in release.figures for text in cell} | {release.quarter}
    for name in LABELS:
        with (release.folder / "data" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            texts |= {text for row in csv.reader(file) for text in row}
    return texts


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
