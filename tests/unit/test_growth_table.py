"""The table of growth: a column a size, ratios, what was not run, its place in docs/scale.md."""

from dataclasses import replace

from tests.benchmarks.growth import PAGE, STEPS, TABLE, Growth, Step, as_table, reason_not_to_run

SMALLEST = Growth(
    times=1,
    rows=50_000,
    files=6_000_000,
    bare=2.0,
    by_hand=3.0,
    steps=dict.fromkeys(STEPS, Step(10.0, 2**30)),
    landed=5_000_000,
    warehouse=25_000_000,
)
LARGER = replace(
    SMALLEST,
    times=100,
    rows=5_000_000,
    bare=8.0,
    steps=dict.fromkeys(STEPS, Step(40.0, 2**31)) | {"build on Spark": Step(not_run="not run")},
)


def rows_of(table: str) -> dict[str, list[str]]:
    cells = [line.strip("| ").split(" | ") for line in table.splitlines()]
    return {name: rest for name, *rest in cells}


def test_every_step_has_a_row_and_every_size_a_cell() -> None:
    rows = rows_of(as_table([SMALLEST, LARGER]))
    assert set(STEPS) < set(rows)
    assert {len(cells) for cells in rows.values()} == {2}
    assert rows["landing"] == [
        "10.0 s (5 times the read), 1,024 MiB",
        "40.0 s (5 times the read, 4.0 times the smallest), 2,048 MiB",
    ]
    assert rows["rows landed a second"] == ["5,000", "125,000"]
    assert rows["build on Spark"][1] == "not run"


def test_a_step_that_the_smallest_lacks_has_no_ratio_to_it() -> None:
    lacking = replace(SMALLEST, steps=SMALLEST.steps | {"publish": Step(not_run="not set up")})
    rows = rows_of(as_table([lacking, LARGER]))
    assert rows["publish"] == ["not set up", "40.0 s (5 times the read), 2,048 MiB"]


def test_spark_is_left_out_above_a_stated_size() -> None:
    assert reason_not_to_run("build on Spark", 100) in ("not run", "not set up")
    assert reason_not_to_run("landing", 100) == ""


def test_the_page_has_a_place_for_the_table() -> None:
    assert len(TABLE.findall(PAGE.read_text("utf-8"))) == 1
