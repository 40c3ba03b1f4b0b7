"""The checks of rows, each of which yields the issues it finds (docs/acceptance.md#a-row)."""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.contract.code_lists import ELSEWHERE, CodeLists
from sources.matching.reporting_period import Period
from sources.validation.data_rows import DataRows
from sources.validation.issues import Issue
from sources.validation.period_checks import is_outside
from sources.values.column_cleaning import Fault
from sources.wording.issue_text import (
    FILL_IN,
    MISSING,
    OUTSIDE_AREA,
    accepted_answers,
    before,
    beyond_allowed,
    not_on_list,
    not_read,
    outside_period,
    same_key,
)


def value_issues(rows: DataRows, names: Iterable[str], codes: CodeLists) -> Iterator[Issue]:
    """Find the cells of columns that are blank, cannot be read, or are not on the code list."""
    for name in names:
        column, fault = rows.contract.columns[name], rows.cleaned[name].fault
        if not fault.any():
            continue
        if column.needed:
            blank = np.flatnonzero(fault == Fault.BLANK)
            yield Issue(blank, name, "missing", MISSING, quarantines=True, advice=FILL_IN)
        for kind, code, message, advice in (
            (Fault.UNREADABLE, "invalid_value", not_read(column), ""),
            (Fault.UNRECOGNISED, "unknown_code", not_on_list(), accepted_answers(column, codes)),
        ):
            rows_at_fault = np.flatnonzero(fault == kind)
            yield Issue(rows_at_fault, name, code, message, column.needed, advice)


def area_issues(rows: DataRows) -> Iterator[Issue]:
    """Find the rows about a place outside the county, which count in no measure."""
    for name in rows.contract.columns:
        if name in rows.cleaned:
            outside = np.flatnonzero(is_elsewhere(rows, name))
            yield Issue(outside, name, "outside_area", OUTSIDE_AREA, quarantines=False)


def is_elsewhere(rows: DataRows, name: str) -> np.ndarray:
    """Return for each row whether the column says that it is about a place outside the county."""
    if not rows.contract.columns[name].area:
        return np.zeros(len(rows.origin), bool)
    is_it = pc.equal(rows.cleaned[name].values.dictionary_decode(), ELSEWHERE)
    return is_it.fill_null(False).to_numpy(zero_copy_only=False)


def period_issues(rows: DataRows, period: Period) -> Iterator[Issue]:
    """Find the rows whose date lies outside what the return is for."""
    name = rows.contract.period
    if name:
        outside = np.flatnonzero(is_outside(period, rows.cleaned[name].values))
        message = outside_period(period.quarter, period.as_at)
        yield Issue(outside, name, "outside_period", message, quarantines=True)


def order_issues(rows: DataRows) -> Iterator[Issue]:
    """Find the rows in which a date is before one that it must follow."""
    for pair in rows.contract.order:
        unit = pa.date32() if pair.by == "day" else pa.timestamp("us")
        first, then = (
            rows.cleaned[name].values.cast(unit, safe=False) for name in (pair.first, pair.then)
        )
        odd = pc.less(then, first).fill_null(False).to_numpy(zero_copy_only=False)
        message = before(rows.contract.columns[pair.first].heading)
        rows_at_fault = np.flatnonzero(odd)
        yield Issue(
            rows_at_fault,
            pair.then,
            "date_order",
            message,
            quarantines=False,
            compared_column=pair.first,
        )


def duplicate_issues(rows: DataRows) -> Iterator[Issue]:
    """Find the rows whose key is that of an earlier row, and rows beyond the allowed number."""
    contract = rows.contract
    if contract.max_rows is not None:
        beyond = np.arange(contract.max_rows, len(rows.origin))
        message = beyond_allowed(contract.max_rows)
        yield Issue(beyond, None, "duplicate", message, quarantines=True)
    if not contract.key:
        return
    repeats, firsts = _repeats(_keys(rows), _has_key(rows))
    first = rows.sheets[firsts], rows.row_numbers[firsts]
    messages = pc.binary_join_element_wise(
        same_key([contract.columns[name].heading for name in contract.key]),
        pa.array(rows.row_numbers[firsts]).cast(pa.string()),
        "of sheet",
        pa.array(rows.sheets[firsts]).cast(pa.string()),
        " ",
    )
    yield Issue(repeats, contract.key[0], "duplicate", messages, quarantines=True, first=first)


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
