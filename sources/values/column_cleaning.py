"""Clean a column: its cells become typed values and faults, in whatever file they came.

The distinct cells of a column are parsed once and joined back; those of text and identifiers,
which may be as many as the rows, are folded by Arrow, and one by one only where they are not plain.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.contract.code_lists import UNRECOGNISED, CodeLists
from sources.contract.normalise import fold_identifier, fold_label, fold_text
from sources.contract.schema import LANDED_TYPES, UNKNOWN_AGE, Column
from sources.files.sheet import Kind
from sources.values.value_parsers import (
    BLANK,
    ERRORS,
    UNREADABLE,
    Fault,
    Parsed,
    parse_age,
    parse_date,
    parse_datetime,
    parse_integer,
    parse_number,
    parse_yes_no,
)

__all__ = ["Cleaned", "Fault", "clean"]

_PLAIN = r"^[!-~]+( [!-~]+)*$"
"""Printable ASCII with single spaces inside: folding would change nothing."""

_PARSERS: dict[str, Callable[[str, int], Parsed]] = {
    "date": parse_date,
    "datetime": parse_datetime,
    "integer": parse_integer,
    "number": parse_number,
    "yes_no": parse_yes_no,
}


@dataclass(frozen=True)
class Cleaned:
    """The values of a column's cells, row by row.

    `values` have the column's landed type (the age band for an age, the folded identifier for a
    person column), null where there is none; texts are dictionary-encoded, each of them once.
    `fault` holds a `Fault` per row. `marker` is text beside a number column, else None.
    """

    values: pa.Array
    fault: np.ndarray
    marker: pa.Array | None = None

    @cached_property
    def ids(self) -> np.ndarray:
        """An integer per row that is equal where values are equal; -1 where there is none."""
        indices = self.values.dictionary_encode().indices
        return indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)


def clean(column: Column, cells: pa.Array, kinds: pa.Array | None, codes: CodeLists) -> Cleaned:
    """Return the typed values of the column's cells with the faults found in them."""
    if column.type == "text":
        return _clean_text(cells, kinds, is_identifier=column.privacy == "pseudonymise")
    parse = _parser(column, codes)
    texts, text_kinds, index = _distinct(cells, kinds)
    parsed = [_parse_cell(parse, text, kind) for text, kind in zip(texts, text_kinds, strict=True)]
    if column.privacy == "band":
        parsed = [cell._replace(value=cell.value or UNKNOWN_AGE) for cell in parsed]
    value_type = pa.string() if column.privacy == "band" else LANDED_TYPES[column.type]
    values = pa.array([cell.value for cell in parsed], value_type)
    faults = np.array([cell.fault for cell in parsed], dtype=np.int8)
    markers = pa.array([cell.marker for cell in parsed], pa.string())
    return Cleaned(
        values=_dictionary_of(values, index) if value_type == pa.string() else values.take(index),
        fault=faults[index.to_numpy()],
        marker=_dictionary_of(markers, index) if column.has_marker else None,
    )


def _dictionary_of(values: pa.Array, index: pa.Array) -> pa.DictionaryArray:
    """Return the values that stand at the indices, with each distinct one held once."""
    once = values.dictionary_encode()
    return pa.DictionaryArray.from_arrays(once.indices.take(index), once.dictionary)


def _parser(column: Column, codes: CodeLists) -> Callable[[str, int], Parsed]:
    if column.privacy == "band":
        return parse_age
    if column.type == "code":
        assert column.list is not None
        return partial(_parse_code, codes.lookup(column.list))
    if column.type == "list":
        return _parse_list
    return _PARSERS[column.type]


def _parse_cell(parse: Callable[[str, int], Parsed], text: str | None, kind: int) -> Parsed:
    folded = fold_text(text or "")
    if kind in (Kind.ERROR, Kind.UNCACHED) or folded.upper() in ERRORS:
        return UNREADABLE
    return parse(folded, kind) if folded else BLANK


def _parse_code(lookup: dict[str, str], text: str, _kind: int) -> Parsed:
    code = lookup.get(fold_label(text))
    return Parsed(UNRECOGNISED, Fault.UNRECOGNISED) if code is None else Parsed(code)


def _parse_list(text: str, _kind: int) -> Parsed:
    items = [item.strip() for item in text.split(";") if item.strip()]
    return Parsed(items) if items else BLANK


def _distinct(
    cells: pa.Array, kinds: pa.Array | None
) -> tuple[list[str | None], list[int], pa.Array]:
    """Return the distinct cells (text and kind) and, for each row, which of them it holds."""
    encoded = cells.dictionary_encode()
    texts: list[str | None] = [*encoded.dictionary.to_pylist(), None]
    index = encoded.indices.fill_null(len(texts) - 1)
    if kinds is None or not pc.any(pc.not_equal(kinds, Kind.TEXT)).as_py():
        return texts, [int(Kind.TEXT)] * len(texts), index
    kind_count = len(Kind)
    both = index.to_numpy().astype(np.int64) * kind_count + kinds.to_numpy()
    encoded = pa.array(both).dictionary_encode()
    pairs = [divmod(pair, kind_count) for pair in encoded.dictionary.to_pylist()]
    return [texts[text] for text, _ in pairs], [kind for _, kind in pairs], encoded.indices


def _clean_text(cells: pa.Array, kinds: pa.Array | None, *, is_identifier: bool) -> Cleaned:
    encoded = cells.dictionary_encode()
    index = encoded.indices
    folded = _folded(encoded.dictionary, is_identifier=is_identifier)
    is_error = pc.is_in(pc.ascii_upper(folded), pa.array(sorted(ERRORS)))
    unreadable = is_error.take(index).fill_null(False)
    if kinds is not None:
        errors = pc.is_in(kinds, pa.array([Kind.ERROR, Kind.UNCACHED], kinds.type))
        unreadable = pc.or_(unreadable, errors)
    if pc.any(unreadable).as_py():
        index = pc.if_else(unreadable, pa.scalar(None, index.type), index)
    values = (
        pa.DictionaryArray.from_arrays(index, folded)
        if _stay_apart(encoded.dictionary, folded)
        else _dictionary_of(folded, index)
    )
    fault = np.where(values.is_null().to_numpy(zero_copy_only=False), Fault.BLANK, Fault.OK)
    fault[unreadable.to_numpy(zero_copy_only=False)] = Fault.UNREADABLE
    return Cleaned(values, fault.astype(np.int8))


def _stay_apart(texts: pa.Array, folded: pa.Array) -> bool:
    """Return whether folding surely made no two texts equal: at most capitals changed."""
    return not folded.null_count and (folded.equals(texts) or pc.ascii_upper(folded).equals(texts))


def _folded(texts: pa.Array, *, is_identifier: bool) -> pa.Array:
    """Return the texts folded, each by itself; null where nothing is left."""
    trimmed = pc.utf8_trim_whitespace(texts)
    folded = pc.ascii_lower(trimmed) if is_identifier else trimmed
    plain = pc.match_substring_regex(trimmed, _PLAIN)
    if pc.all(plain).as_py():
        return folded
    fold = fold_identifier if is_identifier else fold_text
    uneven = pc.invert(plain)
    refolded = pa.array(
        [fold(text) or None for text in texts.filter(uneven).to_pylist()], pa.string()
    )
    return pc.replace_with_mask(folded, uneven, refolded)
