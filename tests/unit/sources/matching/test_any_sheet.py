"""Whatever stands in the sheets of a file, it is validated or rejected, and no row is lost."""

from datetime import date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.county import this_county
from sources.contract.schema import CrosstabLayout, load_contracts
from sources.files.sheet import Kind

CONTRACTS = load_contracts()
ODD = st.sampled_from(
    [
        "Total",
        "Note: x",
        "*",
        "n/a",
        "-",
        "c",
        "Q1 2019-20",
        "31/06/2019",
        "=1+1",
        "\u00a0",
        "2/5/2019",
        "Yes",
        "Police",
        "Crime",
        "MARAC",
        ("#REF!", Kind.ERROR),
        ("", Kind.UNCACHED),
        True,
        0,
        -1,
        43600,
        1e300,
        0.5,
        "92%",
        "Oxford",
    ]
)
CELLS = st.none() | ODD | st.text(max_size=5) | st.dates() | st.datetimes() | st.integers()


@st.composite
def files(draw: st.DrawFn) -> tuple[str, dict[str, list[list[Any]]]]:
    """An agency and sheets that are nearly returns of its extracts."""
    contract = draw(st.sampled_from(list(CONTRACTS.values())))
    headings = [
        draw(st.sampled_from(column.headings))
        for column in contract.columns.values()
        if column.headings and (column.needed or draw(st.booleans()))
    ]
    if isinstance(contract.layout, CrosstabLayout):
        headings += ["Police", "IDVA", "Health", "NHS"]
    sheets: dict[str, list[list[Any]]] = {}
    for name in draw(
        st.lists(st.sampled_from(["A", "Q1 2019-20", "as at 2019-06-30"]), unique=True)
    ):
        titles = draw(st.lists(st.lists(CELLS, max_size=3), max_size=3))
        order = draw(st.permutations(headings))
        rows = draw(st.lists(st.lists(CELLS, max_size=len(order) + 1), max_size=6))
        sheets[name] = [*titles, ["Q1 2019-20"], ["as at 30 June 2019"], order, *rows]
    return draw(st.sampled_from(this_county().agencies_of(contract.extract))), sheets


@settings(max_examples=200, deadline=None)
@given(files(), st.booleans())
def test_it_is_validated_or_rejected(
    validate: Any, file: tuple[str, dict[str, list[list[Any]]]], recent: bool
) -> None:
    agency, sheets = file
    received_at = datetime(2019, 7, 10) if recent else datetime(1900, 1, 1)
    found = validate(agency, sheets, received_at=received_at)
    for one in found.returns:
        assert one.rows_read == len(one.row_numbers) == len(one.is_quarantined)
        assert all(len(values) == one.rows_read for values in one.values.values())
        quarantined = {
            (each["sheet"], each["row_number"])
            for each in one.issues.to_pylist()
            if each["is_quarantined"]
        }
        places = zip(one.sheets.tolist(), one.row_numbers.tolist(), strict=True)
        assert all(
            (place in quarantined) == is_quarantined
            for place, is_quarantined in zip(places, one.is_quarantined.tolist(), strict=True)
        ) or one.contract.extract in ("marac_attendance", "homelessness_local")
        assert all(day <= date(2019, 6, 30) for day in accepted_days(one))


def accepted_days(one: Any) -> list[date]:
    """The period dates of the rows that count."""
    if one.contract.period is None:
        return []
    days = one.values[one.contract.period].to_pylist()
    kept = (
        day for day, quarantined in zip(days, one.is_quarantined, strict=True) if not quarantined
    )
    return [day.date() if isinstance(day, datetime) else day for day in kept]
