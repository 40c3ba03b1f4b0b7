"""The problem that a release poses, function by function, on a few rows."""

import numpy as np
import pandas as pd
import pytest

from disclosure.control.history.earlier_releases import EarlierRelease, EarlierValues
from disclosure.control.history.known_facts import KnownFacts
from disclosure.control.history.revised_rows import ReleaseHistory
from disclosure.control.inputs.cell_relations import CellRelations
from disclosure.control.inputs.cells import (
    NUMERATOR,
    CountCell,
    CountRow,
    ProtectionLimits,
    read_rows,
)
from disclosure.control.inputs.cross_measure import (
    MeasureLink,
    StockFlow,
    measure_families,
    read_stock_flows,
)
from disclosure.control.inputs.linked_tables import LinkedTables
from disclosure.control.inputs.measure_inputs import read_measures
from disclosure.control.inputs.publication_rules import PublicationRules
from disclosure.control.optimise.attack_memory import AttackMemory
from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.component import components
from disclosure.control.optimise.constraints import ConstraintSet, HidingChoices
from disclosure.control.optimise.leaks import Leak, Safeguards
from disclosure.control.optimise.linear_program import Effort
from disclosure.control.optimise.problem import (
    costs,
    known_zeros,
    must_wait,
    public_cells,
    read_problem,
    settled_row,
)
from disclosure.control.optimise.problem_inputs import Concessions, ProblemInputs
from disclosure.control.optimise.safeguards import bounds
from tests.support.disclosure.counties import ALL, COUNTY, LIMITS
from tests.unit.disclosure.control.test_protection_rules import (
    AREAS,
    FIRST,
    NONE,
    SECOND,
    catalogue,
    frame,
    rows,
)

KINDS = {"cases": "count"}


def inputs_of(
    values: pd.DataFrame,
    earlier: pd.DataFrame | None = None,
    concessions: Concessions | None = None,
    limits: ProtectionLimits = LIMITS,
) -> ProblemInputs:
    """Return the inputs of a release of one measure by district."""
    given = read_rows(values, KINDS)
    tables = LinkedTables(given, read_measures(catalogue(cases={})), AREAS)
    releases = [] if earlier is None else [EarlierRelease(EarlierValues(earlier), KINDS, COUNTY)]
    return ProblemInputs(
        rows=given,
        relations=CellRelations(tables, NONE),
        history=ReleaseHistory.of(releases, COUNTY),
        facts=KnownFacts(),
        limits=limits,
        people=frozenset(),
        is_yearly=lambda *_: False,
        default_window={"cases": "quarter"},
        has_table=lambda key: True,
        concessions=concessions or Concessions(),
    )


def linked(values: pd.DataFrame, measures: pd.DataFrame, *lines: tuple) -> CellRelations:
    """Return the relations of a release whose measures are related as these lines of the seed."""
    given = read_rows(values, dict(zip(measures["measure_id"], measures["kind"], strict=True)))
    tables = LinkedTables(given, read_measures(measures), AREAS)
    return CellRelations(tables, pd.DataFrame(lines, columns=NONE.columns))


def test_cases_that_follow_count_in_their_quarter_or_in_the_next() -> None:
    county = {"areas": "county"}
    values = frame(
        rows("began", county=5), rows("began", SECOND, county=4),
        rows("ended", county=3), rows("ended", SECOND, county=6),
    )  # fmt: skip
    line = ("ended", NUMERATOR, "follows", "began", NUMERATOR, ALL, ALL, None, None)
    relations = linked(values, catalogue(began=county, ended=county), line)
    names = [{(c.measure, c.quarter) for c in equation} for equation in relations.equations]
    both = {(measure, quarter) for measure in ("began", "ended") for quarter in (FIRST, SECOND)}
    assert both - {("ended", FIRST)} in names  # 6 that ended are at most 5 and 4 that began
    assert both - {("began", SECOND)} in names  # 5 that began are at most 3 and 6 that ended
    assert relations.across_quarters == {"ended"}
    impossible = frame(
        rows("began", county=5), rows("began", SECOND, county=4),
        rows("ended", county=0), rows("ended", SECOND, county=4),
    )  # fmt: skip
    fewer = linked(impossible, catalogue(began=county, ended=county), line).equations
    assert both - {("began", SECOND)} not in [
        {(c.measure, c.quarter) for c in equation} for equation in fewer
    ]


