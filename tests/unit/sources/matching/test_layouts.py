"""Which rows are data (acceptance.md, A row), and ragged rows (A file), sentence by sentence."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.files.sheet import Kind

POLICE = "thames_valley_police"
UNCACHED = ("", Kind.UNCACHED)
Q1 = ["Quarter 1 2019-20"]
DAY = date(2019, 5, 2)
INCIDENTS = ["Occurrence No", "Recorded", "Crime?", "Age", "Officer"]
ONE = ["O1", DAY, "Crime", 30, "Sam"]
RECOVERY = ["Provider", "Programme", "Type", "Audience", "District", "Open to referrals?", "Places"]


def provision(provider: str | None, programme: str, district: str = "Oxford") -> list[Any]:
    return [provider, programme, "Group", "Adults", district, "Yes", 12]


@pytest.mark.parametrize(
    "no_data",
    [
        [],
        [None, " ", "\u00a0"],
        [None, None, None, None, "Sam"],  # no mapped cell is filled
        ["Total", None, None, 30],
        [" GRAND  TOTAL: ", None, None, 30],
        ["Sub-total", None, None, 30],
        ["subtotal", None, None, 30],
        [None, None, "Total", 30],
        ["Note: figures are provisional", None, "and", "so", "on"],
        ["Notes", 1],
        ["source: the crime system", DAY],
        ["* includes two counted twice", DAY],
        ["*provisional", DAY],
        ["Crimes of May"],
        [None, None, "Crimes of May"],
        [None, None, None, "Ages"],
    ],
)
def test_a_row_that_is_no_data(validate: Any, no_data: list[Any]) -> None:
    found = validate(POLICE, [Q1, INCIDENTS, ONE, no_data, ["O2", *ONE[1:]]])
    assert found.one.rows_read == 2
    assert found.issues == []
    assert found.one.row_numbers.tolist() == [3, 5]


@pytest.mark.parametrize(
    "data",
    [
        ["*", DAY, "Crime"],
        ["Totally", DAY, "Crime"],
        ["Total 3", DAY, "Crime"],
        [None, DAY, "Crime", None, "Total"],  # not its first filled cell
        [None, DAY],  # its one filled cell is no text
        [None, None, None, 30],
        ["O9", None, "Crime"],
    ],
)
def test_a_row_that_is_data(validate: Any, data: list[Any]) -> None:
    assert validate(POLICE, [Q1, INCIDENTS, ONE, data]).one.rows_read == 2


def test_the_first_filled_cell_may_stand_in_a_column_that_is_not_read(validate: Any) -> None:
    headings = ["Line", *INCIDENTS]
    found = validate(POLICE, [Q1, headings, [1, *ONE], ["Total", "O2", DAY, None, 30]])
    assert found.one.rows_read == 1
    assert found.one.rows_left_out == 1


@pytest.mark.parametrize(
    "remark", ["Total", "Noted by phone", "Note: see file", "Sources", "* late", "NOTES"]
)
def test_a_full_row_is_none_whatever_a_comment_beside_it_says(validate: Any, remark: str) -> None:
    headings = ["Comment", *INCIDENTS]
    found = validate(POLICE, [Q1, headings, [remark, *ONE], [remark, "O2", DAY, "Crime"]])
    assert found.one.rows_read == 2
    assert found.one.rows_left_out == 0


@pytest.mark.parametrize(
    ("row", "is_data"),
    [
        (["Total", DAY, "Crime"], False),  # a total is none even where nothing else is needed
        (["Note taking at school", DAY, "Crime"], True),  # a full row: the note is its reference
        (["Note: late", None, "Crime"], False),
        (["Noted late", None, "Crime"], True),  # needs the word itself; then it is quarantined
        (["Sourcebook", None, "Crime"], True),
        (["Source: police", DAY, None], False),
        (["Notes", None, None], False),
    ],
)
def test_a_remark_is_known_by_its_first_word_and_what_the_row_lacks(
    validate: Any, row: list[Any], is_data: bool
) -> None:
    found = validate(POLICE, [Q1, INCIDENTS, ONE, row])
    assert found.one.rows_read == 1 + is_data
    assert found.one.rows_left_out == 1 - is_data


def test_rows_left_out_are_known_by_their_numbers_and_blank_rows_are_not_among_them(
    validate: Any,
) -> None:
    rows = [Q1, INCIDENTS, ONE, [], ["Total", None, None, 30], ["Crimes of May"], ["O2", *ONE[1:]]]
    found = validate(POLICE, rows)
    assert found.one.left_out[1].tolist() == [5, 6]


def test_one_filled_cell_is_data_where_an_extract_needs_one_column_only(validate: Any) -> None:
    headings = ["District", "Assessments Completed", "DA factor (3A/3B/3C)"]
    assert validate("childrens_social_care", [Q1, headings, ["Oxford"]]).one.rows_read == 1


def test_in_delimited_text_a_lone_number_or_date_is_no_title(validate: Any) -> None:
    rows = [Q1, INCIDENTS, ["O1", "2/5/2019", "Crime", "", ""], ["", "3/5/2019", "", "", ""]]
    assert validate(POLICE, rows, delimited=True).one.rows_read == 2
    rows[3] = ["May", "", "", "", ""]
    assert validate(POLICE, rows, delimited=True).one.rows_read == 1


class TestFillDown:
    def test_a_blank_provider_is_the_one_above(self, validate: Any) -> None:
        rows = [provision("Aspire", "A"), provision(None, "B"), provision("Reducing", "C")]
        found = validate("recovery_providers", [Q1, RECOVERY, *rows])
        assert found.values("provider") == ["Aspire", "Aspire", "Reducing"]

    def test_also_across_a_blank_row(self, validate: Any) -> None:
        rows = [provision("Aspire", "A"), [], provision(None, "B")]
        found = validate("recovery_providers", [Q1, RECOVERY, *rows])
        assert found.values("provider") == ["Aspire", "Aspire"]

    def test_but_not_across_a_total_in_its_column(self, validate: Any) -> None:
        rows = [provision("Aspire", "A"), ["Sub-total", *[None] * 5, 12], provision(None, "B")]
        found = validate("recovery_providers", [Q1, RECOVERY, *rows])
        assert found.issues == [(5, "provider", "missing")]

    def test_no_other_column_is_filled(self, validate: Any) -> None:
        rows = [provision("Aspire", "A"), [None, "B", None, "Adults", "Oxford", "Yes"]]
        found = validate("recovery_providers", [Q1, RECOVERY, *rows])
        assert found.issues == [(4, "kind", "missing")]


class TestRagged:
    HEADINGS = ("Occurrence No", "Recorded", "Crime?")
    ROW = ("O1", "02/05/2019", "Crime")

    def validated(self, validate: Any, *rows: list[str]) -> Any:
        whole = [["Q1 2019-20"], self.HEADINGS, self.ROW, *rows]
        return validate(POLICE, whole, name="incidents.csv", delimited=True)

    @pytest.mark.parametrize(
        "row",
        [["O2", "02/05/2019"], ["O2", "02/05/2019", "Crime", ""], ["O2"], ["", "x", "y", "z"]],
    )
    def test_a_data_row_with_too_many_or_too_few_fields(
        self, validate: Any, row: list[str]
    ) -> None:
        found = self.validated(validate, row, ["O3", "03/05/2019", "Crime"])
        assert found.code == "unreadable"
        assert "Row 4" in found.rejection.message

    @pytest.mark.parametrize("row", [[], ["", ""], ["Total"], ["Note: provisional", ""]])
    def test_titles_blank_lines_totals_and_notes_may_have_fewer(
        self, validate: Any, row: list[str]
    ) -> None:
        assert self.validated(validate, row).accepted == 1


class TestUncached:
    def test_in_a_mapped_cell_of_a_data_row(self, validate: Any) -> None:
        found = validate(POLICE, [Q1, INCIDENTS, ONE, ["O2", UNCACHED, "Crime"]])
        assert found.code == "unreadable"
        message = found.rejection.message
        assert message.startswith("Row 4 of sheet 1 ")
        assert "the column 'Recorded'" in message

    def test_elsewhere_it_is_nothing(self, validate: Any) -> None:
        total = ["Total", None, None, UNCACHED]
        rows = [[UNCACHED], Q1, INCIDENTS, ["O1", DAY, "Crime", 30, UNCACHED], total]
        assert validate(POLICE, rows).accepted == 1

    def test_in_a_form_and_in_a_crosstab(self, validate: Any) -> None:
        labels = (
            ["Households owed a prevention or relief duty"],
            ["of which domestic abuse is the main reason"],
        )
        form = [Q1, [*labels[0], UNCACHED], [*labels[1], 3]]
        assert validate("cherwell", form).code == "unreadable"
        crosstab = ["MARAC", "Meeting Date", "Police", "NHS", "OUH"]
        row = ["Oxford", DAY, "Y", "Y", UNCACHED]
        assert validate(POLICE, [Q1, crosstab, row]).code == "unreadable"


def test_hidden_parts_are_read_with_a_note(validate: Any) -> None:
    found = validate(
        POLICE, [Q1, INCIDENTS, ONE], notes=("hidden_sheet", "hidden_rows", "filtered")
    )
    assert found.accepted == 1
    assert found.note_codes[:3] == ["hidden_sheet", "hidden_rows", "filtered"]


CELLS = st.sampled_from([None, None, "Total", "Notes", "Noted", "* late", "*", "Crime", "O1"])
NEEDED = (1, 2, 3)
MAPPED = (*NEEDED, 4)


def reads_as_data(row: list[str | None]) -> bool:
    """Whether a row is data, sentence by sentence of docs/acceptance.md#a-row."""
    filled = [at for at, cell in enumerate(row) if cell is not None]
    if not any(at in MAPPED for at in filled):
        return False
    first = row[filled[0]] or ""
    lacks = any(row[at] is None for at in NEEDED if at != filled[0])
    if first == "Total" and (filled[0] in NEEDED or lacks):
        return False
    if first in ("Notes", "* late") and (lacks or not any(at in MAPPED for at in filled[1:])):
        return False
    return sum(at in MAPPED for at in filled) > 1


@given(st.lists(st.tuples(*[CELLS] * 6).map(list), max_size=8))
def test_rows_are_data_exactly_as_it_is_written(
    validate: Any, rows: list[list[str | None]]
) -> None:
    headings = ["Comment", "Occurrence No", "Recorded", "Crime?", "District", "Officer"]
    found = validate(POLICE, [Q1, headings, ["x", "O0", DAY, "Crime", None, None], *rows])
    data = [number for number, row in enumerate(rows, start=4) if reads_as_data(row)]
    left_out = [
        number
        for number, row in enumerate(rows, start=4)
        if number not in data and any(cell is not None for cell in row)
    ]
    assert found.one.row_numbers.tolist() == [3, *data]
    assert found.one.left_out[1].tolist() == left_out
