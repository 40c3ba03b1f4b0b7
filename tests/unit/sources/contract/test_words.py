"""Words are compared as acceptance.md says: without case, spaces and punctuation."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sources.contract.code_lists import CodeListError, load_code_lists
from sources.contract.normalise import (
    fold_heading,
    fold_identifier,
    fold_label,
    fold_text,
    without_footnote_digit,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Vale  of\nWhite\u00a0Horse ", "Vale of White Horse"),
        ("CANARY\u200b01\ufeff", "CANARY01"),
        (" \t ", ""),
    ],
)
def test_text_keeps_its_words_and_single_spaces(text: str, folded: str) -> None:
    assert fold_text(text) == folded


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("South & Vale", "southvale"),
        ("Children\u2019s Social Care", "childrenssocialcare"),
        ("Self-referral", "selfreferral"),
        (" - ", "-"),
        ("?", "?"),
        ("N/A", "na"),
    ],
)
def test_words_are_their_letters_and_digits(word: str, folded: str) -> None:
    assert fold_label(word) == folded


def test_headings_lose_one_footnote_digit_at_most() -> None:
    assert fold_heading("Date of\nMARAC:") == "dateofmarac"
    assert without_footnote_digit("victimname4") == "victimname"
    assert without_footnote_digit(fold_heading("Disability²")) == "disability"
    assert without_footnote_digit("item12") == "item1"
    assert fold_heading("16+1") == "161"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)
    assert fold_label(fold_label(text)) == fold_label(text)
    assert fold_identifier(f" {text}\n") == fold_identifier(text)


def test_every_label_is_a_word_of_its_code() -> None:
    codes = load_code_lists()
    for name, labels in codes.labels.items():
        for code, label in labels.items():
            assert codes.lookup(name)[fold_label(label)] == code


def test_the_code_lists_are_those_that_were_ordered(design: Path) -> None:
    ordered = yaml.safe_load((design / "codes.yml").read_text(encoding="utf-8"))
    codes = load_code_lists()
    for name, stated in ordered.items():
        if not isinstance(stated, dict) or name.startswith("population"):
            continue
        labels = {str(code): said for code, said in stated.items()}
        synonyms = {
            fold_label(str(synonym)): code
            for code, said in labels.items()
            for synonym in (said["words"] if isinstance(said, dict) else said)
        }
        assert codes.lookup(name) == synonyms, name
        assert list(codes.codes(name)) == list(labels), name


def test_a_label_that_agencies_do_not_write_gives_way_to_what_they_write() -> None:
    codes = load_code_lists()
    assert codes.codes("ethnicity")["WX"] == "White"
    assert codes.codes("ethnicity")["OX"] == "Other"
    assert codes.codes("ethnicity")["O9"] == "Any other ethnic group"
    assert codes.codes("ethnicity")["unknown"] == "Not known"


def test_the_police_codes_and_the_areas_have_their_words() -> None:
    codes = load_code_lists()
    assert codes.lookup("ethnicity")["o1"] == "A4"
    assert codes.lookup("ethnicity")["white"] == "WX"
    assert (
        codes.lookup("police_area")["slough"] == codes.lookup("district")["slough"] == "elsewhere"
    )
    assert codes.lookup("meeting_attendance")["-"] == "not_expected"
    assert codes.lookup("yes_no_unknown")["?"] == "unknown"
    assert codes.lookup("activity")["p1"] == "P1"


def test_a_word_that_means_two_codes_is_rejected(tmp_path) -> None:
    (tmp_path / "codes.csv").write_text("list,code,label\nrisk,high,High\nrisk,low,Low\n")
    words = "list,code,synonym\nrisk,high,High\nrisk,low,high.\n"
    (tmp_path / "code_synonyms.csv").write_text(words)
    (tmp_path / "county_codes.csv").write_text("list,code,label\n")
    (tmp_path / "county_code_synonyms.csv").write_text("list,code,synonym\n")
    with pytest.raises(CodeListError, match=r"risk: 'high\.' means 'low' and another"):
        load_code_lists(tmp_path, tmp_path)
