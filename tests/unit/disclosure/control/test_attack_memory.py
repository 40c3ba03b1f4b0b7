"""What attacks came to is kept: the values are the same with it, without it and with rubbish."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from disclosure.control import AttackMemory, EarlierValues, Protection, protect
from disclosure.control.optimise import attack_memory
from disclosure.control.optimise.attack_memory import AttackOutcome
from disclosure.control.optimise.component import HiddenComponent
from tests.support.disclosure.counties import LIMITS, draw_county, sources_of

COUNTY = draw_county(39)  # its corrections wait
QUARTERS = 2


def released(memory: Callable[[], AttackMemory]) -> list[Protection]:
    """Return the releases of a few quarters, each protected with the memory that is given."""
    made: list[Protection] = []
    earlier: list[EarlierValues] = []
    for at in range(QUARTERS):
        sources = sources_of(COUNTY, at)
        made.append(protect(sources, earlier, LIMITS, memory=memory()))
        earlier.append(EarlierValues(made[-1].values, sources.values))
    return made


def assert_same(made: list[Protection], others: list[Protection]) -> None:
    for one, other in zip(made, others, strict=True):
        pd.testing.assert_frame_equal(one.values, other.values)
        assert replace(one.report, seconds=0) == replace(other.report, seconds=0)


@pytest.fixture(scope="module")
def kept() -> AttackMemory:
    memory = AttackMemory()
    released(lambda: memory)
    return memory


@pytest.fixture(scope="module")
def without() -> list[Protection]:
    return released(AttackMemory)


def test_memory_changes_neither_the_values_nor_the_effort(
    kept: AttackMemory, without: list[Protection]
) -> None:
    assert without[-1].report.attacks > 0
    content = kept.content()
    assert_same(released(lambda: AttackMemory(content)), without)


def test_nothing_is_attacked_twice(
    kept: AttackMemory, without: list[Protection], monkeypatch: pytest.MonkeyPatch
) -> None:
    def solved(*_: object) -> None:
        raise AssertionError

    for method in ("push", "push_whole", "look_for_whole"):
        monkeypatch.setattr(HiddenComponent, method, solved)
    with pytest.raises(AssertionError):
        released(AttackMemory)
    content = kept.content()
    assert_same(released(lambda: AttackMemory(content)), without)


def says_that_nothing_leaks(kept: AttackMemory) -> AttackMemory:
    """Return a memory of the same components, in which every attack fails."""
    lying = AttackMemory(kept.content())
    for name, outcome in list(lying._outcomes.items()):
        lying.use(name, AttackOutcome([], outcome.moves, outcome.steps))
    return lying


def test_what_is_damaged_or_of_other_code_is_ignored(
    kept: AttackMemory, without: list[Protection], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = kept.content()
    flipped = content[:40] + bytes([content[40] ^ 1]) + content[41:]
    cut, rubbish = content[:-1], b"rubbish" * 9
    lies = says_that_nothing_leaks(kept)
    with monkeypatch.context() as patch:
        patch.setattr(attack_memory, "code_version", lambda: "another")
        foreign = lies.content()
    assert AttackMemory(lies.content())._outcomes  # it would be believed
    for each in (flipped, cut, rubbish, foreign, content[:32], b""):
        assert not AttackMemory(each)._outcomes
    assert_same(released(lambda: AttackMemory(foreign)), without)


def test_what_another_county_kept_is_not_found(
    kept: AttackMemory, without: list[Protection]
) -> None:
    other = AttackMemory()
    protect(sources_of(draw_county(2), 0), [], LIMITS, memory=other)
    assert other._outcomes
    content = other.content()
    assert_same(released(lambda: AttackMemory(content)), without)


def test_effort_that_would_not_have_been_enough_is_not_enough_with_memory(
    kept: AttackMemory,
) -> None:
    sources = sources_of(COUNTY, 0)
    steps = protect(sources, [], LIMITS).report.attacks
    few = replace(LIMITS, steps=steps // 2)
    content = kept.content()
    made = [protect(sources, [], few, memory=AttackMemory(each)) for each in (content, b"")]
    assert made[0].report.out_of_time
    assert_same(made[:1], made[1:])


def test_what_was_not_needed_for_long_is_not_kept(kept: AttackMemory) -> None:
    sources = sources_of(COUNTY, 0)
    content = kept.content()
    sizes = []
    for _ in range(attack_memory.MOST_RELEASES + 1):
        memory = AttackMemory(content)
        protect(sources, [], LIMITS, memory=memory)
        content = memory.content()
        sizes.append(len(AttackMemory(content)._outcomes))
    assert 0 < sizes[-1] < sizes[0] == sizes[-3]
