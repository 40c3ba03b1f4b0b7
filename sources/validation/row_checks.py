"""The checks of rows, each of which yields the issues it finds (docs/acceptance.md#a-row)."""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.contract.code_lists import ELSEWHERE, CodeLists
from sources.contract.schema import Column
from sources.matching.reporting_period import Period
from sources.validation.data_rows import DataRows
from sources.validation.issues import Issue
from sources.validation.period_checks import is_outside
from sources.values.column_cleaning import Fault

_SHORT_LIST = 20
"""A list of so many codes is named whole where a label is not on it."""

_NOT_READ = {
    "date": "is not a date",
    "datetime": "is not a date",
    "integer": "is not a whole number",
    "number": "is not a number",
    "yes_no": "is not yes or no",
}


def value_issues(rows: DataRows, names: Iterable[str], codes: CodeLists) -> Iterator[Issue]:
    """Find the cells of columns that are blank, cannot be read, or are not on the code list."""
    for name in names:
        column, fault = rows.contract.columns[name], rows.cleaned[name].fault
        if not fault.any():
            continue
        if column.needed:
            blank = np.flatnonzero(fault == Fault.BLANK)
            yield Issue(blank, name, "missing", "is blank and is needed", quarantines=True)
        not_read = "is not a whole age of 0 to 120 years"
        if column.privacy != "band":
            not_read = _NOT_READ.get(column.type, "is an error value")
        for kind, code, message in (
            (Fault.UNREADABLE, "invalid_value", not_read),
            (Fault.UNRECOGNISED, "unknown_code", _not_on_list(column, codes)),
        ):
            yield Issue(np.flatnonzero(fault == kind), name, code, message, column.needed)


def area_issues(rows: DataRows) -> Iterator[Issue]:
    """Find the rows about a place outside the county, which count in no measure."""
    for name in rows.contract.columns:
        if name in rows.cleaned:
            outside = np.flatnonzero(is_elsewhere(rows, name))
            message = "is a place outside the county"
            yield Issue(outside, name, "outside_area", message, quarantines=False)


def is_elsewhere(rows: DataRows, name: str) -> np.ndarray:
    """Return for each row whether the column says that it is about a place outside the county."""
    if not rows.contract.columns[name].area:
        return np.zeros(len(rows.origin), bool)
    is_it = pc.equal(rows.cleaned[name].values.dictionary_decode(), ELSEWHERE)
    return is_it.fill_null(False).to_numpy(zero_copy_only=False)


def _not_on_list(column: Column, codes: CodeLists) -> str:
    """Say that a label is not on the column's list, with the list where it is short."""
    message = f"is not a word of the list {column.list}"
    labels = codes.codes(column.list).values() if column.list else ()
    return f"{message} ({', '.join(labels)})" if len(labels) <= _SHORT_LIST else message


def period_issues(rows: DataRows, period: Period) -> Iterator[Issue]:
    """Find the rows whose date lies outside what the return is for."""
    name = rows.contract.period
    if name:
        outside = np.flatnonzero(is_outside(period, rows.cleaned[name].values))
        bound = f"outside {period}" if period.quarter else f"after the as-at date {period}"
        yield Issue(outside, name, "outside_period", f"lies {bound}", quarantines=True)


def order_issues(rows: DataRows) -> Iterator[Issue]:
    """Find the rows in which a date is before one that it must follow."""
    for pair in rows.contract.order:
        unit = pa.date32() if pair.by == "day" else pa.timestamp("us")
        first, then = (
            rows.cleaned[name].values.cast(unit, safe=False) for name in (pair.first, pair.then)
        )
        odd = pc.less(then, first).fill_null(False).to_numpy(zero_copy_only=False)
        message = f"is before {pair.first}"
        yield Issue(np.flatnonzero(odd), pair.then, "date_order", message, quarantines=False)


def duplicate_issues(rows: DataRows) -> Iterator[Issue]:
    """Find the rows whose key is that of an earlier row, and rows beyond the allowed number."""
    contract = rows.contract
    if contract.max_rows is not None:
        beyond = np.arange(contract.max_rows, len(rows.origin))
        allowed = "one row" if contract.max_rows == 1 else f"{contract.max_rows} rows"
        message = f"comes after the {allowed} that a return has"
        yield Issue(beyond, None, "duplicate", message, quarantines=True)
    if not contract.key:
        return
    repeats, firsts = _repeats(_keys(rows), _has_key(rows))
    messages = pc.binary_join_element_wise(
        f"has the same {' and '.join(contract.key)} as row",
        pa.array(rows.row_numbers[firsts]).cast(pa.string()),
        "of sheet",
        pa.array(rows.sheets[firsts]).cast(pa.string()),
        " ",
    )
    yield Issue(repeats, contract.key[0], "duplicate", messages, quarantines=True)


def _keys(rows: DataRows) -> np.ndarray:
    """Return a number per row, equal where the values of the whole key are equal."""
    keys = np.zeros(len(rows.origin), np.int64)
    for name in rows.contract.key:
        ids = rows.cleaned[name].ids.astype(np.int64) + 1
        base = int(ids.max(initial=0)) + 1
        if int(keys.max(initial=0)) >= 2**62 // base:
            keys = np.unique(keys, return_inverse=True)[1]
        keys = keys * base + ids
    return keys


def _has_key(rows: DataRows) -> np.ndarray:
    """Return whether each row has a key (docs/acceptance.md#a-row-without-a-key).

    Unknown labels all read as the same code, and so do places outside the county: no two rows are
    known to be equal by them.
    """
    has_key = np.ones(len(rows.origin), bool)
    for name in rows.contract.key:
        fault = rows.cleaned[name].fault
        has_key &= (fault != Fault.UNRECOGNISED) & ~is_elsewhere(rows, name)
        if rows.contract.columns[name].needed:
            has_key &= fault == Fault.OK
    return has_key


def _repeats(keys: np.ndarray, has_key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows whose key an earlier row has, in order, and the first row that has it."""
    candidates = np.flatnonzero(has_key)
    _, first, group = np.unique(keys[candidates], return_index=True, return_inverse=True)
    first_of_row = candidates[first[group]]
    is_repeat = candidates != first_of_row
    return candidates[is_repeat], first_of_row[is_repeat]
