"""The reference tables: every small number keeps three values, at a loss like the reference's."""

from pathlib import Path

import pytest

from disclosure.control.optimise.suppress import suppress
from tests.support.disclosure.reference import read_table
from tests.support.reference_data import TABLE_NAMES


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_nothing_leaks_from_a_reference_table(reference_tables: Path, name: str) -> None:
    table, cells = read_table(reference_tables, name)
    choices, attacker = table.attacked()
    hidden = suppress(choices, attacker)
    assert not attacker.leaks(choices.unknowns_hidden(hidden))
    assert hidden[cells["primary"] & (cells.iloc[:, -7] > 0)].all()
    ours, theirs = int(hidden.sum()), int(cells["suppressed"].sum())
    print(f"{name}: {ours} hidden of {len(cells)}, the reference hides {theirs}")


def test_the_attack_finds_the_reference_intervals_too_narrow_where_they_are(
    reference_tables: Path,
) -> None:
    found = 0
    for name in TABLE_NAMES:
        table, cells = read_table(reference_tables, name)
        choices, attacker = table.attacked()
        leaks = {
            leak.unknown
            for leak in attacker.leaks(choices.unknowns_hidden(cells["suppressed"].to_numpy()))
        }
        for at, cell in cells.reset_index(drop=True).iterrows():
            unknown = attacker.system.unknown(table.cell(at))
            narrow = cell["up_int"] - cell["lo_int"] < 2
            if cell["suppressed"] and cell["primary"] and unknown is not None:
                found += 1
                if narrow:
                    assert unknown in leaks, (name, at)
    assert found
