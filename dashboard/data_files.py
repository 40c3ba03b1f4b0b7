"""A release's data files: every published table as CSV and Parquet, with a data dictionary."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

COLUMNS = {
    "measure_id": "The measure, as in measures.csv",
    "period_type": "quarter, year_to_date (since 1 April) or rolling_year (four quarters)",
    "quarter": "The quarter with which the window ends, written 2019-20-Q1",
    "area_code": "The area, as in areas.csv; unknown where no area was recorded",
    "breakdown": "What the row is broken down by; all where it is not",
    "category": "The category of the breakdown; all where there is none",
    "numerator": "What was counted, where it may be shown",
    "denominator": "What it is counted of, where it may be shown",
    "value": "The figure: a share between 0 and 1 for percentages",
    "status": "complete, partial or missing: whether every return needed has come",
    "shown": "value, c (hidden to protect people), x (not available) or z (not applicable)",
}
"""What the columns of values.csv hold."""


def write_data(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Writes each table as `<name>.csv` and `<name>.parquet`, and `data_dictionary.csv`.

    Whole numbers are written without a decimal point, blanks as nothing; the same tables give the
    same bytes.
    """
    folder.mkdir(parents=True)
    for name, frame in tables.items():
        table = pa.Table.from_pandas(
            _writable(frame), preserve_index=False
        ).replace_schema_metadata()
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet")
        _write_csv(folder / f"{name}.csv", table)
    with (folder / "data_dictionary.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("table", "column", "type", "description"))
        for name, frame in tables.items():
            for column in frame.columns:
                kind = pa.array(_writable(frame)[column], from_pandas=True).type
                writer.writerow((name, column, kind, COLUMNS.get(column, "")))


def read_data(folder: Path, name: str) -> pd.DataFrame:
    """A table of a release as it was written."""
    return pd.read_parquet(folder / "data" / f"{name}.parquet")


def _writable(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with lists as text, so that both kinds of file hold the same."""
    lists = [
        name
        for name in frame.columns
        if frame[name].map(lambda value: isinstance(value, (list, tuple, dict))).any()
        or frame[name].map(lambda value: type(value).__name__ == "ndarray").any()
    ]
    return frame.assign(**{name: frame[name].map(_joined) for name in lists})


def _joined(value: object) -> str | None:
    return None if value is None else ";".join(map(str, value))  # type: ignore[call-overload]


def _write_csv(path: Path, table: pa.Table) -> None:
    rows = zip(*(map(_text, column.to_pylist()) for column in table.columns), strict=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        writer.writerows(rows)


def _text(value: object) -> object:
    """A value as it stands in a csv file; no cell starts a formula in a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return int(value) if value.is_integer() else repr(value)
    return harmless(value) if isinstance(value, str) else value


def harmless(text: str) -> str:
    """A text that starts no formula in a spreadsheet."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
