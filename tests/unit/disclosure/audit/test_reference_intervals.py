"""The engine against the reference solvers' 236 intervals and the literature's known answers."""

import csv
import json
from pathlib import Path

import pytest

from disclosure.audit.inference.equations import INFINITY, Contradiction, EquationSystem
from disclosure.audit.inference.intervals import Interval, intervals
from tests.support.reference_data import TABLE_NAMES


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def reference(folder: Path, table: str) -> list[tuple[Interval, Interval]]:
    """Pairs of ours and the reference's interval, one a suppressed cell.

    A cell without members sums no inner cell: it is an empty one, known to be zero.
    """
    members: dict[str, list[str]] = {}
    for row in rows_of(folder / f"{table}.members.csv"):
        members.setdefault(row["cell"], []).append(row["inner"])
    system = EquationSystem()
    inner = {name: system.unknown() for name in sorted({n for m in members.values() for n in m})}
    expected: dict[int, Interval] = {}
    for number, row in enumerate(rows_of(folder / f"{table}.cells.csv"), start=1):
        terms = {inner[name]: 1.0 for name in members.get(str(number), ())}
        if row["suppressed"] == "FALSE":
            printed = float(row.get("freq") or row["ant"])
            system.require(terms, printed, printed)
            continue
        cell = system.unknown()
        system.require({**terms, cell: -1.0}, 0, 0)
        if row["lo"] != "NA":
            given = (float(row[key]) for key in ("lo", "up", "lo_int", "up_int"))
            expected[cell] = Interval(*given)
    ours = intervals(system, expected)
    return [(ours[cell], expected[cell]) for cell in expected]


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_every_reference_interval_of_a_table(reference_tables: Path, table: str) -> None:
    for ours, theirs in reference(reference_tables, table):
        assert ours.low == pytest.approx(theirs.low, abs=1e-6)
        assert ours.high == pytest.approx(theirs.high, abs=1e-6)
        assert (ours.low_whole, ours.high_whole) == (theirs.low_whole, theirs.high_whole)


def test_there_are_236_of_them(reference_tables: Path) -> None:
    """118 cells, each with a linear and a whole interval."""
    assert sum(2 * len(reference(reference_tables, table)) for table in TABLE_NAMES) == 236


def table_intervals(
    values: list[list[float | None]], least: int = 0
) -> dict[tuple[int, int], tuple[float, float]]:
    """Whole intervals of a two-way table's blanks; its last row and column are totals."""
    system = EquationSystem()
    cells = {
        (i, j): system.unknown(least) if value is None else system.unknown(value, value)
        for i, line in enumerate(values)
        for j, value in enumerate(line)
    }
    down, across = len(values) - 1, len(values[0]) - 1
    for i in range(down + 1 if down else 1):
        system.require({cells[i, j]: -1.0 if j == across else 1.0 for j in range(across + 1)}, 0, 0)
    for j in range(across + 1 if down else 0):
        system.require({cells[i, j]: -1.0 if i == down else 1.0 for i in range(down + 1)}, 0, 0)
    blanks = {cells[i, j]: (i, j) for i, j in cells if values[i][j] is None}
    found = intervals(system, blanks)
    return {blanks[n]: (found[n].low_whole, found[n].high_whole) for n in blanks}


@pytest.fixture(scope="module")
def known(reference_tables: Path) -> list[dict]:
    return json.loads((reference_tables / "known_answers.json").read_text())


def test_tau_argus_manual(known: list[dict]) -> None:
    case = known[0]
    found = table_intervals(case["values"])
    for name, answer in {**case["expect"], **case["derived"]}.items():
        row, column = name.split(",")
        assert found[case["rows"].index(row), case["cols"].index(column)] == tuple(answer)


def test_the_classic_table(known: list[dict]) -> None:
    found = table_intervals(known[1]["values"])
    for name, answer in known[1]["expect"].items():
        row, column = name.split(",")
        assert found[("I", "II", "III").index(row), "ABC".index(column)] == tuple(answer)


def test_one_primary_needs_three_more(known: list[dict]) -> None:
    """sdcTable's microdata1: with fewer than three secondary cells the primary is recomputed."""
    letters = "ABCD"
    counts = [[known[2]["values"][g]["male"], known[2]["values"][g]["female"]] for g in letters]
    table = [[*line, sum(line)] for line in counts]
    table.append([sum(column) for column in zip(*table, strict=True)])
    table[0][1] = None
    assert table_intervals(table) == {(0, 1): (2, 2)}
    table[0][0] = None
    table[3][1] = None
    assert table_intervals(table)[0, 1] == (2, 2)
    table[3][0] = None
    assert table_intervals(table)[0, 1] == (0, 16)


def test_a_count_of_one_knows_the_other(known: list[dict]) -> None:
    """sdcTable's singletons: a and c of 1 alone hidden, either one of the counted knows both."""
    a, b, c, d = known[3]["values"].values()
    table = [[None, b, None, d, a + b + c + d]]
    assert table_intervals(table)[0, 0] == (0, 2)
    table = [[1, b, None, d, a + b + c + d]]
    assert table_intervals(table)[0, 2] == (1, 1)
    table = [[1, None, None, d, a + b + c + d]]
    assert table_intervals(table)[0, 2] == (0, 3)


def test_zeros_printed(known: list[dict]) -> None:
    case = known[4]
    expect = case["expect"]
    assert set(table_intervals(case["values"]).values()) == {tuple(expect["attacker_lb0"])}
    assert set(table_intervals(case["values"], 1).values()) == {tuple(expect["attacker_lb1"])}


def test_seven_children_of_a_small_total(known: list[dict]) -> None:
    system = EquationSystem()
    children = [system.unknown(1, 7) for _ in range(7)]
    total = system.unknown(1, 7)
    system.require({**dict.fromkeys(children, 1.0), total: -1.0}, 0, 0)
    found = intervals(system, [*children, total])
    assert [(found[n].low_whole, found[n].high_whole) for n in children] == [
        tuple(known[5]["expect"])
    ] * 7
    assert (found[total].low_whole, found[total].high_whole) == (7, 7)


def test_an_unknown_without_an_upper_end_is_unbounded() -> None:
    system = EquationSystem()
    first, second = system.unknown(1), system.unknown()
    system.require({first: 1.0, second: -1.0}, 0, 0)
    assert intervals(system, [first])[first] == Interval(1, INFINITY, 1, INFINITY)


def test_figures_that_cannot_be_are_a_contradiction() -> None:
    system = EquationSystem()
    first, second = system.unknown(1), system.unknown(1)
    system.require({first: 1.0, second: 1.0}, 1, 1)
    with pytest.raises(Contradiction):
        intervals(system, [first])
