"""The numbers of a chart's axis, which are no figures, whatever the size of the county."""

import pytest

from disclosure.audit.artefacts import html_pages


@pytest.mark.parametrize("power", range(-2, 9))
@pytest.mark.parametrize("lead", [1, 2, 2.5, 5])
def test_steps_of_any_size_are_an_axis(power: int, lead: float) -> None:
    steps = [round(lead * 10.0**power * number, 6) for number in range(5)]
    assert html_pages._is_axis(steps, set(steps))
    # A scale with a step left out would tell a number of its own.
    assert not html_pages._is_axis([steps[0], steps[1], steps[4]], {steps[0], steps[1], steps[4]})
