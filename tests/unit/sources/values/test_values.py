"""Every kind of cell means what acceptance.md says (A value)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.contract.code_lists import load_code_lists
from sources.contract.normalise import fold_identifier, fold_text
from sources.contract.schema import Column
from sources.files.sheet import Kind
from sources.values.column_cleaning import Cleaned, Fault, clean
from sources.values.value_parsers import AGE_BANDS, month_named

CODES = load_code_lists()


def cleaned(cells: list[str | None], kinds: list[Kind] | None = None, **column: object) -> Cleaned:
    """The cells cleaned as those of a column of that type."""
    spec = Column.model_validate({"name": "it", "description": "It", "headings": ["It"], **column})
    types = None if kinds is None else pa.array([int(kind) for kind in kinds], pa.int8())
    return clean(spec, pa.array(cells, pa.string()), types, CODES)


def one(cell: str | None, kind: Kind = Kind.TEXT, **column: object) -> tuple[object, Fault]:
    """The value of one cell and its fault."""
    result = cleaned([cell], [kind], **column)
    return result.values[0].as_py(), Fault(result.fault[0])


def marker(cell: str, column_type: str = "integer") -> str | None:
    """The marker that a cell is in a column of figures; it must be no fault."""
    result = cleaned([cell], type=column_type)
    assert result.marker is not None
    found = result.marker[0].as_py()
    assert found is None or (result.fault[0] == Fault.OK and result.values[0].as_py() is None)
    return found


@pytest.mark.parametrize(
    "cell",
    [
        "05/04/2019",
        "5/4/2019",
        "05/04/19",
        "05.04.2019",
        "05-04-2019",
        "5 Apr 2019",
        "5 April 2019",
        "5-Apr-19",
        " 5-APR-2019 ",
        "2019-04-05",
        "05/04/2019 14:30",
        "2019-04-05T14:30:00",
        "5 April 2019 2:30 pm",
        "43560",
        "43560.6",
        "5\u00a0April\u00a02019",
    ],
)
def test_wordings_of_a_date(cell: str) -> None:
    assert one(cell, type="date") == (date(2019, 4, 5), Fault.OK)


@pytest.mark.parametrize("cell", ["00/00/0000", "01/01/1900", "1 Jan 1900", "n/a", "-", "TBC", " "])
def test_what_stands_for_no_date_is_blank(cell: str) -> None:
    assert one(cell, type="date") == (None, Fault.BLANK)
    assert one(cell, type="datetime") == (None, Fault.BLANK)


@pytest.mark.parametrize(
    "cell",
    ["06/13/2019", "31/06/2019", "29/02/2019", "5/4", "39999", "60002", "soon", "05/04-2019",
     "05/04/2019 25:00", "#REF!", "5 Abc 2019", "20190405", "05/04/019"],
)  # fmt: skip
def test_what_cannot_be_read_as_a_date(cell: str) -> None:
    assert one(cell, type="date") == (None, Fault.UNREADABLE)


def test_cells_of_a_workbook_as_dates() -> None:
    assert one("2019-04-05T14:30:00", Kind.DATE, type="date") == (date(2019, 4, 5), Fault.OK)
    assert one("1900-01-01T00:00:00", Kind.DATE, type="date") == (None, Fault.BLANK)
    assert one("43560", Kind.NUMBER, type="date") == (date(2019, 4, 5), Fault.OK)
    assert one("TRUE", Kind.BOOLEAN, type="date") == (None, Fault.UNREADABLE)
    moment = datetime(2019, 4, 5, 14, 30)
    assert one("43560.604166667", Kind.NUMBER, type="datetime") == (moment, Fault.OK)
    assert one("5/4/19 14:30", type="datetime") == (moment, Fault.OK)


def test_two_digit_years_are_of_1969_to_2068() -> None:
    assert one("01/04/69", type="date")[0] == date(1969, 4, 1)
    assert one("01/04/68", type="date")[0] == date(2068, 4, 1)
    assert one("01/04/00", type="date")[0] == date(2000, 4, 1)


@given(
    st.dates(date(1970, 1, 1), date(2068, 12, 31)),
    st.times().map(lambda t: t.replace(microsecond=0)),
)
def test_a_moment_is_read_as_it_is_written(day: date, time) -> None:
    moment = datetime.combine(day, time)
    forms = [
        "%d/%m/%Y",
        "%d/%m/%y",
        "%d.%m.%Y",
        "%d-%m-%Y",
        "%d %b %Y",
        "%d-%b-%y",
        "%d %B %Y",
        "%Y-%m-%d",
    ]
    cells = [moment.strftime(f"{form} %H:%M:%S") for form in forms]
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    if 40000 <= serial < 60000:
        cells.append(f"{serial:.9f}")
    assert cleaned(cells, type="datetime").values.to_pylist() == [moment] * len(cells)
    assert cleaned(cells, type="date").values.to_pylist() == [day] * len(cells)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("3", 3), ("1,200", 1200), ("£1,200", 1200), ("£ 12", 12), ("1 200", 1200), (" 7 ", 7),
     ("12.0", 12), ("-2", -2), ("1,234,567", 1234567), ("007", 7)],
)  # fmt: skip
def test_wordings_of_a_whole_number(cell: str, number: int) -> None:
    assert one(cell, type="integer") == (number, Fault.OK)


@pytest.mark.parametrize(
    "cell",
    ["3.5", "92%", "100%", "1e5", "inf", "nan", "12 34", "1,2", "about 3", "TRUE", "#N/A",
     "9223372036854775808", "<10", "٣", "5 to 6"],
)  # fmt: skip
def test_what_cannot_be_read_as_a_whole_number(cell: str) -> None:
    assert one(cell, type="integer") == (None, Fault.UNREADABLE)
    assert marker(cell) is None


@pytest.mark.parametrize(
    ("cell", "number"),
    [("92%", 0.92), ("92 %", 0.92), ("33.3%", 0.333), ("0.92", 0.92), (".5", 0.5),
     ("£1,200.50", 1200.5)],
)  # fmt: skip
def test_wordings_of_a_number(cell: str, number: float) -> None:
    assert one(cell, type="number") == (number, Fault.OK)


def test_a_workbooks_dates_and_truths_are_no_numbers() -> None:
    assert one("2019-04-01T00:00:00", Kind.DATE, type="integer")[1] == Fault.UNREADABLE
    assert one("TRUE", Kind.BOOLEAN, type="number")[1] == Fault.UNREADABLE
    assert one("3", Kind.NUMBER, type="integer") == (3, Fault.OK)
    assert one("#DIV/0!", Kind.ERROR, type="number")[1] == Fault.UNREADABLE


@given(st.integers(0, 100_000))
def test_a_percentage_is_exactly_its_share(hundredths: int) -> None:
    percent = Decimal(hundredths) / 100
    assert one(f"{percent}%", type="number")[0] == float(percent / 100)


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_a_whole_number_is_read_as_it_is_written(number: int) -> None:
    cells = [str(number), f"{number:,}", f" {number}.0 "]
    assert cleaned(cells, type="integer").values.to_pylist() == [number] * 3


@pytest.mark.parametrize(
    ("cell", "meaning"),
    [("c", "suppressed"), ("<5", "suppressed"), ("< 5", "suppressed"), ("-", "suppressed"),
     ("–", "suppressed"), ("*", "suppressed"), ("..", "unavailable"), (":", "unavailable"),
     ("z", "not_applicable"), ("N/A", "not_applicable"), ("[c]", "suppressed")],
)  # fmt: skip
def test_markers_are_values_apart_from_blank(cell: str, meaning: str) -> None:
    assert marker(cell) == meaning
    assert marker(cell, "number") == meaning


def test_a_zero_and_a_blank_are_no_markers() -> None:
    assert marker("0") is None
    assert one("", type="integer") == (None, Fault.BLANK)


@pytest.mark.parametrize("cell", ["Y", "yes", "TRUE", "1", "✓", "✔️", " Yes. "])
def test_wordings_of_yes(cell: str) -> None:
    assert one(cell, type="yes_no") == (True, Fault.OK)


@pytest.mark.parametrize("cell", ["N", "no", "False", "0"])
def test_wordings_of_no(cell: str) -> None:
    assert one(cell, type="yes_no") == (False, Fault.OK)


def test_yes_no_beyond_its_words() -> None:
    assert one("TRUE", Kind.BOOLEAN, type="yes_no") == (True, Fault.OK)
    assert one("0", Kind.NUMBER, type="yes_no") == (False, Fault.OK)
    assert one(None, type="yes_no") == (None, Fault.BLANK)
    for cell in ("-1", "maybe", "n/a", "-", "2"):
        assert one(cell, type="yes_no") == (None, Fault.UNREADABLE)


@pytest.mark.parametrize(
    ("cell", "band"),
    [("0", "under 16"), ("15", "under 16"), ("16", "16-17"), ("18", "18-24"), ("24", "18-24"),
     ("25", "25-34"), ("44", "35-44"), ("54", "45-54"), ("64", "55-64"), ("65", "65 and over"),
     ("120", "65 and over")],
)  # fmt: skip
def test_bands_of_ages(cell: str, band: str) -> None:
    assert one(cell, Kind.NUMBER, type="integer", privacy="band") == (band, Fault.OK)


def test_an_age_that_is_none_is_unknown() -> None:
    ages = {"type": "integer", "privacy": "band"}
    for cell in ("121", "-1", "34.5", "n/a", "Unknown", "16-17", "#REF!"):
        assert one(cell, **ages) == ("unknown", Fault.UNREADABLE)
    assert one(None, **ages) == ("unknown", Fault.BLANK)
    assert cleaned(["34"], **ages).marker is None


@given(st.integers(0, 120))
def test_every_age_has_one_band(age: int) -> None:
    assert one(str(age), type="integer", privacy="band")[0] in AGE_BANDS[:-1]


def test_words_of_a_code_list() -> None:
    referrers = {"type": "code", "list": "marac_agency"}
    cells = ["TVP", " police.", "Children’s\u00a0Social Care", "RSPCA", None, "#N/A"]
    result = cleaned(cells, **referrers)
    codes = ["police", "police", "childrens_social_care", "unrecognised", None, None]
    assert result.values.to_pylist() == codes
    found = [Fault.OK] * 3 + [Fault.UNRECOGNISED, Fault.BLANK, Fault.UNREADABLE]
    assert result.fault.tolist() == found
    assert one("1", Kind.NUMBER, type="code", list="attendance") == ("attended", Fault.OK)
    assert one("TRUE", Kind.BOOLEAN, type="code", list="yes_no_unknown") == ("yes", Fault.OK)
    assert one("-", type="code", list="meeting_attendance") == ("not_expected", Fault.OK)
    assert one("#N/A", type="code", list="meeting_attendance")[1] == Fault.UNREADABLE


def test_identifiers_are_compared_without_case_and_spaces() -> None:
    cells = [" ab  12", "AB\u00a012", "Ab\n12", "ab 12", "12", "12", None, " ", "AB 13"]
    kinds = [Kind.TEXT] * 4 + [Kind.NUMBER] + [Kind.TEXT] * 4
    result = cleaned(cells, kinds, type="text", privacy="pseudonymise")
    assert result.values.to_pylist() == ["ab 12"] * 4 + ["12"] * 2 + [None] * 2 + ["ab 13"]
    assert result.ids.tolist() == [0, 0, 0, 0, 1, 1, -1, -1, 2]
    assert result.fault.tolist() == [Fault.OK] * 6 + [Fault.BLANK] * 2 + [Fault.OK]


def test_text_keeps_its_case() -> None:
    assert one("  Thames  Valley\nPolice ", type="text") == ("Thames Valley Police", Fault.OK)
    assert one("#REF!", Kind.ERROR, type="text") == (None, Fault.UNREADABLE)
    assert one("#ref!", type="text") == (None, Fault.UNREADABLE)
    assert one("-", type="text") == ("-", Fault.OK)


def test_lists_are_parted_by_semicolons() -> None:
    assert one(" a; b c ;;", type="list") == (["a", "b c"], Fault.OK)
    assert one(" ; ", type="list") == (None, Fault.BLANK)


@given(st.lists(st.one_of(st.none(), st.text())))
def test_folding_a_column_is_folding_its_cells(cells: list[str | None]) -> None:
    texts = [fold_text(cell or "") for cell in cells]
    expected = [None if not text or text.upper().startswith("#") else text for text in texts]
    values = cleaned(cells, type="text").values.to_pylist()
    ids = cleaned(cells, type="text", privacy="pseudonymise").values.to_pylist()
    for cell, text, value, identifier in zip(cells, expected, values, ids, strict=True):
        if text is not None or value is None:
            assert value == text
            assert identifier == (None if text is None else fold_identifier(cell or ""))


@given(st.lists(st.tuples(st.text(max_size=12), st.sampled_from(list(Kind)))), st.randoms())
def test_a_cell_means_the_same_wherever_it_stands(cells, random) -> None:
    types: list[dict[str, object]] = [
        {"type": name}
        for name in ("text", "date", "datetime", "integer", "number", "yes_no", "list")
    ]
    types += [{"type": "code", "list": "risk"}, {"type": "integer", "privacy": "band"}]
    shuffled = random.sample(cells, len(cells))
    for column in types:
        result = cleaned([text for text, _ in shuffled], [kind for _, kind in shuffled], **column)
        for (text, kind), value, fault in zip(
            shuffled, result.values.to_pylist(), result.fault, strict=True
        ):
            assert (value, fault) == one(text, kind, **column)


def test_identifiers_are_numbered_by_their_value() -> None:
    numbers = np.arange(50_000)
    cells = pa.array([f"V{number:08}" for number in numbers])
    column = Column(name="v", description="V", headings=("V",), type="text", privacy="pseudonymise")
    result = clean(column, pa.concat_arrays([cells] * 2), None, CODES)
    assert result.values[0].as_py() == "v00000000"
    assert np.array_equal(result.ids, np.tile(numbers, 2))


@pytest.mark.parametrize("heading", ["Apr-19", "April 2019", "Apr 19", "APR-2019", "01/04/2019"])
def test_headings_that_are_a_month(heading: str) -> None:
    assert month_named(heading, Kind.TEXT) == date(2019, 4, 1)
    assert month_named("2019-04-01T00:00:00", Kind.DATE) == date(2019, 4, 1)
    assert month_named("Quarter", Kind.TEXT) is None
