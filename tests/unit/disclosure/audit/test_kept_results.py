"""What remained in parts is kept: findings are the same with it, without it and with rubbish."""

from pathlib import Path

import pytest

from disclosure.audit import KeptResults
from disclosure.audit.inference import kept_results
from disclosure.audit.inference.inference_attack import attack
from disclosure.audit.inference.solver import ComponentSolver, QuestionBudget
from disclosure.audit.reader.release_reader import PublishedRelease
from tests.support.disclosure.mock_county import COUNTY
from tests.unit.disclosure.audit.test_relations import NOW, Counts, release, rows

COUNTS: Counts = {COUNTY: 80, "D1": 30, "D2": None, "D3": None, "D4": 14, "D5": 15, "D6": 16}


@pytest.fixture
def made(tmp_path: Path) -> list[PublishedRelease]:
    """Two releases: D2 and D3 are 5 together, so that who knows one to be 1 knows the other."""
    return [
        release(tmp_path / "v1", rows(NOW, COUNTS)),
        release(tmp_path / "v2", rows(NOW, COUNTS)),
    ]


@pytest.fixture
def kept(made: list[PublishedRelease]) -> KeptResults:
    results = KeptResults()
    assert attack(made, kept=results)
    return results


def test_findings_are_the_same_and_nothing_is_solved_twice(
    made: list[PublishedRelease], kept: KeptResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = attack(made)
    assert findings

    def solved(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(ComponentSolver, "_least", solved)
    with pytest.raises(AssertionError):
        attack(made)
    assert attack(made, kept=KeptResults(kept.content())) == findings


def test_a_small_count_by_another_threshold_is_another_question(
    made: list[PublishedRelease], kept: KeptResults
) -> None:
    content = kept.content()
    assert attack(made, 3, kept=KeptResults(content)) == attack(made, 3)


def test_what_is_damaged_or_of_other_code_is_ignored(
    made: list[PublishedRelease], kept: KeptResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = kept.content()
    flipped = content[:40] + bytes([content[40] ^ 1]) + content[41:]
    for name, (_, questions) in list(kept._known.items()):
        kept.keep(bytes.fromhex(name), [], questions)
    with monkeypatch.context() as patch:
        patch.setattr(kept_results, "_code", lambda: b"another")
        foreign = kept.content()
    findings = attack(made)
    assert attack(made, kept=KeptResults(kept.content())) != findings  # it would be believed
    for each in (flipped, content[:-1], b"rubbish" * 9, foreign, content[:32], b""):
        assert not KeptResults(each)._known
        assert attack(made, kept=KeptResults(each)) == findings


def test_what_is_kept_counts_as_the_questions_that_it_took(
    made: list[PublishedRelease], kept: KeptResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = sum(asked for _, asked in kept._known.values())
    assert questions > 1
    monkeypatch.setattr(QuestionBudget.__init__, "__defaults__", (questions // 2, 600))
    undecided = attack(made)
    assert any(each.rule == "6" for each in undecided)
    assert attack(made, kept=KeptResults(kept.content())) == undecided


def test_what_was_not_asked_for_long_is_not_kept(kept: KeptResults) -> None:
    content = kept.content()
    for _ in range(kept_results.LAST_ATTACKS):
        assert KeptResults(content)._known
        content = KeptResults(content).content()
    assert not KeptResults(content)._known
