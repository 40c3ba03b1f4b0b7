"""Random counties, published quarter after quarter with revisions, attacked by the auditor."""

from pathlib import Path

import pandas as pd
import pytest

from dashboard.disclosure import protect
from tests.disclosure.counties import KEY, QUARTERS, draw_county, read_seeds, values_of
from tests.disclosure.trial import publish


def _check(number: int, quarters: int, folder: Path) -> None:
    outcome = publish(number, quarters, folder)
    assert outcome.found == []
    for before, after in zip(outcome.values, outcome.values[1:], strict=False):
        then = before.set_index(KEY)["shown"]
        now = after.set_index(KEY)["shown"].reindex(then.index)
        assert set(now[then == "c"]) <= {"c"}
        assert set(now[then == "value"]) <= {"value"}


@pytest.mark.parametrize("number", range(1, 6))
def test_a_random_county(number: int, tmp_path: Path) -> None:
    _check(number, 4, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("number", range(200))
def test_many_random_counties(number: int, tmp_path: Path) -> None:
    _check(number, QUARTERS, tmp_path)


def test_the_same_values_give_the_same_release() -> None:
    areas, relations = read_seeds()
    county = draw_county(1)
    once, again = [], []
    for made in (once, again):
        for at in range(2):
            values = values_of(county, at)
            protection = protect(values, county.catalogue, areas, made, relations=relations)
            made.append(protection.values)
    for first, second in zip(once, again, strict=True):
        pd.testing.assert_frame_equal(first, second)
