"""When a sensor asks for a run: at once for what is new, after a wait for what failed.

A sensor keeps what it asked for in its cursor, and `decide` compares it with what there is to do.
Names of files may speak of people, so a cursor holds hashes alone.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

WAITS = (60, 300, 1800)
"""Seconds before a failed run is asked for again: the first time, the second, the third."""

ATTEMPTS = len(WAITS) + 1
NOTHING = "Nothing new to do."
STOPPED = "The run was stopped by hand. The next run starts when something new arrives."
GIVEN_UP = (
    f"The run failed {ATTEMPTS} times. The next run starts when something new arrives. "
    "The run's page shows why it failed. Once that is put right, start the job by hand."
)


class Outcome(StrEnum):
    """What became of a run that was asked for."""

    AT_WORK = "at work"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Wanted:
    """What there is to do: what has come from outside, and what earlier runs left undone."""

    arrived: frozenset[str] = frozenset()
    undone: str | None = None

    def __bool__(self) -> bool:
        return bool(self.arrived) or self.undone is not None


@dataclass(frozen=True)
class Asked:
    """What a run was asked for, and how often; `outcome` once the sensor has seen the run end.

    `at` is the time, in seconds, at which it was asked for or its end was seen.
    """

    arrived: Collection[str]
    undone: str | None
    run_key: str
    attempt: int
    at: float
    outcome: str | None = None

    def to_json(self) -> str:
        """Return it as a cursor holds it."""
        return json.dumps(asdict(self) | {"arrived": sorted(self.arrived)}, sort_keys=True)

    @classmethod
    def from_json(cls, cursor: str | None) -> "Asked | None":
        """Return what a cursor holds; None for an empty one."""
        return cls(**json.loads(cursor)) if cursor else None


@dataclass(frozen=True)
class Decision:
    """What a sensor keeps in its cursor; whether it asks for a run, or else why it does not."""

    asked: Asked | None
    is_request: bool = False
    reason: str = ""


def decide(
    asked: Asked | None,
    wanted: Wanted,
    outcome: Outcome | None,
    now: float,
    *,
    success_settles: bool = False,
) -> Decision:
    """Return whether to ask for a run now.

    `outcome` is that of the run that was asked for last; None where there is no such run. A failed
    run is asked for again after each of `WAITS`, whatever it left undone, and so is one that
    succeeded and left the same undone, unless `success_settles`. Whatever has come since then is
    asked for at once.
    """
    if asked and asked.outcome is None and outcome is Outcome.AT_WORK:
        return Decision(asked, reason="A run is in progress.")
    if asked is None or wanted.arrived - frozenset(asked.arrived):
        return _ask(wanted, 1, now) if wanted else Decision(None, reason=NOTHING)
    if asked.outcome is None:  # its end is seen now: what it left undone is what is tried again
        asked = replace(
            asked,
            arrived=wanted.arrived,
            undone=wanted.undone,
            at=now,
            outcome=str(outcome or Outcome.FAILED),
        )
    elif wanted.undone is not None and wanted.undone != asked.undone:
        return _ask(wanted, 1, now)
    if not wanted and asked.outcome != Outcome.FAILED:
        return Decision(None, reason=NOTHING)
    return _after_end(asked, wanted, now, success_settles)


def _after_end(asked: Asked, wanted: Wanted, now: float, success_settles: bool) -> Decision:
    """Return what follows for the same wants once their run has ended."""
    if asked.outcome == Outcome.STOPPED:
        return Decision(asked, reason=STOPPED)
    if asked.outcome == Outcome.SUCCEEDED and success_settles:
        return Decision(asked, reason="The latest arrivals have been dealt with.")
    if asked.attempt >= ATTEMPTS:
        return Decision(asked, reason=GIVEN_UP)
    left = asked.at + WAITS[asked.attempt - 1] - now
    if left > 0:
        return Decision(
            asked,
            reason=f"Attempt {asked.attempt} of {ATTEMPTS} {asked.outcome}. "
            f"The next attempt starts in {left:.0f} seconds.",
        )
    return _ask(wanted, asked.attempt + 1, now)


def _ask(wanted: Wanted, attempt: int, now: float) -> Decision:
    what = "\n".join([*sorted(wanted.arrived), wanted.undone or "", f"{now}", f"{attempt}"])
    run_key = hashlib.sha256(what.encode()).hexdigest()[:32]
    return Decision(Asked(wanted.arrived, wanted.undone, run_key, attempt, now), is_request=True)
