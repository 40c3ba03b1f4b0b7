"""Numbers, days and row numbers in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.quarter import Quarter
from sources.wording import plain_text as plain


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([5], "row 5"),
        ([5, 6], "rows 5 to 6"),
        ([5, 9, 7, 6], "rows 5 to 7 and 9"),
        ([3, 5, 6, 7, 9], "rows 3, 5 to 7 and 9"),
    ],
)
def test_adjoining_rows_are_a_range(rows: list[int], words: str) -> None:
    assert plain.rows_in_words(rows) == words


@given(st.sets(st.integers(1, 300), min_size=1, max_size=plain.RUNS))
def test_the_ranges_name_every_row_and_no_other(rows: set[int]) -> None:
    words = plain.rows_in_words(rows).partition(" ")[2].replace(" and ", ", ")
    named: set[int] = set()
    for run in words.split(", "):
        first, _, last = run.partition(" to ")
        named |= set(range(int(first), int(last or first) + 1))
    assert named == rows


def test_very_many_runs_are_counted() -> None:
    words = plain.rows_in_words(range(1, 2 * plain.RUNS + 21, 2))
    assert words.endswith(f"{2 * plain.RUNS - 1} and 10 more")


def test_counts_days_and_periods() -> None:
    assert [plain.counted(number, "row") for number in (0, 1, 1204)] == [
        "no rows",
        "1 row",
        "1,204 rows",
    ]
    assert plain.counted(2, "entry", "entries") == "2 entries"
    assert plain.period_in_words(Quarter(2019, 1), None) == "April to June 2019"
    assert plain.period_in_words(None, date(2019, 6, 3)) == "as at 3 June 2019"


def test_a_cell_is_quoted_as_its_sender_sees_it() -> None:
    assert plain.as_seen("2019-06-01T00:00:00") == "01/06/2019"
    assert plain.as_seen("2019-06-01T09:30:00") == "01/06/2019 09:30"
    assert plain.as_seen("a\n b\x00") == "a b"
    assert len(plain.as_seen("x" * 9999)) == 501
