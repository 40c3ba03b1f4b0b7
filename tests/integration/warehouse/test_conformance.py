"""The reference deliveries give the figures they must give, at the end and after each batch."""

import csv
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from tests.support.landed import MEASURES_ALONE, build, reading

SHOWN = 5

DIFFERENCES = """
    with expected as (
        select * from read_csv(?, header = true, types = {
            'numerator': 'double', 'denominator': 'double', 'value': 'double'
        })
        where quarter <= (select max(quarter) from marts.dim_quarter)
    ),
    built as (select * from measures.measure_values)
    select columns(*)
    from expected
    full join built
        using (measure_id, period_type, quarter, area_code, breakdown, category)
    where expected.status is distinct from built.status
        or (expected.numerator is null) <> (built.numerator is null)
        or (expected.denominator is null) <> (built.denominator is null)
        or (expected.value is null) <> (built.value is null)
        or abs(expected.numerator - built.numerator) > 1e-9
        or abs(expected.denominator - built.denominator) > 1e-9
        or abs(expected.value - built.value) > 1e-9 * greatest(1, abs(expected.value))
"""


def differences(warehouse: Path, expected: Path) -> list[tuple]:
    """The rows of either that the other does not have alike."""
    with reading(warehouse) as connection:
        return connection.execute(DIFFERENCES, [str(expected)]).fetchall()


def test_every_expected_measure_is_met(warehouse: Path, deliveries: Path) -> None:
    different = differences(warehouse, deliveries / "expected_measures.csv")
    assert len(different) == 0, different[:SHOWN]


@pytest.mark.long
def test_every_expected_measure_is_met_after_each_batch(
    landed_batches: dict[str, Path], deliveries: Path, tmp_path: Path
) -> None:
    for batch, landing in landed_batches.items():
        expected = deliveries / f"expected_measures_after_batch_{batch}.csv.gz"
        if expected.exists():
            file = tmp_path / f"{batch}.duckdb"
            build(landing, file, *MEASURES_ALONE)
            assert differences(file, expected)[:SHOWN] == [], batch


def test_every_return_counts_that_should(warehouse: Path, deliveries: Path) -> None:
    with (deliveries / "expected_submissions.csv").open(newline="") as file:
        expected = Counter(
            (row["extract"], row["agency"], row["quarter"] or row["as_at"], row["is_current"])
            for row in csv.DictReader(file)
            if row["extract"]
        )
    with reading(warehouse) as connection:
        built = Counter(
            connection.execute(
                """
                select extract, agency, coalesce(quarter, as_at::varchar),
                    case when is_current then 'yes' else 'no' end
                from quality.returns
                """
            ).fetchall()
        )
    assert built == expected


def test_a_finished_warehouse_holds_tables_only(warehouse: Path) -> None:
    with reading(warehouse) as connection:
        kinds = connection.execute(
            "select distinct table_type from information_schema.tables"
        ).fetchall()
    assert kinds == [("BASE TABLE",)]


def test_a_rebuilt_warehouse_holds_the_same(
    warehouse: Path, landed_batches: dict[str, Path], tmp_path: Path
) -> None:
    again = tmp_path / "again.duckdb"
    build(landed_batches[max(landed_batches)], again, *MEASURES_ALONE)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as one (read_only)")
        connection.execute(f"attach '{again}' as two (read_only)")
        values = "{}.measures.measure_values"
        both_ways = f"""
            (from {values.format("one")} except all from {values.format("two")})
            union all
            (from {values.format("two")} except all from {values.format("one")})
        """
        assert connection.execute(both_ways).fetchall() == []
