"""The reference deliveries' figures, small ones alone hidden: what is computed must be true.

Hiding no more than the small counts, nearly every hidden count can be computed. So each finding is
a derivation that the true figures must bear out, over two releases with a corrected return and
late ones between them.
"""

import csv
import gzip
from pathlib import Path

import pytest

from disclosure.audit.findings import CERTAIN, Finding
from disclosure.audit.inference.inference_attack import attack
from disclosure.audit.reader.release_reader import read_release
from tests.support.disclosure.mock_county import COLUMNS, KEY, Row, write_table
from tests.support.seeds import seed_file

PEOPLE = ("ethnicity_group", "gender", "age_band", "disability")
EARLIER, LATER = "2019-20-Q1", "2019-20-Q2"


def figures(path: Path, until: str) -> list[Row]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    return [row for row in csv.DictReader(text.splitlines()) if row["quarter"] <= until]


def catalogue() -> dict[str, Row]:
    with seed_file("measures").open(newline="") as file:
        return {row["measure_id"]: row for row in csv.DictReader(file)}


def printed(row: Row, measure: Row) -> Row:
    """A row with nothing but its small counts hidden."""
    parts = ("numerator",) if measure["kind"] == "rate" else ("numerator", "denominator")
    small = any(row[part] and 0 < float(row[part]) < 5 for part in parts)
    shown = "value"
    if row["status"] == "missing":
        shown = "x"
    elif measure["kind"] == "ratio" and float(row["denominator"]) == 0:
        shown = "z"
    elif small and measure["sensitive"] == "true":
        shown = "c"
    numbers = ("numerator", "denominator", "value")
    kept = {name: row[name] if shown == "value" else "" for name in numbers}
    return {**row, **kept, "shown": shown}


def write_release(folder: Path, rows: list[Row]) -> Path:
    measures = catalogue()
    data = folder / "data"
    data.mkdir(parents=True)
    yearly = [
        printed(row, measures[row["measure_id"]])
        for row in rows
        if row["breakdown"] not in PEOPLE
        or (row["quarter"].endswith("Q4") and row["period_type"] != "quarter")
    ]
    write_table(data / "values", COLUMNS, yearly)
    write_table(data / "measures", tuple(next(iter(measures.values()))), list(measures.values()))
    with seed_file("areas").open(newline="") as file:
        areas = list(csv.DictReader(file))
    write_table(data / "areas", tuple(areas[0]), areas)
    return folder


@pytest.fixture(scope="module")
def findings(deliveries: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    workspace = tmp_path_factory.mktemp("releases")
    before = figures(deliveries / "expected_measures_after_batch_06.csv.gz", EARLIER)
    after = figures(deliveries / "expected_measures.csv", LATER)
    folders = [
        write_release(workspace / EARLIER / "v1", before),
        write_release(workspace / LATER / "v1", after),
    ]
    return attack([read_release(folder) for folder in folders])


@pytest.fixture(scope="module")
def truth(deliveries: Path) -> dict[tuple[str, str], float]:
    rows = figures(deliveries / "expected_measures.csv", LATER)
    return {
        ("|".join(row[name] for name in KEY), part): float(row[part])
        for row in rows
        for part in ("numerator", "denominator")
        if row[part]
    }


def test_much_is_computed(findings: list[Finding]) -> None:
    assert sum(each.severity == CERTAIN and each.rule == "2" for each in findings) > 200


def test_what_is_computed_is_true(
    findings: list[Finding], truth: dict[tuple[str, str], float]
) -> None:
    checked = 0
    for each in findings:
        true = truth.get((each.cell, each.part))
        if each.release.startswith(EARLIER) or not each.values or true is None:
            continue
        if each.known is None or truth.get(each.known) == 1:
            checked += 1
            assert true in each.values, each
    assert checked > 200


def test_every_figure_is_attacked(findings: list[Finding]) -> None:
    """No measure contradicts itself so that its counts are left alone."""
    assert [each for each in findings if each.rule == "sums" and each.severity == CERTAIN] == []