def test_the_rest_of_a_ratio_may_be_a_whole() -> None:
    measures = catalogue(rate={"kind": "ratio", "areas": "county"}, part={"areas": "county"})
    values = frame(rows("rate", county=(20, 31)), rows("part", county=4))
    line = ("part", NUMERATOR, "part", "rate", "rest", ALL, ALL, None, None)
    relations = linked(values, measures, line)
    (equation,) = [e for e in relations.equations if any(c.measure == "part" for c in e)]
    assert sorted(relations.numbers[c] for c in equation) == [4, 7, 11]


def test_what_is_usually_the_same_is_so_only_where_it_is() -> None:
    measures = catalogue(one={"areas": "county"}, other={"areas": "county"})
    line = ("one", NUMERATOR, "usually_same", "other", NUMERATOR, ALL, ALL, None, None)
    same = linked(frame(rows("one", county=7), rows("other", county=7)), measures, line)
    assert len(same.equations) == 1
    apart = linked(frame(rows("one", county=6), rows("other", county=7)), measures, line)
    assert apart.equations == []


def test_the_median_of_a_stock_is_repeated_and_not_added_up() -> None:
    median = {"kind": "median", "is_stock": True, "areas": "county"}
    quarters = [
        (measure_id, period, quarter, *key, None, float(count), 30.0, status)
        for quarter, count in ((FIRST, 20), (SECOND, 25))
        for period in ("quarter", "year_to_date")
        for measure_id, _, _, *key, _, _, _, status in rows("wait", county=count)
    ]
    relations = linked(frame(quarters), catalogue(wait=median))
    repeated = [e for e in relations.equations if len(e) == 2]
    assert len(repeated) == 2
    assert all(len({c.quarter for c in equation}) == 1 for equation in repeated)
    assert len(relations.equations) == 2


def cell(area: str) -> CountCell:
    return CountCell("cases", NUMERATOR, "quarter", FIRST, area, ALL, ALL)


def settled(inputs: ProblemInputs, row: CountRow) -> bool | None:
    return settled_row(inputs, row, set())


def test_small_counts_and_zeros_are_settled_and_the_rest_is_open() -> None:
    inputs = inputs_of(frame(rows("cases", county=52, D1=3, D2=0, D3=49)))
    assert [settled(inputs, row) for row in inputs.rows] == [None, True, False, None]


def test_what_is_small_depends_on_the_threshold_that_is_given() -> None:
    values = frame(rows("cases", county=52, D1=3, D2=0, D3=49))
    inputs = inputs_of(values, limits=ProtectionLimits(3, 3, 10))
    assert [settled(inputs, row) for row in inputs.rows] == [None, None, False, None]


def test_zeros_are_known_and_so_are_rows_that_a_table_lacks() -> None:
    inputs = inputs_of(frame(rows("cases", county=52, D1=3, D2=0, D3=49)))
    zeros = known_zeros(inputs)
    assert {cell("D2"), cell("unknown")} <= zeros
    assert cell("D1") not in zeros


def test_the_sum_of_public_figures_is_public() -> None:
    values = frame(rows("cases", county=52, D1=3, D2=0, D3=49))
    inputs = inputs_of(values.assign(public=[False, True, True, True]))
    system = CellSystem(inputs.relations.equations, inputs.numbers, known_zeros(inputs))
    assert cell(COUNTY) in public_cells(inputs, system)


def test_the_county_costs_more_than_an_area_and_a_waiting_group_more_than_a_row() -> None:
    inputs = inputs_of(frame(rows("cases", county=52, D1=23, D3=29)))
    county, area, _, waiting = costs(inputs, [[0, 1]])
    assert waiting / 2 > county > area


def test_a_hidden_count_is_at_least_1() -> None:
    inputs = inputs_of(frame(rows("cases", county=52, D1=23, D3=29)))
    system = CellSystem(inputs.relations.equations, inputs.numbers, known_zeros(inputs))
    low, high = bounds(inputs, system)
    third = system.unknown(cell("D3"))
    assert (low[third], high[third]) == (1, 29 + 60)


