"""Tiny tables, with every possible content enumerated: what remains possible for each number."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.control.optimise.constraints import Unprotectable
from disclosure.control.optimise.suppress import suppress
from tests.support.disclosure.reference import Table

THRESHOLD = 5


def possible(table: Table, hidden: list[bool], known_one: int | None = None) -> list[set[int]]:
    """Values that each cell may have, by trying all up to 3 above the truth."""
    free = [position for position, flag in enumerate(hidden) if flag and position != known_one]
    inner = [
        position for position in free if not any(terms.get(position) == -1 for terms in table.sums)
    ]
    values_of: list[set[int]] = [set() for _ in table.numbers]
    for values in product(*(range(1, table.numbers[position] + 4) for position in inner)):
        numbers: list[int | None] = list(table.numbers)
        for position in free:
            numbers[position] = None
        for position, value in zip(inner, values, strict=True):
            numbers[position] = value
        for terms in table.sums:  # totals after what they add
            whole = next(position for position, times in terms.items() if times < 0)
            total = sum(numbers[position] or 0 for position, times in terms.items() if times > 0)
            if numbers[whole] is None:
                numbers[whole] = total
            if numbers[whole] != total:
                break
        else:
            if all((numbers[position] or 0) >= 1 for position in free):
                for position, value in enumerate(numbers):
                    values_of[position].add(value or 0)
    return values_of


def table_of(rows: list[list[int]]) -> Table:
    """A table with its margins: cells row by row, then row totals, column totals, the total."""
    height, width = len(rows), len(rows[0])
    numbers = [number for row in rows for number in row]
    sums = []
    for position in range(height):
        sums.append(
            {height * width + position: -1} | {position * width + col: 1 for col in range(width)}
        )
    numbers += [sum(row) for row in rows]
    for col in range(width):
        whole = height * width + height + col
        sums.append({whole: -1} | {position * width + col: 1 for position in range(height)})
    numbers += [sum(row[col] for row in rows) for col in range(width)]
    last = len(numbers)
    sums.append({last: -1} | {height * width + position: 1 for position in range(height)})
    sums.append({last: -1} | {height * width + height + col: 1 for col in range(width)})
    numbers.append(sum(map(sum, rows)))
    return Table(numbers, sums, [0 < number < THRESHOLD for number in numbers])


def within(table: Table, known_one: int) -> set[int]:
    """The cells that can only count the one person of a known count of 1."""
    own, grown = {known_one}, True
    while grown:
        before = len(own)
        for terms in table.sums:
            whole = next(position for position, times in terms.items() if times < 0)
            parts = {
                position
                for position, times in terms.items()
                if times > 0 and table.numbers[position]
            }
            if whole in own:
                own |= parts
            elif parts and parts <= own:
                own.add(whole)
        grown = len(own) > before
    return own


SMALL = st.one_of(st.integers(0, 3), st.integers(0, 6))


@settings(max_examples=25)
@given(st.lists(st.lists(SMALL, min_size=2, max_size=2), min_size=2, max_size=2))
def test_three_values_remain_for_each_small_number(rows: list[list[int]]) -> None:
    table = table_of(rows)
    choices, attacker = table.attacked()
    try:
        hidden = suppress(choices, attacker).tolist()
    except Unprotectable:  # even with everything hidden
        hidden = [number > 0 for number in table.numbers]
        remaining = [len(each) for each in possible(table, hidden)]
        assert min(
            remaining[position] for position, flag in enumerate(table.primary) if flag
        ) < 3 or any(table.numbers[position] == 1 for position, flag in enumerate(hidden) if flag)
        return
    assert all(hidden[position] for position, small in enumerate(table.primary) if small)
    remaining = possible(table, hidden)
    assert all(
        len(remaining[position]) >= 3 for position, small in enumerate(table.primary) if small
    )
    for known_one in [
        position for position, flag in enumerate(hidden) if flag and table.numbers[position] == 1
    ]:
        remaining, own = possible(table, hidden, known_one), within(table, known_one)
        for position, small in enumerate(table.primary):
            assert not small or position in own or len(remaining[position]) >= 3


def test_a_pair_that_can_only_be_ones_is_not_left_alone() -> None:
    table = table_of([[1, 1], [30, 40]])  # known answers: [c] + [c] = 2 gives both away
    choices, attacker = table.attacked()
    hidden = suppress(choices, attacker).tolist()
    assert hidden[0]
    assert hidden[1]
    assert len(possible(table, hidden)[0]) >= 3


def test_a_single_count_of_one_needs_more_than_its_pair() -> None:
    numbers = [1, 2, 1, 0]
    table = Table(
        [*numbers, 4], [{0: 1, 1: 1, 2: 1, 3: 1, 4: -1}], [n == 1 for n in numbers] + [False]
    )
    choices, attacker = table.attacked()
    hidden = suppress(choices, attacker).tolist()
    remaining = possible(table, hidden, known_one=0)
    assert len(remaining[2]) >= 3
