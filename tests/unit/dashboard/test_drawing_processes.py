"""Charts are drawn by other processes, in order, once, while this one does something else."""

import os
from functools import lru_cache

import pytest

from dashboard.charts import drawing_processes, render
from dashboard.view_models import ReleaseView


def who_and_what(wanted: int) -> tuple[int, int]:
    return os.getpid(), wanted


def test_a_block_within_another_has_the_same_processes() -> None:
    with drawing_processes.drawing_processes() as outer:
        assert drawing_processes.processes_at_hand() is outer
        with drawing_processes.drawing_processes() as inner:
            assert inner is outer
        assert drawing_processes.processes_at_hand() is outer
    assert drawing_processes.processes_at_hand() is None


def test_many_are_made_by_other_processes_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing_processes, "_PROCESSES", 2)
    made = render._made_of(range(60), who_and_what)
    assert [wanted for _, wanted in made] == list(range(60))
    assert os.getpid() not in {who for who, _ in made}


@pytest.mark.parametrize(("count", "processes"), [(10, 2), (60, 1)])
def test_few_are_made_here_and_all_on_one_processor(
    monkeypatch: pytest.MonkeyPatch, count: int, processes: int
) -> None:
    monkeypatch.setattr(drawing_processes, "_PROCESSES", processes)
    assert {who for who, _ in render._made_of(range(count), who_and_what)} == {os.getpid()}


def test_who_asks_for_what_is_being_drawn_waits_for_it(
    release: ReleaseView, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    @lru_cache
    def draw(charts: tuple[object, ...]) -> tuple[str, ...]:
        asked.append(len(charts))
        return tuple(map(str, range(len(charts))))

    monkeypatch.setattr(render, "_draw_all", draw)
    monkeypatch.setattr(render, "_library", lambda: "")
    wanted = [chart for chart in release.charts if chart.is_drawn]
    with render.drawn_beside(release.charts):
        drawings = render.drawings_of(release.charts)
    assert asked == [len(wanted)]
    assert drawings == {chart.id: str(place) for place, chart in enumerate(wanted)}
