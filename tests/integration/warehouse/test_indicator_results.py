"""Indicators of a contract in the warehouse: as many are met as the measure counts."""

from pathlib import Path

from tests.support.landing.landed import reading


def test_as_many_indicators_are_met_as_the_measure_counts(warehouse: Path) -> None:
    with reading(warehouse) as opened:
        counted = opened.execute(
            """
            select v.quarter, v.numerator, v.denominator,
                count(*) filter (where i.result = 'met') as met,
                count(*) filter (where i.result in ('met', 'not_met')) as of_all
            from measures.contract_indicators as i
            inner join measures.measure_values as v
                on i.measure_id = v.measure_id and i.quarter = v.quarter
            where v.period_type = 'quarter' and v.breakdown = 'all' and v.numerator is not null
            group by all
            """
        ).fetchall()
    assert len(counted) > 2
    for quarter, numerator, denominator, met, of_all in counted:
        assert (numerator, denominator) == (met, of_all), quarter


def test_a_result_is_what_target_and_figure_say(warehouse: Path) -> None:
    with reading(warehouse) as opened:
        rows = opened.execute(
            """
            select better_when, target, quarter_value, result, compared_measure_id, difference
            from measures.contract_indicators
            """
        ).fetchall()
    seen = set()
    for better_when, target, figure, result, compared, difference in rows:
        expected = "no_target" if target is None else "no_figure" if figure is None else None
        if expected is None:
            is_met = figure >= target if better_when == "high" else figure <= target
            expected = "met" if is_met else "not_met"
        assert result == expected
        assert (compared is None) == (difference is None)
        seen.add(result)
    assert {"met", "not_met", "no_figure"} <= seen
