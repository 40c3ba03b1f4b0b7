"""Store a file's returns: a folder each, identifiers made pseudonyms. They count once committed."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from core.atomic_files import make_folder
from core.workspace import Workspace
from sources.contract.schema import Contract
from sources.landing.file_names import mask_file_name
from sources.landing.landed_files import (
    ISSUES,
    QUARANTINED,
    RETURN,
    RETURN_SCHEMA,
    ROWS,
    return_folder,
    row_counts,
    write_table,
)
from sources.landing.receive import ReceivedFile
from sources.landing.submissions import ACCEPTED, ReturnSummary, Submission, count_codes
from sources.landing_errors import FileNotAccepted
from sources.privacy.pseudonyms import Keys
from sources.validation.issues import ISSUE_FIELDS
from sources.validation.validate_returns import ValidatedReturn, ValidatedReturns


@dataclass(frozen=True)
class StoredSubmission:
    """A file whose returns are stored, or that is not accepted, with the record to commit."""

    submission: Submission
    received: ReceivedFile
    result: ValidatedReturns | FileNotAccepted


def store_submission(
    received: ReceivedFile,
    result: ValidatedReturns | FileNotAccepted,
    sequence: int,
    workspace: Workspace,
    keys: Keys,
) -> StoredSubmission:
    """Write the folders of the file's returns; what a killed run wrote of them is gone already."""
    accepted = None if isinstance(result, FileNotAccepted) else result
    reason = result if isinstance(result, FileNotAccepted) else None
    submission = Submission(
        received.submission_id,
        received.agency,
        mask_file_name(received.path),
        received.received_at,
        outcome=reason.outcome if reason else ACCEPTED,
        code=reason.code if reason else None,
        message=reason.message if reason else None,
        content_sha256=received.content_sha256,
        key_id=keys.key_id,
        sequence=sequence,
        notes=tuple(note.code for note in accepted.notes) if accepted else (),
        returns=tuple(map(_summary, accepted.returns)) if accepted else (),
    )
    for order, validated in enumerate(accepted.returns if accepted else (), start=1):
        _write_return(workspace, submission, validated, order, keys)
    return StoredSubmission(submission, received, result)


def _write_return(
    workspace: Workspace,
    submission: Submission,
    validated: ValidatedReturn,
    sheet_order: int,
    keys: Keys,
) -> None:
    """Write the folder of one return."""
    contract, period = validated.contract, validated.period
    quarantined = validated.rows_quarantined
    about = {
        "submission_id": submission.submission_id,
        "agency": submission.agency,
        "extract": contract.extract,
        "delivery": contract.delivery,
        "quarter": str(period.quarter) if period.quarter else None,
        "as_at": period.as_at,
        "received_at": submission.received_at,
        "file_name": submission.file_name,
        "sequence": submission.sequence,
        "sheet_order": sheet_order,
        **row_counts(validated.rows_read - quarantined, quarantined),
        "rows_left_out": validated.rows_left_out,
        "columns_found": list(validated.columns_found),
        "issues_not_listed": validated.issues_not_listed,
    }
    rows = _rows(submission, validated, keys)
    folder = return_folder(workspace, contract.extract, submission.submission_id, period)
    make_folder(folder)
    for name, is_in in ((ROWS, ~validated.is_quarantined), (QUARANTINED, validated.is_quarantined)):
        write_table(folder / name, _part(contract, rows, is_in), keys.key_id)
    write_table(folder / ISSUES, _issues(submission, validated))
    write_table(folder / RETURN, pa.Table.from_pylist([about], RETURN_SCHEMA))


def _rows(submission: Submission, validated: ValidatedReturn, keys: Keys) -> pa.Table:
    """Return all rows of a return in their landed form, the identifiers made pseudonyms."""
    contract = validated.contract
    columns: dict[str, pa.Array] = {
        "submission_id": _repeated(submission.submission_id, validated.rows_read),
        "agency": _repeated(submission.agency, validated.rows_read),
        "sheet": pa.array(validated.sheets),
        "row_number": pa.array(validated.row_numbers),
    }
    for name in contract.landed_columns:
        values = validated.values[name]
        column = contract.columns.get(name)
        if column is not None and column.privacy == "pseudonymise":
            values = keys.encoded(submission.agency, column.identifier_kind, values)
        columns[name] = values
    return pa.table(columns)


def _part(contract: Contract, rows: pa.Table, is_in: np.ndarray) -> pa.Table:
    """Return the rows of a part, free of the texts and pseudonyms that only other rows have.

    A dictionary-encoded column is written with its whole dictionary, so these are decoded.
    """
    part = rows if is_in.all() else rows.filter(pa.array(is_in))
    for position, name in enumerate(part.column_names):
        column = contract.columns.get(name)
        if column is not None and column.type == "text":
            part = part.set_column(position, name, part[name].cast(pa.string()))
    return part


def _issues(submission: Submission, validated: ValidatedReturn) -> pa.Table:
    """Return the issues as they are landed."""
    issues = validated.issues
    columns = {
        "submission_id": _repeated(submission.submission_id, len(issues)),
        "extract": _repeated(validated.contract.extract, len(issues)),
        **{name: issues[name] for name in ISSUE_FIELDS},
    }
    return pa.table(columns)


def _repeated(text: str, count: int) -> pa.DictionaryArray:
    """Return a column that holds the same text in every row, stored once."""
    return pa.DictionaryArray.from_arrays(np.zeros(count, np.int32), pa.array([text]))


def _summary(validated: ValidatedReturn) -> ReturnSummary:
    quarter = validated.period.quarter
    return ReturnSummary(
        validated.contract.extract,
        str(quarter) if quarter else None,
        validated.period.as_at,
        validated.rows_read,
        validated.rows_read - validated.rows_quarantined,
        validated.rows_quarantined,
        count_codes(validated.issues),
        validated.rows_left_out,
    )
