"""Traps of every kind, drawn at random: none stops another file, misleads, or is landed in part."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.contract.code_lists import CodeLists
from sources.contract.rules import SourceRules
from sources.files import read_file
from sources.files.sandbox.dispatch import parse
from sources.files.sheet import FileUnreadable, Limits, Sheet
from sources.landing_errors import FileRejected
from sources.matching.match_returns import Sheets, match_returns
from sources.validation.validate_returns import ValidatedReturn, validate_returns
from tests.support.files import traps
from tests.support.files.made_traps import SECRET
from tests.support.files.traps import HEADINGS, Spoilt, TornTable, Trap
from tests.support.landing.office import POLICE, RECEIVED, Office

LAST = "west_oxfordshire"
"""An agency whose files are landed after those of all others."""

EXHAUSTING = traps.amplified_text() | traps.repeated_parts() | traps.looping_chains()


def times(few: int, many: int) -> pytest.MarkDecorator:
    """Draw so few traps in each run of the tests, and so many in the longer one."""
    return pytest.mark.parametrize("count", [few, pytest.param(many, marks=pytest.mark.long)])


def each_of(strategy: st.SearchStrategy[Any], count: int, holds: Callable[[Any], None]) -> None:
    """Draw so many traps, and check what holds of each."""
    settings(max_examples=count, deadline=None)(given(strategy)(holds))()


@times(5, 1_000)
def test_what_exhausts_stops_no_other_file(office: Office, count: int) -> None:
    def holds(trap: Trap) -> None:
        number = len(list(office.workspace.accepted.glob(f"{LAST}/*")))
        content = f"Case Ref,Referred\nS{number},1 May 2019\n"
        office.put_bytes(content.encode(), f"{LAST}/{number} as at 30 June 2019.csv")
        office.put_bytes(trap.content, f"{POLICE}/{trap.name}")
        caught, good = office.land()
        assert good.outcome == "accepted"
        assert SECRET not in str(caught)
        assert office.left == []
        assert not list(office.workspace.work.iterdir())

    each_of(EXHAUSTING, count, holds)


@pytest.fixture
def validated(rules: SourceRules, codes: CodeLists) -> Callable[[bytes], ValidatedReturn]:
    """Return what validates a text file of incidents, in this process."""

    def validate(content: bytes) -> ValidatedReturn:
        sheets = parse(content, "csv", Limits())
        named = Sheets(sheets, "incidents Q1 2019-20.csv", RECEIVED.date())
        matched = match_returns(named, rules.contracts_of(POLICE), codes)
        return validate_returns(matched, codes).returns[0]

    return validate


@times(100, 20_000)
def test_a_torn_table_is_read_as_it_was_meant_or_rejected(
    validated: Callable[[bytes], ValidatedReturn], count: int
) -> None:
    def holds(torn: TornTable) -> None:
        try:
            found = validated(torn.text.encode())
        except (FileUnreadable, FileRejected):
            return
        read = zip(
            found.values["occurrence"].to_pylist(),
            found.values["recorded_on"].to_pylist(),
            found.values["crime"].to_pylist(),
            strict=True,
        )
        assert [(name, str(day), crime) for name, day, crime in read] == [
            (row[1].casefold(), "-".join(reversed(row[2].split("/"))), "crime") for row in torn.rows
        ]
        assert not found.is_quarantined.any()

    each_of(traps.torn_quoting(), count, holds)


def test_a_table_that_is_not_torn_is_read(
    validated: Callable[[bytes], ValidatedReturn],
) -> None:
    whole = traps.torn_quoting().filter(lambda torn: torn.is_as_meant)
    each_of(whole, 20, lambda torn: validated(torn.text.encode()) and None)


@times(30, 5_000)
def test_no_row_vanishes_for_a_remark(
    validated: Callable[[bytes], ValidatedReturn], count: int
) -> None:
    full = ["x", "O0", "02/05/2019", "Crime", "", ""]

    def holds(rows: list[list[str]]) -> None:
        found = validated(traps.written([HEADINGS, full, *rows]))
        numbered = [(number, row) for number, row in enumerate(rows, start=3) if any(row)]
        data = [number for number, row in numbered if traps.reads_as_data(row)]
        assert found.row_numbers.tolist() == [2, *data]
        left_out = [number for number, _ in numbered if number not in data]
        assert found.left_out[1].tolist() == left_out

    each_of(traps.remarks(), count, holds)


@times(60, 5_000)
def test_what_was_not_written_to_its_end_is_rejected_or_read_as_it_is(
    tmp_path: Path, count: int
) -> None:
    def holds(spoilt: Spoilt) -> None:
        try:
            found = read(tmp_path / spoilt.name, spoilt.content)
        except FileUnreadable:
            return
        whole = read(tmp_path / spoilt.name, spoilt.whole)
        if spoilt.name.endswith("csv"):  # cut at the end of a line it looks whole
            assert found[0][:-1] == whole[0][: len(found[0]) - 1]
        elif not spoilt.name.endswith("xls"):  # an old workbook has no checksum
            assert found == whole

    each_of(traps.partial_writes(), count, holds)


def read(path: Path, content: bytes) -> list[list[tuple[str | None, ...]]]:
    """Return the rows of each sheet of a file."""
    path.write_bytes(content)
    return [rows_of(sheet) for sheet in read_file(path, path.parent)]


def rows_of(sheet: Sheet) -> list[tuple[str | None, ...]]:
    """Return the cells of a sheet, row by row."""
    return list(zip(*(column.to_pylist() for column in sheet.columns), strict=True))
