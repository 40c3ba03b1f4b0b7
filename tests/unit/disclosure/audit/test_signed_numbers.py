"""The auditor's own numbers, which it must not read, are those of the policy."""

import inspect

from core.policy import county_policy
from disclosure.audit.artefacts import svg_geometry
from disclosure.audit.inference import solution_pool
from disclosure.audit.inference.inference_attack import attack
from disclosure.audit.rules import cell_rules, progress_rules


def test_the_auditor_s_own_numbers_are_those_that_are_signed() -> None:
    policy = county_policy()
    thresholds = {
        inspect.signature(function).parameters["threshold"].default
        for function in (cell_rules.check_cells, attack)
    }
    assert thresholds == {policy.small_number_threshold}
    assert policy.fewest_values == solution_pool.ENOUGH
    assert policy.smallest_share_denominator == cell_rules.LEAST_BASE
    assert policy.smallest_compared == progress_rules.LEAST_TOGETHER
    assert policy.variation_points == svg_geometry.LEAST_POINTS
    assert policy.variation_factor == svg_geometry.PER_MOVING_RANGE
