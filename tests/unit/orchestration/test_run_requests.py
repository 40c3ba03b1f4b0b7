"""When a sensor asks for a run: its machine of states, driven by chance and by hand."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from orchestration.defs.run_requests import ATTEMPTS, WAITS, Asked, Outcome, Wanted, decide

TICK = 10
ENDS = [Outcome.SUCCEEDED, Outcome.FAILED, Outcome.STOPPED]


class Sensor:
    """A sensor, its cursor, and the runs that it asked for."""

    def __init__(self, *, success_settles: bool = False) -> None:
        self.success_settles = success_settles
        self.now = 0.0
        self.cursor = ""
        self.runs: dict[str, Outcome] = {}
        self.reason = ""

    def tick(self, wanted: Wanted, seconds: float = TICK) -> bool:
        """Return whether the sensor asks for a run, so many seconds after the last tick."""
        self.now += seconds
        asked = Asked.from_json(self.cursor)
        outcome = self.runs.get(asked.run_key) if asked else None
        decision = decide(asked, wanted, outcome, self.now, success_settles=self.success_settles)
        self.cursor = decision.asked.to_json() if decision.asked else ""
        self.reason = decision.reason
        if decision.is_request:
            assert decision.asked is not None
            assert decision.asked.run_key not in self.runs, "Dagster runs a key once"
            self.runs[decision.asked.run_key] = Outcome.AT_WORK
        return decision.is_request

    def end(self, outcome: Outcome) -> None:
        """End the run that is at work."""
        (key,) = [key for key, state in self.runs.items() if state is Outcome.AT_WORK]
        self.runs[key] = outcome


FILE, OTHER = Wanted(frozenset({"a file"})), Wanted(frozenset({"a file", "another"}))


def test_a_good_run_is_asked_for_once() -> None:
    sensor = Sensor()
    assert not sensor.tick(Wanted())
    assert sensor.tick(FILE)
    assert not sensor.tick(FILE)
    sensor.end(Outcome.SUCCEEDED)
    assert not sensor.tick(Wanted())
    assert sensor.tick(FILE), "the same file, put there again, is another delivery"


def test_a_failed_landing_is_asked_for_three_times_more_each_after_a_longer_wait() -> None:
    sensor = Sensor()
    assert sensor.tick(FILE)
    for wait in WAITS:
        sensor.end(Outcome.FAILED)
        assert not sensor.tick(FILE)
        assert not sensor.tick(FILE, wait - 1)
        assert sensor.tick(FILE, 1)
    sensor.end(Outcome.FAILED)
    assert not sensor.tick(FILE)
    assert not sensor.tick(FILE, 10 * WAITS[-1])
    assert f"failed {ATTEMPTS} times" in sensor.reason
    assert sensor.tick(OTHER), "something new is asked for at once"


def test_a_build_that_failed_after_its_landing_is_asked_for() -> None:
    sensor = Sensor()
    assert sensor.tick(FILE)
    sensor.end(Outcome.FAILED)
    unbuilt = Wanted(undone="landed")
    assert not sensor.tick(unbuilt)
    assert sensor.tick(unbuilt, WAITS[0])
    sensor.end(Outcome.SUCCEEDED)
    assert not sensor.tick(Wanted())
    assert sensor.cursor == ""


def test_what_was_landed_by_hand_is_built_at_once() -> None:
    sensor = Sensor()
    assert sensor.tick(Wanted(undone="landed by hand"))


def test_a_run_that_failed_and_left_nothing_to_ingest_or_build_is_asked_for_again() -> None:
    sensor = Sensor()
    assert sensor.tick(FILE)
    sensor.end(Outcome.FAILED)  # while it drew the draft
    assert not sensor.tick(Wanted())
    assert sensor.tick(Wanted(), WAITS[0])
    sensor.end(Outcome.SUCCEEDED)
    assert not sensor.tick(Wanted())
    assert sensor.cursor == ""


def test_a_run_that_somebody_stopped_waits_for_something_new() -> None:
    sensor = Sensor()
    assert sensor.tick(FILE)
    sensor.end(Outcome.STOPPED)
    assert not sensor.tick(FILE)
    assert not sensor.tick(FILE, 10 * WAITS[-1])
    assert sensor.tick(OTHER)


def test_a_correction_that_changed_no_figure_is_dealt_with() -> None:
    sensor = Sensor(success_settles=True)
    assert sensor.tick(FILE)
    sensor.end(Outcome.SUCCEEDED)
    assert not sensor.tick(FILE)
    assert not sensor.tick(FILE, 10 * WAITS[-1])
    assert sensor.tick(OTHER)


def test_a_run_that_is_nowhere_to_be_found_counts_as_failed() -> None:
    sensor = Sensor()
    assert sensor.tick(FILE)
    sensor.runs.clear()
    assert not sensor.tick(FILE)
    assert sensor.tick(FILE, WAITS[0])


class InboxMachine(RuleBasedStateMachine):
    """An inbox, a landing area and a warehouse, with runs that end in every way."""

    def __init__(self) -> None:
        super().__init__()
        self.sensor = Sensor()
        self.inbox: set[str] = set()
        self.landed = self.built = 0
        self.taken: set[str] = set()
        self.number = 0
        self.requests: list[float] = []
        self.is_new = False

    @property
    def wanted(self) -> Wanted:
        undone = f"landing {self.landed}" if self.landed != self.built else None
        return Wanted(frozenset(self.inbox), undone)

    @property
    def at_work(self) -> bool:
        return Outcome.AT_WORK in self.sensor.runs.values()

    @rule()
    def a_file_comes(self) -> None:
        self.number += 1
        self.inbox.add(f"file {self.number}")
        self.is_new = True

    @rule(seconds=st.sampled_from([TICK, 60, 300, 1800]))
    def tick(self, seconds: int) -> None:
        was_at_work, wanted = self.at_work, self.wanted
        asked = self.sensor.tick(wanted, seconds)
        if was_at_work:
            assert not asked, "one run at a time"
            return
        if asked:
            if self.is_new:
                self.requests.clear()
            self.requests.append(self.sensor.now)
            self.taken = set(self.inbox)
            self.is_new = False
        elif self.is_new:
            assert not self.inbox, "what is new is asked for at once"

    @precondition(lambda machine: machine.at_work)
    @rule(outcome=st.sampled_from(ENDS), has_landed=st.booleans())
    def the_run_ends(self, outcome: Outcome, has_landed: bool) -> None:
        self.sensor.end(outcome)
        if (has_landed or outcome is Outcome.SUCCEEDED) and self.taken & self.inbox:
            self.inbox -= self.taken
            self.landed += 1
        if outcome is Outcome.SUCCEEDED:
            self.built = self.landed
            self.requests.clear()

    @precondition(lambda machine: not machine.at_work and machine.wanted)
    @rule()
    def a_mended_system_catches_up(self) -> None:
        """Whatever was tried in vain, one new file brings everything up to date."""
        self.a_file_comes()
        self.tick(TICK)
        self.the_run_ends(Outcome.SUCCEEDED, True)
        self.tick(TICK)
        assert not self.wanted
        assert self.sensor.cursor == ""

    @invariant()
    def asks_at_most_four_times_for_the_same(self) -> None:
        assert len(self.requests) <= ATTEMPTS
        for wait, first, second in zip(WAITS, self.requests, self.requests[1:], strict=False):
            assert second - first >= wait


TestInbox = InboxMachine.TestCase
TestInbox.settings = settings(max_examples=60, stateful_step_count=40)


@pytest.mark.parametrize("cursor", [None, ""])
def test_an_empty_cursor_asks_for_what_is_there(cursor: str | None) -> None:
    assert Asked.from_json(cursor) is None
