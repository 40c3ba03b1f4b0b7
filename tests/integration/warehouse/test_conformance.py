"""The reference deliveries give the figures they must give, at the end and after each batch."""

import csv
import math
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from tests.support.landing.landed import MEASURES_ALONE, build, reading

SHOWN = 5
KEY_OF_PROGRESS = ("activity_id", "measure_id", "period_type", "quarter", "area_code")

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


#: Columns of each table that the expected files leave out.
UNCOMPARED = {"progress": ("rests_on",), "activity_status": ("lead_summary", "rests_on")}


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


def rows_of(connection: duckdb.DuckDBPyConnection, query: str) -> dict[tuple, dict[str, object]]:
    """Rows of progress or of activities' status by their key; nulls are None."""
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    keys = [name for name in KEY_OF_PROGRESS if name in names]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return {tuple(row[name] for name in keys): row for row in rows}


@pytest.mark.parametrize("table", UNCOMPARED)
def test_every_expected_row_of_progress_is_met(
    table: str, warehouse: Path, deliveries: Path
) -> None:
    """All columns, exactly; numbers to 1e-9 of their value."""
    with reading(warehouse) as connection:
        built = rows_of(connection, f"from measures.{table}")
        types = connection.execute(f"describe measures.{table}").fetchall()
        columns = {name: kind for name, kind, *_ in types if name not in UNCOMPARED[table]}
        file = deliveries / f"expected_{table}.csv"
        listed = ", ".join(f"{name}: '{kind}'" for name, kind in columns.items())
        expected = rows_of(connection, f"from read_csv('{file}', columns = {{{listed}}})")
        heading = connection.execute(f"from read_csv('{file}', all_varchar = true) limit 0")
        assert [column[0] for column in heading.description] == list(columns)
    assert built.keys() == expected.keys()
    wrong = [
        (key, name, row[name], built[key][name])
        for key, row in expected.items()
        for name in columns
        if not is_same(row[name], built[key][name])
    ]
    assert wrong[:SHOWN] == []
    assert len(expected) > 200


def is_same(expected: object, built: object) -> bool:
    if isinstance(expected, float) and isinstance(built, float):
        return math.isclose(expected, built, rel_tol=1e-9)
    return expected == built


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
