"""The catalogue is whole: every activity, measure and line of SQL has its counterpart."""

import csv
import re
from pathlib import Path

import duckdb
import pytest
import yaml

from tests.support.seeds import FOLDERS, seed_file

ROOT = Path(__file__).parents[3]
MODELS = ROOT / "dbt_project" / "models" / "marts" / "measures"
READ_ALOUD = 60  # letters of a name that a Board can take in


def seed(name: str) -> list[dict[str, str]]:
    """The rows of a seed, as they are written; those of the county after the national ones."""
    names = [name, f"county_{name}"]
    rows = []
    for file in (folder / f"{name}.csv" for name in names for folder in FOLDERS):
        if file.exists():
            with file.open(newline="") as lines:
                rows += csv.DictReader(lines)
    return rows


def parts(text: str) -> set[str]:
    """The parts of a list that semicolons part."""
    return set(text.split(";")) - {""}


def served(measure: str) -> list[str]:
    """The activities that a measure is evidence for, in their order."""
    rows = [row for row in seed("activity_measures") if row["measure_id"] == measure]
    return [row["activity_id"] for row in sorted(rows, key=lambda row: int(row["position"]))]


MEASURES = {row["measure_id"]: row for row in seed("measures")}
TARGETS = {row["measure_id"]: row for row in seed("targets")}
ACTIVITIES = {row["activity_id"]: row for row in seed("activities")}


def measures_in_sql() -> dict[str, str]:
    """The topic whose model computes each measure."""
    return {
        measure: path.stem.removeprefix("measure_")
        for path in MODELS.glob("measure_*.sql")
        for measure in re.findall(r"\bline\(\s*'(\w+)'", path.read_text())
    }


def test_every_measure_is_evidence_for_an_activity() -> None:
    for measure in MEASURES:
        assert served(measure), measure
        assert set(served(measure)) <= set(ACTIVITIES), measure


def test_every_activity_has_a_measure_or_a_milestone() -> None:
    measured = {row["activity_id"] for row in seed("activity_measures")}
    for activity, row in ACTIVITIES.items():
        assert activity in measured or row["milestone"], activity


def test_every_measure_is_computed_by_its_topic_and_every_line_is_catalogued() -> None:
    assert measures_in_sql() == {measure: row["topic"] for measure, row in MEASURES.items()}


def test_the_repeats_of_incidents_look_back_as_the_catalogue_says() -> None:
    project = yaml.safe_load((ROOT / "dbt_project" / "dbt_project.yml").read_text())
    looks_back = {row["look_back_days"] for row in MEASURES.values() if row["topic"] == "incidents"}
    assert looks_back - {""} == {str(project["vars"]["repeat_victim_within_days"])}


def test_names_can_be_read_aloud() -> None:
    names = [row["name"] for row in MEASURES.values()]
    names += [row["short_title"] for row in ACTIVITIES.values()]
    assert [name for name in names if len(name) > READ_ALOUD] == []
    assert all(row["definition"].endswith(".") for row in MEASURES.values())


def test_a_target_belongs_to_an_activity_of_the_measure() -> None:
    for measure, row in TARGETS.items():
        assert row["activity_id"] in served(measure), measure
        assert bool(row["target_value"]) == (row["target_kind"] != "to_be_determined"), measure


def test_every_kind_of_target_of_the_plans_is_there() -> None:
    kinds = {row["target_kind"] for row in TARGETS.values()}
    kinds |= {row["target_kind"] for row in ACTIVITIES.values()}
    assert kinds - {""} == {
        *("level", "yearly_count", "stock", "reduction"),
        *("deadline", "ongoing", "to_be_determined"),
    }


def test_the_hierarchy_of_objectives_has_one_top() -> None:
    objectives = {row["objective_id"]: row["part_of"] for row in seed("objectives")}
    assert list(objectives.values()).count("") == 1
    assert all(above in objectives for above in objectives.values() if above)


