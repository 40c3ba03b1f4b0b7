"""A release's data files: every published table as CSV and Parquet, with a data dictionary."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from dashboard.view_models import ReleaseView
from dashboard.wording.download_text import data_notice

#: What each column of each table holds, in words.
DICTIONARY = Path(__file__).parent / "data_dictionary.csv"
#: Lists of what changed differ from those of the release before even where the figures do not.
_NO_CONTENT = ("revisions", "definition_changes")


def write_data(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write each table as `<name>.csv` and `<name>.parquet`, and `data_dictionary.csv`.

    Whole numbers are written without a decimal point, blanks as nothing; the same tables give the
    same bytes.
    """
    folder.mkdir(parents=True)
    described = _descriptions()
    with (folder / "data_dictionary.csv").open("w", encoding="utf-8", newline="") as file:
        dictionary = csv.writer(file, lineterminator="\n")
        dictionary.writerow(("table", "column", "type", "description"))
        for name, frame in tables.items():
            table = _table(frame)
            pyarrow.parquet.write_table(table, folder / f"{name}.parquet")
            _write_csv(folder / f"{name}.csv", table)
            for column in table.schema:
                told = described.get((name, column.name), "")
                dictionary.writerow((name, column.name, column.type, told))


def write_notice(release: ReleaseView, path: Path) -> None:
    """Write what the data files are: a table has no room for the mark of a draft."""
    path.write_text(data_notice(release.edition), encoding="utf-8")


def read_data(folder: Path, name: str) -> pd.DataFrame:
    """Return a table of a release as it was written."""
    return pd.read_parquet(folder / "data" / f"{name}.parquet")


def is_same_content(tables: Mapping[str, pd.DataFrame], folder: Path, scratch: Path) -> bool:
    """Return whether the release in a folder says all that the tables say, and nothing else."""
    write_data(scratch, tables)
    names = [name for name in tables if name not in _NO_CONTENT]
    return all(
        (folder / "data" / f"{name}.csv").is_file()
        and (folder / "data" / f"{name}.csv").read_bytes() == (scratch / f"{name}.csv").read_bytes()
        for name in names
    )


def harmless(text: str) -> str:
    """Return a text that starts no formula in a spreadsheet."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _descriptions() -> dict[tuple[str, str], str]:
    with DICTIONARY.open(encoding="utf-8", newline="") as file:
        return {(row["table"], row["column"]): row["description"] for row in csv.DictReader(file)}


def _table(frame: pd.DataFrame) -> pa.Table:
    """The frame as Arrow without pandas' own metadata; a column without a value is one of text."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()
    fields = [
        pa.field(each.name, pa.string() if _is_plain_text(each.type) else each.type)
        for each in table.schema
    ]
    return table.cast(pa.schema(fields))


def _is_plain_text(kind: pa.DataType) -> bool:
    return pa.types.is_null(kind) or pa.types.is_large_string(kind)


def _write_csv(path: Path, table: pa.Table) -> None:
    rows = zip(*(map(_text, column.to_pylist()) for column in table.columns), strict=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        writer.writerows(rows)


def _text(value: object) -> object:
    """Return a value as it stands in a csv file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return int(value) if value.is_integer() else repr(value)
    return harmless(value) if isinstance(value, str) else value
