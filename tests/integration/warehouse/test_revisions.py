"""Revisions name each figure that moved since the last build, by how much and why."""

from pathlib import Path

import duckdb
import pytest

from tests.support.landing.progress_world import World, run_models, write_world

COUNTY = "E10000025"
DISTRICT = "E07000177"
MEASURE = "sanctuary_completed"


def before() -> World:
    """The last build: one quarter, two districts' registers."""
    world = World("2019-20-Q1", "2019-20-Q1")
    world.value(MEASURE, "2019-20-Q1", COUNTY, 7)
    world.value(MEASURE, "2019-20-Q1", DISTRICT, 3)
    world.value("prp_starters", "2019-20-Q1", COUNTY, None, status="missing")
    world.value("bbr_starters", "2019-20-Q1", COUNTY, 9)
    world.returns = [
        ("r1", "cherwell", "sanctuary_cases", None, "2019-06-30"),
        ("r2", "oxford_city", "sanctuary_cases", None, "2019-06-30"),
    ]
    return world


def after() -> World:
    """This build: a quarter more, and a new register of one district."""
    world = before()
    world.last = "2019-20-Q2"
    world.values.clear()
    world.value(MEASURE, "2019-20-Q1", COUNTY, 8)
    world.value(MEASURE, "2019-20-Q1", DISTRICT, 4)
    world.value(MEASURE, "2019-20-Q2", COUNTY, 5)
    world.value("prp_starters", "2019-20-Q1", COUNTY, 2)
    world.value("bbr_starters", "2019-20-Q1", COUNTY, 9)
    world.returns.append(("r3", "cherwell", "sanctuary_cases", None, "2019-09-30"))
    world.returns.append(("r4", "oxford_city", "sanctuary_cases", None, "2019-09-30"))
    return world


def revisions(world: World, file: Path, previous: Path | None) -> list[tuple[object, ...]]:
    """The revisions that a build of this world finds."""
    write_world(world, file)
    run_models(file, "int_windows_expanded", "revisions", previous=previous)
    with duckdb.connect(file, read_only=True) as connection:
        return connection.execute(
            """
            select measure_id, quarter, area_code, value_before, value_after, change,
                status_before, status_after, submission_ids
            from quality.revisions order by measure_id, area_code
            """
        ).fetchall()


def test_revisions(tmp_path: Path) -> None:
    previous = tmp_path / "previous.duckdb"
    write_world(before(), previous)
    moved = revisions(after(), tmp_path / "world.duckdb", previous)
    complete = ("complete", "complete")
    assert moved == [
        ("prp_starters", "2019-20-Q1", COUNTY, None, 2, None, "missing", "complete", None),
        (MEASURE, "2019-20-Q1", DISTRICT, 3, 4, 1, *complete, "r3"),
        (MEASURE, "2019-20-Q1", COUNTY, 7, 8, 1, *complete, "r3;r4"),
    ]


@pytest.mark.parametrize("is_first", [True, False])
def test_nothing_has_moved_in_a_first_build_and_in_the_same_again(
    tmp_path: Path, is_first: bool
) -> None:
    previous = tmp_path / "previous.duckdb"
    write_world(after(), previous)
    file = tmp_path / "world.duckdb"
    assert revisions(after(), file, None if is_first else previous) == []
