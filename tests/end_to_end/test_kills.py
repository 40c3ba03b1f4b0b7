"""Land, build, publish, rotate and erase, killed anywhere, are finished by the next run."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.home import Home
from tests.end_to_end import kills

FEW = {
    "land": 8, "build": 3, "build anew": 2, "rotate": 3, "erase": 2,
    "draft": 1, "version 1": 3, "draft anew": 1, "version 2": 2,
}  # fmt: skip
"""Twenty-five kills; `make kills` has five hundred."""


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[kills.Stage]]:
    """Every job with what an uninterrupted run makes of a small inbox."""
    with kills.stand_ins():
        yield kills.stages(tmp_path_factory.mktemp("stages"), kills.made_up_warehouse)


def test_the_jobs_do_what_they_are_killed_at(stages: list[kills.Stage]) -> None:
    ends = {each.name: each.end for each in stages}
    assert ends["land"]["lines of the trail"].total() == len(kills.FILES)  # type: ignore[attr-defined]
    assert len(ends["build"]["warehouse.duckdb:main.landed"]) == 7  # type: ignore[arg-type]
    assert len(ends["erase"]["warehouse.duckdb:main.landed"]) == 5  # type: ignore[arg-type]
    assert ends["rotate"]["secrets/pseudonym.key"] != ends["land"]["secrets/pseudonym.key"]
    assert "drafts/2019-20-Q1/manifest.json" in ends["draft"]
    assert "releases/2019-20-Q1/v2/manifest.json" in ends["version 2"]
    assert all(each.end["the trail is whole"] for each in stages)


def test_nothing_is_lost_doubled_or_left_over(stages: list[kills.Stage], tmp_path: Path) -> None:
    chance = random.Random(1)
    lost = [kills.kill(each, FEW[each.name], tmp_path, chance) for each in stages]
    assert lost == [[]] * len(FEW)


def test_a_job_that_a_kill_leaves_half_done_is_found_out(tmp_path: Path) -> None:
    def careless(home: Home) -> None:
        if not (home.root / "one").exists():
            (home.root / "one").write_text("done first")
            (home.root / "two").write_text("never done by a second run")

    (tmp_path / "start").mkdir()
    stage = kills.stage("careless", careless, tmp_path / "start", tmp_path / "end")
    assert stage.steps == 2
    assert kills.kill(stage, 2, tmp_path, random.Random(1)) == ["careless, step 2, 0.00 s: two"]
