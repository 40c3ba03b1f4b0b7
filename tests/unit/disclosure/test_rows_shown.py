"""What a reader is left with, counted by hand on a few rows."""

import pandas as pd

from tests.benchmarks.shown import default_rows, headline_rows, report, shares, with_levels

COLUMNS = ["measure_id", "period_type", "quarter", "area_code", "breakdown", "shown"]
MEASURES = pd.DataFrame(
    {
        "measure_id": ["cases", "schools"],
        "topic": ["marac", "schools"],
        "sensitive": [True, False],
        "default_window": ["quarter", "quarter"],
    }
)
AREAS = pd.DataFrame({"area_code": ["E10", "D1"], "level": ["county", "district"]})
VALUES = pd.DataFrame(
    [
        ("cases", "quarter", "2018-19-Q1", "E10", "all", "value"),
        ("cases", "quarter", "2018-19-Q2", "E10", "all", "c"),
        ("cases", "rolling_year", "2018-19-Q2", "E10", "all", "x"),
        ("cases", "quarter", "2018-19-Q2", "D1", "all", "z"),
        ("cases", "quarter", "2018-19-Q2", "E10", "gender", "c"),
        ("schools", "quarter", "2018-19-Q2", "E10", "all", "value"),
    ],
    columns=COLUMNS,
)


def test_rows_of_people_that_have_a_figure_are_counted() -> None:
    rows = with_levels(VALUES, MEASURES, AREAS)
    assert shares(rows).to_dict("index") == {
        ("marac", "county", "quarter"): {"rows": 2, "shown": 0.5},
        ("marac", "district", "quarter"): {"rows": 1, "shown": 1.0},
        ("marac", "breakdown", "quarter"): {"rows": 1, "shown": 0.0},
    }
    assert default_rows(rows).tolist() == [True, False]
    assert headline_rows(rows, ["cases", "schools"]).to_dict() == {"cases": False}
    told = report(rows, rows, ["cases"])
    assert "50.0% of 4 rows shown, 50.0% of 2 county rows in default windows, 0 of 1" in told
