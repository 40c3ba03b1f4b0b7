"""The contracts and the code lists that they name fit each other."""

import pytest

from sources.contract.code_lists import ELSEWHERE, CodeLists
from sources.contract.elements import Column
from sources.contract.rules import check_areas, load_rules
from sources.contract.schema import Contract, ContractError

LISTS = CodeLists({"town": {}}, {"town": {"here": "Here", ELSEWHERE: "Elsewhere"}})


def contract(*, area: bool) -> Contract:
    town = Column(
        name="town", description="Town", headings=("Town",), type="code", list="town", area=area
    )
    return load_rules().contracts["marac_cases"].model_copy(update={"columns": {"town": town}})


def test_a_list_with_places_outside_the_county_is_for_area_columns() -> None:
    check_areas(contract(area=True), LISTS)
    with pytest.raises(ContractError, match=r"town: .* needs `area: true`"):
        check_areas(contract(area=False), LISTS)
