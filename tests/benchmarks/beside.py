"""How much is hidden in the reference tables, beside what GaussSuppression hides there.

`python -m tests.benchmarks.beside`
"""

import time

import numpy as np

from disclosure.control.optimise.suppress import suppress
from tests.support.disclosure.reference import read_table
from tests.support.reference_data import TABLE_NAMES, TABLES


def main() -> None:
    """Prints a line a table: cells, hidden here and there, and what leaks from the reference."""
    sums = np.zeros(3, dtype=int)
    started = time.process_time()
    for name in TABLE_NAMES:
        table, cells = read_table(TABLES, name)
        choices, attacker = table.attacked()
        theirs = cells["suppressed"].to_numpy()
        leaks = attacker.leaks(choices.unknowns_hidden(theirs))
        ours = int(suppress(choices, attacker).sum())
        counts = ours, int(theirs.sum()), len({leak.unknown for leak in leaks})
        sums += counts
        print(
            f"{name}: {len(cells)} cells, {counts[0]} hidden; GaussSuppression hides {counts[1]}, "
            f"of which {counts[2]} can be narrowed to fewer than three values"
        )
    print(
        f"all: {sums[0]} hidden; GaussSuppression {sums[1]}, of which {sums[2]} can be narrowed; "
        f"{time.process_time() - started:.1f} s"
    )


if __name__ == "__main__":
    main()