def test_the_catalogue_says_what_the_design_says(design: Path) -> None:
    designed = yaml.safe_load((design / "measures.yml").read_text())
    assert list(designed) == list(MEASURES)
    for measure, wanted in designed.items():
        row = MEASURES[measure]
        sources = wanted["from"] if isinstance(wanted["from"], list) else [wanted["from"]]
        assert (row["name"], row["definition"]) == (wanted["title"], wanted["definition"])
        assert (row["topic"], row["kind"], row["polarity"]) == (
            *(wanted["topic"], wanted["kind"], wanted["good"]),
        )
        # A median without a date that puts a row in a window is one of a stock.
        is_stock = wanted["kind"] == "stock" or (
            wanted["kind"] == "median" and "when" not in wanted
        )
        assert (row["is_stock"] == "true") == is_stock, measure
        assert row["areas"] == wanted["areas"], measure
        assert row["extracts"].split(";") == sources, measure
        assert served(measure) == wanted["activities"], measure
        assert parts(row["breakdowns"]) == set(wanted.get("by", [])), measure
        assert (row["sensitive"] == "true") == wanted["sensitive"], measure
        assert (row["tested"] == "true") == wanted.get("tested", True), measure
        assert row["look_back_days"] == str(wanted.get("look_back_days", "")), measure
        assert row["default_window"] == wanted.get("headline", "quarter"), measure
        assert (row["plan_wants"], row["plan_words"]) == (
            *(wanted.get("plan_wants", ""), wanted.get("plan_words", "")),
        )
        if target := wanted.get("target"):
            told = TARGETS[measure]
            assert (told["area_code"], told["target_window"]) == (target["at"], target["window"])
            if isinstance(wanted_number := target.get("is"), float | int):
                assert float(told["target_value"]) == wanted_number, measure
        else:
            assert measure not in TARGETS


#: What the register says more plainly than the design, or in the plan's own words.
REWORDED = {
    *(("V2", "activity"), ("V5", "activity"), ("C11", "activity")),
    *((activity, "evidence") for activity in ("U1", "U4", "T5", "T9")),
}


@pytest.mark.parametrize("name", ["activities", "benchmarks", "breaks"])
def test_the_registers_are_those_of_the_design(design: Path, name: str) -> None:
    with (design / f"{name}.csv").open(newline="") as file:
        wanted = list(csv.DictReader(file, restkey="rest"))
    for row in wanted:
        if rest := row.pop("rest", None):  # a comma of its last column that is not quoted
            row[list(row)[-1]] += "," + ",".join(rest)
        if "measures" in row:
            row["measures"] = ";".join(row["measures"].split())
    # The design's names of columns where they are words of SQL.
    names = {"on": "starts_on", "what": "description"}
    rows = [{key: row[names.get(key, key)] for key in wanted[0]} for row in seed(name)]
    if name == "benchmarks":  # the county's stand apart; pages sort them by measure and day
        rows, wanted = (sorted(each, key=lambda row: list(row.values())) for each in (rows, wanted))
    if name == "activities":
        for row, ours in zip(wanted, rows, strict=True):
            row |= {
                field: ours[field]
                for activity, field in REWORDED
                if activity == row["activity_id"] and field in row
            }
    assert rows == wanted


def test_figures_depend_on_one_another_as_the_catalogue_says(deliveries: Path) -> None:
    """Relations that do not hold would make the protection of small numbers hide too little."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create table figures as
            from read_csv(?, types = {'numerator': 'double', 'denominator': 'double'})
            """,
            [str(deliveries / "expected_measures.csv")],
        )
        connection.execute(
            "create table relations as from read_csv(?)", [str(seed_file("measure_relations"))]
        )
        compared, wrong = connection.execute(
            """
            with one as (
                select relations.*, period_type, quarter, area_code,
                    if(side = 'numerator', numerator, denominator) as figure
                from relations inner join figures using (measure_id)
                where breakdown = 'all' and status = 'complete' and area_code <> 'unknown'
                    and relation in ('same', 'part')
            ),
            both_sides as (
                select one.*,
                    sum(if(of_side = 'numerator', figures.numerator, figures.denominator)) as other
                from one inner join figures
                    on figures.measure_id = of_measure_id and figures.breakdown = of_breakdown
                    and list_contains(string_split(of_category, ';'), figures.category)
                    and figures.period_type = one.period_type and figures.quarter = one.quarter
                    and figures.area_code = one.area_code and figures.status = 'complete'
                group by all
            )
            select
                count(*),
                count(*) filter (if(relation = 'same', figure <> other, figure > other))
            from both_sides
            """
        ).fetchall()[0]
    assert compared > 500
    assert wrong == 0
