"""Over random worlds, what the pages tell of change and attention is what the tables hold."""

import random
import re
from dataclasses import replace

import pandas as pd
import pytest

from core.project import REFERENCE
from dashboard.presenters.data_tables import published_tables
from dashboard.presenters.whole_release import present_release
from dashboard.release.release_cells import NUMBERS, ReleaseCells
from dashboard.release.warehouse_tables import WarehouseTables
from tests.support.releases.release_fixtures import QUARTER, edition_of

COUNTY = "E10000025"
DELIVERIES = ("awaiting", "complete", "overdue", "at_risk", "not_started", "on_course")
UNTESTED = ("not_tested", "wanted_met", "wanted_not_met")
TESTED = ("better", "worse", "changed", "wanted_met", "wanted_not_met")


def chance_of(key: tuple) -> float:
    """A p value below a hundredth, always the same for a figure."""
    return random.Random(str(key)).random() / 100


def random_world(tables: WarehouseTables, chance: random.Random) -> WarehouseTables:
    """The tables with other judgements of the same figures."""
    progress = tables.progress.copy()
    flags = ["is_tested", "is_enough", "is_significant"]
    progress[flags] = progress[flags].astype(object)
    compared = progress.index[progress["comparison"] == "compared"]
    kinds: dict[tuple, str] = {}  # a change is the same in every activity that it is evidence for
    for row in compared:
        key = tuple(progress.loc[row, ["measure_id", "period_type", "quarter", "area_code"]])
        is_same = progress.loc[row, "direction"] == "same"
        drawn = chance.choice(("untested", "few", "same", "significant"))
        kind = kinds.setdefault(key, "same" if is_same else drawn)
        told = {
            "untested": (False, None, None, None, chance.choice(UNTESTED)),
            "few": (True, False, None, None, "too_few"),
            "same": (True, True, 0.4, False, "no_significant_change"),
            "significant": (True, True, chance_of(key), True, chance.choice(TESTED)),
        }[kind]
        columns = ["is_tested", "is_enough", "p_value", "is_significant", "outcome"]
        progress.loc[row, columns] = list(told)
    statuses = tables.statuses.copy()
    statuses["delivery"] = [chance.choice(DELIVERIES) for _ in range(len(statuses))]
    return replace(tables, progress=progress, statuses=statuses)


def some_hidden(published: ReleaseCells, chance: random.Random) -> ReleaseCells:
    """The cells with some of them hidden."""
    values = published.values.copy()
    rows = values.index[values["shown"] == "value"]
    hidden = chance.sample(list(rows), len(rows) // 10)
    values.loc[hidden, "shown"] = "c"
    values.loc[hidden, NUMBERS] = None
    return ReleaseCells(values, published.truth, protected=True)


@pytest.mark.parametrize("seed", range(4))
def test_a_change_is_told_where_it_is_significant_and_nowhere_else(tables, published, seed):
    chance = random.Random(seed)
    world = random_world(tables, chance)
    cells = published if seed % 2 else some_hidden(published, chance)
    release = present_release(world, cells, edition_of(QUARTER, None if cells.protected else "x"))
    frames = published_tables(world, cells, release)
    rows = frames["progress"]
    rows = rows[rows["quarter"] == QUARTER]
    windows = tables.measures.set_index("measure_id")["default_window"]
    is_default = rows["period_type"] == rows["measure_id"].map(windows)
    significant = rows[
        rows["is_significant"].eq(True) & (rows["area_code"] == COUNTY) & is_default
    ].drop_duplicates("measure_id")
    told = [changed.measure_id for changed in release.overview.changed]
    assert sorted(told) == sorted(significant["measure_id"])
    p_values = significant.set_index("measure_id")["p_value"]
    assert [p_values[each] for each in told] == sorted(p_values)
    told_in_headlines = {
        section.measure.measure_id
        for topic in release.topics
        for section in topic.sections
        if "significantly" in section.headline.text
    }
    assert told_in_headlines == {
        changed.measure_id for changed in release.overview.changed
    } - few_valued(release)


def few_valued(release) -> set[str]:
    """Measures whose headline gives no figure: a median of too few values."""
    return {
        section.measure.measure_id
        for topic in release.topics
        for section in topic.sections
        if section.measure.kind == "median" and "significantly" not in section.headline.text
    }


@pytest.mark.parametrize("seed", range(2))
def test_the_list_for_attention_is_the_tables(tables, published, seed):
    world = random_world(tables, random.Random(100 + seed))
    release = present_release(world, published, edition_of(QUARTER))
    frames = published_tables(world, published, release)
    current = {row.link.activity_id for aim in release.aims for row in aim.activities}
    status = frames["activity_status"]
    status = status[(status["quarter"] == QUARTER) & status["activity_id"].isin(current)]
    late = set(status.loc[status["delivery"].isin(["overdue", "at_risk"]), "activity_id"])
    items = release.overview.attention
    assert {item.activity.activity_id for item in items if not item.measure} == late
    rows = frames["progress"]
    is_bad = rows["outcome"].isin(["target_missed", "worse", "wanted_not_met"])
    wanted = rows[
        is_bad
        & (rows["quarter"] == QUARTER)
        & rows["is_plan_area"].astype(bool)
        & rows["activity_id"].isin(current)
    ]
    names = tables.measures.set_index("measure_id")["name"]
    expected = sorted(zip(wanted["activity_id"], wanted["measure_id"].map(names), strict=True))
    found = [(item.activity.activity_id, item.measure) for item in items if item.measure]
    assert sorted(found) == expected


def test_no_text_says_no_change_beside_a_changed_figure(tables, published):
    """`The same` stands only beside figures that are the same to the last place."""
    world = random_world(tables, random.Random(7))
    release = present_release(world, published, edition_of(QUARTER))
    rows = tables.progress[tables.progress["quarter"] == QUARTER]
    exact = {
        (row.measure_id, row.period_type, row.area_code): row.change for row in rows.itertuples()
    }
    pages = [*release.aims, *(aim for plan in release.plans for aim in plan.aims)]
    for each in (m for aim in pages for row in aim.activities for m in row.measures if m.change):
        assert "no change" not in each.change
        key = each.now.key
        if each.change == "the same":
            assert exact[key.measure_id, key.period_type, key.area_code] == 0
    sentences = [s.headline.text for topic in release.topics for s in topic.sections]
    assert not any(re.search(r"\bno change\b", text) for text in sentences)
    assert pd.read_csv(REFERENCE / "measures.csv").shape[0] == len(release.measures)
