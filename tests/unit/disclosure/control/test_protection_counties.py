"""Random counties, published quarter after quarter with revisions, attacked by the auditor."""

from pathlib import Path

import pandas as pd
import pytest

from disclosure.control import EarlierValues, protect
from disclosure.control.optimise import neighbourhood
from disclosure.control.optimise.component_attack import ComponentAttack
from tests.benchmarks.trial import publish
from tests.support.disclosure.counties import LIMITS, QUARTERS, draw_county, sources_of


def _check(number: int, quarters: int, folder: Path) -> None:
    outcome = publish(number, quarters, folder)
    assert outcome.found == []
    assert outcome.unkept == 0


@pytest.mark.parametrize("number", [2, 4])
def test_a_random_county(number: int, tmp_path: Path) -> None:
    _check(number, 4, tmp_path)


def test_looking_close_by_first_leaks_and_hides_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is found in the quarters around a number is a move of all numbers."""
    looks: list[int] = []
    give_room = ComponentAttack.give_room

    def counted(self: ComponentAttack, targets: list[int], knows_one: bool) -> None:
        looks.append(len(targets))
        give_room(self, targets, knows_one)

    monkeypatch.setattr(ComponentAttack, "give_room", counted)
    monkeypatch.setattr(neighbourhood, "QUARTERS_AROUND", 1)
    monkeypatch.setattr(neighbourhood, "SMALL_PART", 0.0)
    whole = publish(2, 4, tmp_path / "whole")
    assert looks == []
    monkeypatch.setattr(neighbourhood, "SMALL_PART", 1.0)
    around = publish(2, 4, tmp_path / "around")
    assert looks
    assert whole.found == around.found == []
    assert around.hidden <= whole.hidden * 1.02


@pytest.mark.parametrize("number", [39, pytest.param(127, marks=pytest.mark.long)])
def test_a_county_whose_corrections_wait(number: int, tmp_path: Path) -> None:
    """Somebody knows as 1 what was more when the figures that wait were printed."""
    _check(number, 5, tmp_path)


def test_a_new_table_that_leaks_is_left_out_without_a_failed_audit(tmp_path: Path) -> None:
    outcome = publish(1, 5, tmp_path)
    assert (outcome.found, outcome.again, outcome.less_detailed) == ([], 0, 1)


@pytest.mark.long
@pytest.mark.parametrize("number", range(200))
def test_many_random_counties(number: int, tmp_path: Path) -> None:
    _check(number, QUARTERS, tmp_path)


def test_the_same_values_give_the_same_release() -> None:
    county = draw_county(1)
    once, again = [], []
    for made in (once, again):
        for at in range(2):
            earlier = [*map(EarlierValues, made)]
            made.append(protect(sources_of(county, at), earlier, LIMITS).values)
    for first, second in zip(once, again, strict=True):
        pd.testing.assert_frame_equal(first, second)
