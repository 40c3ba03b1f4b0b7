"""The result of validating a file as it is handed from one process to another.

What comes is not believed more than the file: the columns must have the contract's types.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from core.quarter import Quarter
from sources.contract.schema import Contract
from sources.files.sandbox.protocol import Stream, sheet_streams, sheets_of
from sources.landing_errors import FileRejected
from sources.matching.notes import Note
from sources.matching.reporting_period import Period
from sources.validation.issues import ISSUE_SCHEMA
from sources.validation.validate_returns import NoValidRows, ValidatedReturn, ValidatedReturns


class ResultError(Exception):
    """A result that is not what it should be: the process that made it is out of order."""


def result_streams(result: ValidatedReturns | FileRejected) -> Iterator[Stream]:
    """Yield what became of a file: its returns or the reason why there is none, then the rows."""
    returns: tuple[ValidatedReturn, ...] = ()
    about: dict[str, Any] = {"returns": 0}
    if isinstance(result, ValidatedReturns):
        returns = result.returns
        about["notes"] = [asdict(note) for note in result.notes]
    else:
        about["rejection"] = [result.code, result.message, result.details]
        if isinstance(result, NoValidRows):
            returns = (result.validated,)
    yield {}, about | {"returns": len(returns)}
    for validated in returns:
        yield _row_arrays(validated), _about(validated)
        yield dict(zip(ISSUE_SCHEMA.names, _issue_columns(validated.issues), strict=True)), None
        sheets = [np.full(len(rows), sheet) for sheet, rows in validated.left_out.items()]
        rows = list(validated.left_out.values())
        yield {"sheet": pa.array(_joined(sheets)), "row": pa.array(_joined(rows))}, None
    if isinstance(result, ValidatedReturns | NoValidRows):
        yield from sheet_streams(result.sheets)


def read_result(
    streams: Iterator[Stream], contracts: Mapping[str, Contract]
) -> ValidatedReturns | FileRejected:
    """Return what became of the file; raises ResultError for what cannot be the result of one."""
    try:
        _, about = next(streams)
        returns = tuple(_return(streams, contracts) for _ in range(about["returns"]))
        if "rejection" not in about:
            notes = tuple(Note(**note) for note in about["notes"])
            return ValidatedReturns(returns, notes, tuple(sheets_of(streams)))
        if returns:
            rejection = NoValidRows(returns[0])
            rejection.sheets = tuple(sheets_of(streams))
            return rejection
        return FileRejected(*about["rejection"])
    except (LookupError, StopIteration, TypeError, ValueError, pa.ArrowException) as error:
        raise ResultError("the result of validating a file cannot be read") from error


def _row_arrays(validated: ValidatedReturn) -> dict[str, pa.Array]:
    return {
        "sheet": pa.array(validated.sheets),
        "row_number": pa.array(validated.row_numbers),
        "is_quarantined": pa.array(validated.is_quarantined),
        **{f"value {name}": _whole(values) for name, values in validated.values.items()},
    }


def _about(validated: ValidatedReturn) -> dict[str, Any]:
    period = validated.period
    return {
        "extract": validated.contract.extract,
        "quarter": str(period.quarter) if period.quarter else None,
        "as_at": period.as_at.isoformat() if period.as_at else None,
        "stated": str(period.stated) if period.stated else None,
        "sheet_names": list(validated.sheet_names.items()),
        "headings": [(sheet, dict(named)) for sheet, named in validated.headings.items()],
        "columns_found": validated.columns_found,
        "left_out": list(validated.left_out),
        "issues_not_listed": validated.issues_not_listed,
        "positions": [(sheet, dict(named)) for sheet, named in validated.positions.items()],
    }


def _issue_columns(issues: pa.Table) -> list[pa.Array]:
    return [_whole(issues[name]) for name in ISSUE_SCHEMA.names]


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.empty(0, np.int64), *parts]).astype(np.int64)


def _return(streams: Iterator[Stream], contracts: Mapping[str, Contract]) -> ValidatedReturn:
    rows, about = next(streams)
    issues, _ = next(streams)
    left_out, _ = next(streams)
    contract = contracts[about["extract"]]
    return ValidatedReturn(
        contract,
        Period(
            Quarter.parse(about["quarter"]) if about["quarter"] else None,
            date.fromisoformat(about["as_at"]) if about["as_at"] else None,
            Quarter.parse(about["stated"]) if about["stated"] else None,
        ),
        {int(sheet): name for sheet, name in about["sheet_names"]},
        {int(sheet): headings for sheet, headings in about["headings"]},
        rows["sheet"].to_numpy(),
        rows["row_number"].to_numpy(),
        {
            name: _typed(rows[f"value {name}"], landed_type)
            for name, landed_type in contract.landed_columns.items()
        },
        rows["is_quarantined"].to_numpy(zero_copy_only=False),
        pa.Table.from_arrays([issues[name] for name in ISSUE_SCHEMA.names], schema=ISSUE_SCHEMA),
        tuple(about["columns_found"]),
        {
            int(sheet): left_out["row"].to_numpy()[left_out["sheet"].to_numpy() == sheet]
            for sheet in about["left_out"]
        },
        int(about["issues_not_listed"]),
        {
            int(sheet): {name: tuple(map(int, columns)) for name, columns in named.items()}
            for sheet, named in about["positions"]
        },
    )


def _typed(values: pa.Array, landed_type: pa.DataType) -> pa.Array:
    """Return the values; raises TypeError where they are not of the type that is landed."""
    is_encoded = pa.types.is_dictionary(values.type)
    if (values.type.value_type if is_encoded else values.type) != landed_type:
        raise TypeError(f"values of {values.type} where {landed_type} is landed")
    return values
