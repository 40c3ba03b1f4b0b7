"""Texts for people keep the rules of docs/wording.yml; the rules find what they are there for."""

import csv
from collections.abc import Iterator

import pytest
import typer.main
import yaml

from core.county import county_folder
from core.project import ROOT
from orchestration.cli.main import app
from sources.contract.schema import load_contracts
from tests.support.seeds import FOLDERS
from tests.support.words.plain_english import (
    EVERYWHERE,
    agreed_names,
    faults,
    quotations,
    words_not_used,
)
from tests.support.words.read_texts import document_texts, help_texts
from tests.support.words.sentence_grade import grade

ROOTS = ("core", "dashboard", "dbt_project", "disclosure", "orchestration", "seeds", "sources")
HISTORY = ("CHANGELOG.md", "progress.md")
#: Sentences of an earlier dashboard, each with a fault that the rules must find.
ONCE_SAID = (
    "Overdue since 28 July 2019, whatever the return says; the lead's own date is 24 June 2020.",
    "On track, as the return says; the plan names no date.",
    "No measure changed from the year before by more than chance explains.",
    "The data or the report it rests on has not been received.",
    "60% in the year to September 2019; 23% (provisional) a year before.",
    "The middle value.",
    "Of sessions for which it was recorded, the share that were part of the offer.",
    "A nought may be shown.",
    "Sheet Guidance is no return; it was not read.",
    "Wide tables scroll inside their own frame, which the keyboard reaches.",
    "12 rows held out. Send a corrected return.",
    "How the activities stand",
    "Which is which is not told.",
    "MARAC attendance, a meeting a row (crosstab, to be unpivoted)",
    "Progress against the plans (design/activities.csv)",
    "'RSPCA' is not a word of the list marac_agency.",
    "Sent by thames_valley_police",
    "Look in inbox/.accepted/cherwell.",
    "Honour based abuse",
    "Independent Domestic Violence Advisor",
    "The co-ordinator writes to the coordinator.",
    "Milestones met by their date: [z], [z] last year",
    "A return that never came leaves a gap, never a zero.",
    "Support given in South Oxfordshire and Vale, and in South and Vale.",
    "Published coarser.",
    "Whom to ask for a return.",
)


@pytest.mark.parametrize("sentence", ONCE_SAID)
def test_the_rules_find_what_was_once_said(sentence: str) -> None:
    assert faults(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Target met: 12 meetings in the past year (at least 12 needed).",
        "UK average (SafeLives, year to June 2019): 39 per 10,000.",
        "Not started. Expected by 30 April 2020 (lead's date; the plan sets none).",
        "The MARAC co-ordinator at Thames Valley Police is an adviser on honour-based abuse.",
        "Please enter a date, such as 28/07/2019.",
        "Adults and/or children; probation/police. There is no longer a gap.",
        "Suppressed figures are marked [c]. Revised figures are marked [r].",
        "Cherwell District Council, Vale of White Horse and South and Vale.",
    ],
)
def test_the_rules_leave_plain_english_alone(sentence: str) -> None:
    assert faults(sentence) == []


def test_a_sentence_is_short_and_a_quotation_is_one_word() -> None:
    long = "One two three four. " + "Word " * 26 + "end."
    (found,) = faults(long)
    assert "27 words" in found
    assert faults(long, [("Word " * 20).strip()]) == []


def seeds(*names: str) -> Iterator[tuple[str, str]]:
    """Yield what the seeds say to people, each with its place."""
    columns = ("name", "title", "definition", "caveats", "meaning", "change", "label", "note")
    for name in names:
        for file in (folder / f"{name}.csv" for folder in FOLDERS):
            if file.exists():
                with file.open(encoding="utf-8", newline="") as lines:
                    for number, row in enumerate(csv.DictReader(lines), start=2):
                        for column in columns:
                            yield f"{file.name}:{number}", row.get(column) or ""


