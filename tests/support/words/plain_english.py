"""The rules of `docs/wording.yml`, held against texts that people read."""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.county import county_folder
from core.project import REFERENCE

RULES_FILE = Path(__file__).parents[3] / "docs" / "wording.yml"
_NAME_IN_CODE = re.compile(r"(?<![\w/.@-])[a-z0-9]+(?:_[a-z0-9]+)+(?![\w.])")
_PATH = re.compile(
    r"(?<!\w)(?:\.{0,2}/|~/|(?!\d+/\d+/\d)[\w.-]+/[\w.-]+/)[\w.-]|\w/\.\w|\.(?:py|sql|yml|csv\.gz)\b"
)
_END = re.compile(r"(?<=[.?!:])(?<!\bNo\.)(?<!e\.g\.)(?<!i\.e\.)\s+(?=[A-Z0-9\"'“‘\[])|\n+")
#: Row numbers one after the other, which nobody reads as words.
_NUMBERS = re.compile(r"\d[\d,]*(?:(?:, | and | to )\d[\d,]*)+")
_WORD = re.compile(r"\w[\w'’,.%-]*")


@cache
def rules() -> dict[str, Any]:
    """Return the rules as they are written."""
    return yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))


EVERYWHERE = ("never", "spelling")
FOR_EVERYBODY = (*EVERYWHERE, "internal")


def faults(
    text: str, quotations: Iterable[str] = (), lists: Iterable[str] = FOR_EVERYBODY
) -> list[str]:
    """Return what the rules forbid in a text, a line each; `quotations` are others' own words."""
    plain = without(text, quotations)
    return [
        *(f"{what}: {plain.strip()[:160]!r}" for what in forbidden(plain, lists)),
        *(
            f"a sentence of {count} words: {sentence!r}"
            for sentence, count in sentences(plain)
            if count > rules()["longest_sentence"] and not _is_list(sentence)
        ),
    ]


def without(text: str, quotations: Iterable[str]) -> str:
    """Return a text with a short mark in place of each quotation, the longest first."""
    for quotation in sorted(filter(None, quotations), key=len, reverse=True):
        text = text.replace(quotation, "“…”")
    return text


def sentences(text: str) -> Iterator[tuple[str, int]]:
    """Yield each sentence of a text with the number of its words."""
    for sentence in _END.split(text):
        if words := _WORD.findall(_NUMBERS.sub("1", sentence)):
            yield sentence.strip(), len(words)


def _is_list(sentence: str) -> bool:
    """Return whether a text lists names or figures: many short parts between commas."""
    parts = re.split(r"[,;]|:? (?=and )", sentence)
    return len(parts) > 5 and max(len(_WORD.findall(part)) for part in parts) < 9


def forbidden(text: str, lists: Iterable[str] = FOR_EVERYBODY) -> Iterator[str]:
    """Yield each word, name, path or place that a text may not hold."""
    yield from words_not_used(text, lists)
    if found := _NAME_IN_CODE.search(text):
        yield f"{found[0]!r} is a name in code"
    if found := _PATH.search(text):
        yield f"{found[0]!r} is a path"
    for found in _places().finditer(text):
        if found[0] not in _names():
            yield f"{found[0]!r} is another name of a place"


def words_not_used(text: str, lists: Iterable[str] = EVERYWHERE) -> Iterator[str]:
    """Yield each word of the rules' lists in a text, with what to say instead."""
    for name in lists:
        for pattern, instead in rules()[name].items():
            if found := re.search(pattern, text, re.IGNORECASE):
                yield f"{found[0]!r} (say: {instead})"


@cache
def _places() -> re.Pattern[str]:
    """Return what finds the names of places and agencies, and what agencies also call places.

    Of one word are only the names: `Vale` is part of many others.
    """
    lists = {"csp", "district", "police_area", "county", "force"}
    rows = [row for row in _rows("county_code_synonyms") if row["list"] in lists]
    also = {row["synonym"] for row in rows if " " in row["synonym"] and row["code"] != "elsewhere"}
    names = sorted(also | _names(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


@cache
def _names() -> frozenset[str]:
    """Return the names of the county's areas and agencies."""
    areas = {row["area_name"] for row in _rows("areas")}
    return frozenset(areas | {row["agency_name"] for row in _rows("agencies")})


def all_faults(texts: Iterable[str]) -> list[str]:
    """Return what the rules forbid in texts of a release, each text once."""
    others = quotations() | agreed_names()
    return [fault for text in dict.fromkeys(texts) for fault in faults(text, others)]


@cache
def agreed_names() -> frozenset[str]:
    """Return the names of the measures, which are agreed."""
    with (REFERENCE / "measures.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["name"] for row in csv.DictReader(file))


@cache
def quotations() -> frozenset[str]:
    """Return the plans' own words: activities, evidence, targets, leads, objectives."""
    columns = ("area_of_work", "activity", "lead", "evidence", "milestone", "target")
    quoted = {row[column] for row in _rows("activities") for column in columns}
    quoted |= {row[column] for row in _rows("objectives") for column in ("level", "title")}
    return frozenset(text for text in quoted if len(text.split()) > 1)


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (county_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
