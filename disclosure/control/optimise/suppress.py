"""Choosing what to hide: the least that leaves every small number enough room.

Each leak becomes a constraint on what is hidden; an integer program finds the cheapest choice that
meets all constraints so far; the attacker tries again, until it fails. Then what turns out not to
be needed is shown again.
"""

import numpy as np

from disclosure.control.optimise.constraints import (
    ConstraintSet,
    HidingChoices,
)
from disclosure.control.optimise.leak_search import Attacker
from disclosure.control.optimise.leaks import Leak, OutOfTime, Unprotectable

#: After so many rounds nothing that is hidden is shown again: the choice is then no longer the
#: cheapest, and the rounds come to an end.
FREE_ROUNDS = 4
#: What leaks after so many rounds is not protected any more.
MOST_ROUNDS = 60


def suppress(choices: HidingChoices, attacker: Attacker) -> np.ndarray:
    """Return the choices to hide, so that the attacker narrows no small number too far.

    Raise Unprotectable, and OutOfTime where numbers still leak, or were not attacked, when the
    attacker's effort is spent.
    """
    known: list[Leak] = []
    soft = attacker.safeguards.soft
    hidden = choices.hidden.copy()
    constraints = ConstraintSet(choices, attacker.safeguards)
    rounds = 0
    while True:
        leaks = attacker.leaks(choices.unknowns_hidden(hidden))
        leaks = [leak for leak in leaks if not (soft[leak.unknown] and leak in known)]
        is_late = rounds == MOST_ROUNDS or attacker.effort.is_spent()
        if is_late and any(not soft[leak.unknown] for leak in leaks):
            raise OutOfTime(leak.unknown for leak in leaks if not soft[leak.unknown])
        if is_late or not leaks:
            break
        if all(leak in known for leak in leaks):
            raise Unprotectable(set().union(*(leak.unknowns for leak in leaks)))
        rounds += 1
        known.extend(leaks)
        constraints.add(leaks)
        floor = choices.hidden if rounds <= FREE_ROUNDS else hidden
        hidden = constraints.cheapest(floor)
    return _show_again(choices, constraints, attacker, hidden) if rounds else hidden


def _show_again(
    choices: HidingChoices,
    constraints: ConstraintSet,
    attacker: Attacker,
    hidden: np.ndarray,
) -> np.ndarray:
    """Return the same without what turns out not to be needed, the most important shown first.

    The constraints rule out most of what is needed without a new attack.
    """
    follows = {second for first, second in choices.follows if hidden[first]}
    extra = np.flatnonzero(hidden & ~choices.hidden).tolist()
    for choice in sorted(extra, key=lambda choice: (-choices.cost[choice], choice)):
        if choice in follows or attacker.effort.is_spent():
            continue
        trial = hidden.copy()
        trial[choice] = False
        unknowns = choices.unknowns_hidden(trial)
        if constraints.allow(choice, unknowns):
            newly_shown = np.flatnonzero(choices.unknowns_hidden(hidden) & ~unknowns)
            if attacker.is_safe(unknowns, newly_shown.tolist()):
                hidden = trial
    return hidden
