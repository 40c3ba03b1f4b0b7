"""What the reading process hands over: Arrow streams, a rejection or an error's name."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from sources.files.sheet import FileUnreadable, Sheet

READ, REJECTED, FAILED, NO_MEMORY, NO_SPACE = 0, 3, 4, 5, 6
"""How the reading of one file ends."""

WELL = (READ, REJECTED)
"""Ends after which the next file can be read in the same process."""

MOST_FILES = 8
"""So many small files are read in one process, one after the other, at most."""


Stream = tuple[Mapping[str, pa.Array], Any]
"""Arrays of one length by name, and what is to be said of them, which goes as JSON."""


def write_streams(streams: Iterable[Stream], sink: Any) -> None:
    """Write the streams one after the other, each as an Arrow stream of one batch."""
    for arrays, about in streams:
        schema = pa.schema(
            [pa.field(name, array.type) for name, array in arrays.items()],
            metadata={b"about": json.dumps(about).encode()},
        )
        with pa.ipc.new_stream(sink, schema) as writer:
            writer.write_batch(pa.record_batch(list(arrays.values()), schema=schema))


def read_streams(source: pa.NativeFile) -> Iterator[Stream]:
    """Yield the arrays of each stream and what was said of it; they share the source's memory."""
    while source.tell() < source.size():
        with pa.ipc.open_stream(source) as reader:
            batch = reader.read_next_batch()
            reader.read_all()
        # What parsed a hostile file is not believed: broken text or offsets end here.
        batch.validate(full=True)
        about = json.loads(batch.schema.metadata[b"about"])
        yield dict(zip(batch.schema.names, batch.columns, strict=True)), about


def sheet_streams(sheets: Iterable[Sheet]) -> Iterator[Stream]:
    """Yield the sheets one after the other, a stream each."""
    for sheet in sheets:
        arrays = {f"cell{i}": column for i, column in enumerate(sheet.columns)}
        if sheet.kinds is not None:
            arrays |= {f"kind{i}": kinds for i, kinds in enumerate(sheet.kinds)}
        if sheet.widths is not None:
            arrays["widths"] = pa.array(sheet.widths)
        about = {
            "name": sheet.name,
            "position": sheet.position,
            "notes": sheet.notes,
            "columns": len(sheet.columns),
            "kinds": sheet.kinds is not None,
        }
        yield arrays, about


def read_sheets(source: pa.NativeFile) -> list[Sheet]:
    """Return the sheets that were written, in order; they share the source's memory."""
    return sheets_of(read_streams(source))


def sheets_of(streams: Iterable[Stream]) -> list[Sheet]:
    """Return the sheets that streams hold, in order."""
    sheets = []
    for named, about in streams:
        count = about["columns"]
        arrays = list(named.values())
        sheets.append(
            Sheet(
                name=about["name"],
                position=about["position"],
                columns=arrays[:count],
                kinds=arrays[count : 2 * count] if about["kinds"] else None,
                widths=_widths(arrays[-1]) if about["name"] is None else None,
                notes=tuple(about["notes"]),
            )
        )
    return sheets


def _widths(array: pa.Array) -> np.ndarray:
    return array.to_numpy(zero_copy_only=True)


def pack_rejection(rejection: FileUnreadable) -> bytes:
    """Return why the file is rejected, and where the reason stands."""
    about = {
        "message": rejection.message,
        "sheet": rejection.sheet,
        "row": rejection.row,
        "column": rejection.column,
    }
    return json.dumps(about).encode()


def unpack_rejection(packed: bytes) -> FileUnreadable:
    """Return the rejection that was packed."""
    about = json.loads(packed)
    return FileUnreadable(about.pop("message"), **about)


def describe_error(error: BaseException) -> str:
    """Return which error it was and where, without its message, which may quote a cell."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} in {where}"