def test_the_catalogue_and_the_glossary_are_in_plain_english() -> None:
    names = (
        *("measures", "topics", "breakdowns", "definition_changes", "extracts", "glossary"),
        *("county_glossary", "codes", "county_codes", "plans", "benchmarks", "breaks"),
    )
    quoted = agreed_names() | quotations()
    said = [(place, faults(text, quoted)) for place, text in seeds(*names)]
    assert [each for each in said if each[1]] == []


def test_every_acronym_of_the_catalogue_and_the_plans_is_in_the_glossary() -> None:
    terms = {row["term"] for row in _rows("glossary") + _rows("county_glossary")}
    known = {word for term in terms for word in term.replace("&", " ").split()}
    texts = [text for _, text in seeds("measures", "topics", "extracts", "breakdowns", "codes")]
    texts += [text for row in _rows("activities") for text in row.values()]
    texts = [text for text in texts if " " in text or text.isupper()]
    acronyms = {
        word.rstrip("s").strip("'’")
        for text in texts
        for word in text.replace("/", " ").replace("-", " ").replace(",", " ").replace(";", " ")
        .replace("(", " ").replace(")", " ").replace(":", " ").split()
        if sum(letter.isupper() for letter in word) > 1 and word.isalpha()
    }  # fmt: skip
    assert acronyms - known - {"UK"} == set()


def _rows(name: str) -> list[dict[str, str]]:
    file = next(f for f in (folder / f"{name}.csv" for folder in FOLDERS) if f.exists())
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_contracts_are_in_plain_english() -> None:
    for contract in load_contracts().values():
        texts = [contract.title, contract.description]
        texts += [column.description for column in contract.columns.values()]
        assert [each for text in texts for each in faults(text)] == [], contract.extract


def test_the_command_s_help_is_in_plain_english() -> None:
    said = [(name, text) for name, text in help_texts(typer.main.get_command(app)) if text]
    assert len(said) > 30
    assert [(name, each) for name, text in said for each in faults(text)] == []
    assert [name for name, text in help_texts(typer.main.get_command(app)) if not text] == []


def test_descriptions_of_tables_hold_no_word_that_is_not_used() -> None:
    files = sorted((ROOT / "dbt_project" / "models").rglob("*.yml"))
    files += sorted((ROOT / "seeds" / "reference").glob("*.yml"))
    said = [
        (file.name, text)
        for file in files
        for text in _descriptions(yaml.safe_load(file.read_text()))
    ]
    assert [(file, each) for file, text in said for each in words_not_used(text)] == []


def _descriptions(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("description"), str):
            yield part["description"]
        for value in part.values():
            yield from _descriptions(value)
    elif isinstance(part, list):
        for value in part:
            yield from _descriptions(value)


def test_the_data_dictionary_holds_no_word_that_is_not_used() -> None:
    file = ROOT / "dashboard" / "outputs" / "data" / "data_dictionary.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    said = [each for row in rows for each in words_not_used(row["description"], EVERYWHERE)]
    assert said == []


def test_the_county_has_one_name_for_each_place() -> None:
    with (county_folder() / "areas.csv").open(encoding="utf-8", newline="") as lines:
        names = {row["area_code"]: row["area_name"] for row in csv.DictReader(lines)}
    labels = [row for row in _rows("county_codes") if row["code"] in names]
    assert {row["label"] for row in labels} <= set(names.values())
    assert [row for row in labels if row["label"] != names[row["code"]]] == []


def test_the_reading_grade_tells_easy_from_hard() -> None:
    easy = grade(["Nine meetings were held.", "The police sent all of the cases."])
    hard = grade(["Characteristics of perpetrators necessitate collaboration."])
    assert easy < 6 < 12 < hard


def test_documents_hold_no_word_that_is_not_used() -> None:
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    files += [file for room in ROOTS for file in (ROOT / room).rglob("README.md")]
    files = [file for file in files if file.name not in HISTORY]
    said = [(file.name, text) for file in files for text in document_texts(file)]
    assert len(said) > 300
    assert [(file, each) for file, text in said for each in words_not_used(text)] == []
