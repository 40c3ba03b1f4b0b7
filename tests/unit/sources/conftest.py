"""Returns made up cell by cell, and what is found in them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sources.contract.code_lists import CodeLists, load_code_lists
from sources.contract.rules import SourceRules
from sources.contract.schema import Contract, load_contracts
from sources.files.sheet import Kind, Sheet
from sources.landing_errors import FileRejected
from sources.matching.match_returns import Sheets, match_returns
from sources.matching.notes import Note
from sources.validation.validate_returns import ValidatedReturn, validate_returns
from tests.support.landing.office import Office

Rows = Sequence[Sequence[Any]]


@dataclass
class Found:
    """What became of a made-up file."""

    returns: Sequence[ValidatedReturn] = ()
    notes: Sequence[Note] = ()
    rejection: FileRejected | None = None

    @property
    def code(self) -> str | None:
        return self.rejection and self.rejection.code

    @property
    def one(self) -> ValidatedReturn:
        assert self.rejection is None, self.rejection
        assert len(self.returns) == 1
        return self.returns[0]

    @property
    def period(self) -> str:
        return str(self.one.period)

    @property
    def accepted(self) -> int:
        return self.one.rows_read - self.one.rows_quarantined

    @property
    def issues(self) -> list[tuple[int, str, str]]:
        """The row, the column and the code of each issue."""
        return [
            (each["row_number"], each["column_name"], each["code"])
            for each in self.one.issues.to_pylist()
        ]

    @property
    def note_codes(self) -> list[str]:
        return [note.code for note in self.notes]

    def values(self, column: str) -> list[Any]:
        return self.one.values[column].to_pylist()


Validate = Callable[..., Found]


@pytest.fixture(scope="session")
def contracts() -> dict[str, Contract]:
    return load_contracts()


@pytest.fixture(scope="session")
def codes() -> CodeLists:
    return load_code_lists()


@pytest.fixture
def office(tmp_path: Path, contracts: dict[str, Contract], codes: CodeLists) -> Office:
    """Return an office with an empty workspace."""
    return Office(tmp_path, contracts, codes)


@pytest.fixture(scope="session")
def rules(contracts: dict[str, Contract], codes: CodeLists) -> SourceRules:
    return SourceRules(contracts, codes)


@pytest.fixture(scope="session")
def validate(rules: SourceRules, codes: CodeLists) -> Validate:
    """Return what validates the rows of a file: a sheet, several by name, or delimited text."""

    def validate_rows(
        agency: str,
        rows: Rows | Mapping[str, Rows],
        *,
        name: str = "Return.xlsx",
        received_at: datetime = datetime(2019, 7, 10),
        delimited: bool = False,
        notes: tuple[str, ...] = (),
    ) -> Found:
        if delimited:
            sheets = [delimited_sheet(rows)]  # type: ignore[arg-type]
        else:
            by_name = rows if isinstance(rows, Mapping) else {"Sheet1": rows}
            sheets = [
                workbook_sheet(sheet_name, number, sheet_rows, notes)
                for number, (sheet_name, sheet_rows) in enumerate(by_name.items(), start=1)
            ]
        try:
            matched = match_returns(
                Sheets(sheets, name, received_at.date()), rules.contracts_of(agency), codes
            )
            validated = validate_returns(matched, codes)
        except FileRejected as rejection:
            return Found(rejection=rejection)
        return Found(validated.returns, validated.notes)

    return validate_rows


def workbook_sheet(name: str, position: int, rows: Rows, notes: tuple[str, ...] = ()) -> Sheet:
    """The rows as a workbook's sheet, each cell of the kind of its value."""
    cells = [[as_cell(value) for value in row] for row in rows]
    width = max((len(row) for row in cells), default=0)
    for row in cells:
        row.extend([(None, Kind.TEXT)] * (width - len(row)))
    return Sheet(
        name,
        position,
        [pa.array([row[at][0] for row in cells], pa.string()) for at in range(width)],
        [pa.array([row[at][1] for row in cells], pa.int8()) for at in range(width)],
        notes=notes,
    )


def delimited_sheet(rows: Sequence[Sequence[str]]) -> Sheet:
    """The rows as delimited text: a row may be shorter or longer than others."""
    width = max(len(row) for row in rows)
    columns = [
        pa.array([row[at] or None if at < len(row) else None for row in rows], pa.string())
        for at in range(width)
    ]
    return Sheet(None, 1, columns, widths=np.array([len(row) for row in rows]))


def as_cell(value: Any) -> tuple[str | None, Kind]:
    """The text and the kind of a cell with the value."""
    if value is None or value == "":
        return None, Kind.TEXT
    if isinstance(value, tuple):  # a cell whose kind no value has
        return value
    if isinstance(value, bool):
        return str(value).upper(), Kind.BOOLEAN
    if isinstance(value, int | float):
        return str(value), Kind.NUMBER
    if isinstance(value, date):
        return f"{value:%Y-%m-%dT%H:%M:%S}", Kind.DATE
    return value, Kind.TEXT