@pytest.mark.parametrize(("now", "waits"), [(23, False), (3, True), (0, True)])
def test_a_revision_waits_where_it_has_become_small(now: int, waits: bool) -> None:
    shown = frame(rows("cases", county=60, D1=20, D3=40)).assign(shown="value")
    inputs = inputs_of(frame(rows("cases", county=40 + now, D1=now, D3=40)), shown)
    assert must_wait(inputs, inputs.rows[1]) is waits


def test_a_frozen_family_waits_and_its_rows_share_one_choice() -> None:
    shown = frame(rows("cases", county=60, D1=20, D3=40)).assign(shown="value")
    values = frame(rows("cases", county=63, D1=23, D3=40))
    inputs = inputs_of(values, shown, Concessions(frozen={"cases"}))
    problem = read_problem(inputs, Effort(99, 99), AttackMemory())
    assert problem.groups == [[0, 1]]
    assert problem.row_choices().tolist() == [3, 3, 2]
    assert problem.choices.hidden.tolist() == [False, False, False, True]


def test_components_are_the_hidden_unknowns_that_share_equations() -> None:
    cells = [cell(f"A{number}") for number in range(6)]
    numbers = dict(zip(cells, (3, 2, 5, 1, 8, 9), strict=True))
    equations = [
        {cells[0]: 1, cells[1]: 1, cells[2]: -1},
        {cells[3]: 1, cells[4]: 1, cells[5]: -1},
    ]
    system = CellSystem(equations, numbers, set())
    hidden = np.array([True, True, False, True, False, True])
    assert list(components(system, hidden)) == [((0, 1), [0]), ((3, 5), [1])]
    assert list(components(system, hidden, [2, 5, 3])) == [((3, 5), [1])]


def test_stocks_come_from_the_seed_of_relations() -> None:
    lines = [
        ("waiting", "stock_gains", "came"),
        ("waiting", "stock_loses", "started"),
        ("waiting", "stock_loses", "gave_up"),
        ("stock", "stock_gains", "joined"),
        ("stock", "stock_loses", "left"),
    ]
    relations = pd.DataFrame(lines, columns=["measure_id", "relation", "of_measure_id"])
    flows = read_stock_flows(relations)
    assert flows == [
        StockFlow("stock", ("joined",), ("left",)),
        StockFlow("waiting", ("came",), ("started", "gave_up")),
    ]
    families = measure_families([MeasureLink("left", NUMERATOR, "same", "a", NUMERATOR)], flows)
    assert {families[name] for name in ("stock", "joined", "left", "a")} == {"a"}
    assert families["started"] == "came"


@pytest.mark.parametrize(
    ("measure", "window", "area", "breakdown", "is_published"),
    [
        ("cases", "quarter", "D1", "all", True),
        ("cases", "quarter", COUNTY, "gender", False),
        ("cases", "rolling_year", COUNTY, "gender", True),
        ("reviews", "rolling_year", COUNTY, "all", True),
        ("reviews", "quarter", COUNTY, "all", False),
        ("reviews", "rolling_year", "D1", "all", False),
    ],
)
def test_people_once_a_year_and_public_events_where_they_are_public(
    measure: str, window: str, area: str, breakdown: str, is_published: bool
) -> None:
    breakdowns = pd.DataFrame({"breakdown": ["gender", "service"], "is_of_people": [True, False]})
    relations = pd.DataFrame(
        [("reviews", "public_count", "rolling_year", True)],
        columns=["measure_id", "relation", "windows", "county_only"],
    )
    rules = PublicationRules.read(AREAS, breakdowns, relations)
    key = (measure, window, "2018-19-Q4", area, breakdown, "all")
    assert rules.is_published(key) is is_published


def test_what_leaks_in_whole_numbers_alone_asks_for_twice_as_much_each_time() -> None:
    choices = HidingChoices(
        hidden=np.array([True] + [False] * 5),
        shown=np.zeros(6, dtype=bool),
        cost=np.ones(6),
        stands_in=[(choice,) for choice in range(6)],
        follows=[],
    )
    safeguards = Safeguards(*np.zeros((5, 6)), fewest_values=3)
    leak = Leak(0, dict.fromkeys(range(1, 6), 1.0), 1.0)
    constraints = ConstraintSet(choices, safeguards)
    hidden = []
    for _ in range(4):
        constraints.add([leak])
        hidden.append(int(constraints.cheapest(choices.hidden).sum()) - 1)
    assert hidden == [1, 2, 4, 5]
