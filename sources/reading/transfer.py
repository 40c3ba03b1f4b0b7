"""Sheets as an Arrow stream, and back: how the reading process hands over what it read."""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from sources.cells import Sheet


def write_sheets(sheets: Iterable[Sheet], sink: Any) -> None:
    """Write the sheets one after the other, each as an Arrow stream of one batch."""
    for sheet in sheets:
        arrays, names = list(sheet.columns), [f"cell{i}" for i in range(len(sheet.columns))]
        if sheet.kinds is not None:
            arrays += sheet.kinds
            names += [f"kind{i}" for i in range(len(sheet.kinds))]
        if sheet.widths is not None:
            arrays.append(pa.array(sheet.widths))
            names.append("widths")
        about = {
            "name": sheet.name,
            "position": sheet.position,
            "notes": sheet.notes,
            "columns": len(sheet.columns),
            "kinds": sheet.kinds is not None,
        }
        schema = pa.schema(
            [pa.field(name, array.type) for name, array in zip(names, arrays, strict=True)],
            metadata={b"sheet": json.dumps(about).encode()},
        )
        with pa.ipc.new_stream(sink, schema) as writer:
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def read_sheets(source: pa.NativeFile) -> list[Sheet]:
    """The sheets that were written, in order; they share the source's memory."""
    sheets = []
    while source.tell() < source.size():
        with pa.ipc.open_stream(source) as reader:
            batch = reader.read_next_batch()
            for _ in reader:
                raise ValueError("a sheet is handed over as one batch")
        about = json.loads(batch.schema.metadata[b"sheet"])
        count = about["columns"]
        arrays = batch.columns
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
