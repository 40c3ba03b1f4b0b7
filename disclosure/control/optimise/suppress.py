"""Choosing what to hide: the least that leaves every small number enough room.

Each leak that the attacker finds becomes a condition on what is hidden; an integer program finds
the cheapest choice that meets all conditions so far; the attacker tries again, until it fails. Then
what turns out not to be needed is shown again.
"""

import time

import numpy as np

from disclosure.control.optimise.constraints import (
    ConstraintSet,
    HidingChoices,
    OutOfTime,
    Unprotectable,
)
from disclosure.control.optimise.leak_search import Attacker, Leak

#: After so many rounds nothing that is hidden is shown again: the choice is then no longer the
#: cheapest, and the rounds come to an end.
FREE_ROUNDS = 4


def suppress(choices: HidingChoices, attacker: Attacker, deadline: float) -> np.ndarray:
    """The choices to hide, so that the attacker narrows no small number too far.

    The deadline is one of time.process_time, so that a busy machine publishes no less. Raises
    Unprotectable, and OutOfTime where numbers still leak at the deadline.
    """
    found: list[Leak] = []
    soft = attacker.guard.soft
    hidden = choices.hidden.copy()
    conditions = ConstraintSet(choices, attacker.guard)
    rounds = 0
    while True:
        leaks = attacker.leaks(choices.unknowns_hidden(hidden))
        leaks = [leak for leak in leaks if not (soft[leak.unknown] and leak in found)]
        late = time.process_time() > deadline
        if late and any(not soft[leak.unknown] for leak in leaks):
            raise OutOfTime(leak.unknown for leak in leaks if not soft[leak.unknown])
        if late or not leaks:
            break
        if all(leak in found for leak in leaks):
            raise Unprotectable(set().union(*(leak.unknowns for leak in leaks)))
        rounds += 1
        found.extend(leaks)
        conditions.add(leaks)
        floor = choices.hidden if rounds <= FREE_ROUNDS else hidden
        hidden = conditions.cheapest(floor)
    return _show_again(choices, conditions, attacker, hidden, deadline) if rounds else hidden


def _show_again(
    choices: HidingChoices,
    conditions: ConstraintSet,
    attacker: Attacker,
    hidden: np.ndarray,
    deadline: float,
) -> np.ndarray:
    """The same without what turns out not to be needed, the most important shown first.

    The conditions that were found tell most of what is needed without a new attack.
    """
    follows = {second for first, second in choices.follows if hidden[first]}
    extra = np.flatnonzero(hidden & ~choices.hidden).tolist()
    for choice in sorted(extra, key=lambda each: (-choices.cost[each], each)):
        if choice in follows or time.process_time() > deadline:
            continue
        trial = hidden.copy()
        trial[choice] = False
        unknowns = choices.unknowns_hidden(trial)
        if conditions.allow(choice, unknowns):
            fresh = np.flatnonzero(choices.unknowns_hidden(hidden) & ~unknowns)
            if attacker.is_safe(unknowns, fresh.tolist()):
                hidden = trial
    return hidden
