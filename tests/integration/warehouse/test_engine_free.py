"""What only one engine has, or each engine has its own way of, stands in macros and in no model."""

import re
from pathlib import Path

import pytest

from core.project import REFERENCE
from tests.support.landing.dbt_runs import PROJECT

WRITTEN = [
    *sorted((PROJECT / "models").rglob("*.sql")),
    *sorted((PROJECT / "tests").rglob("*.sql")),
]
"""Models and tests; macros are where such things belong."""

COMMENTS = re.compile(r"--[^\n]*|\{#.*?#\}", re.DOTALL)

FORBIDDEN = {
    "a clause that Spark lacks": r"\bqualify\b|\bby name\b|\bexclude\s*\(|\bcolumns\s*\(|\bpivot\b",
    "DuckDB's name of a function": (
        r"\b(string_split|list_contains|list_\w+|unnest|generate_series|strftime|date_sub|epoch)\b"
    ),
    "its own clause for the order": r"\b(string_agg|array_agg|list|listagg)\s*\(",
    "other numbers": r"(?<!\w)hash\s*\(|\bdow\b|\bdayofweek\b|\bisodow\b",
    "null where all are null, or 0": r"\bcount_if\s*\(",
    "exact or not": r"\bmedian\s*\(|\bquantile\w*\s*\(|\bpercentile\w*\s*\(",
    "flags or escapes": r"\bregexp_\w+\s*\(",
    "a cast of DuckDB's": r"::|\bas varchar\b|\bas text\b",
    "an interval": r"\binterval\b",
    "a file": r"\bread_\w+\s*\(|\bfilename\b|\bsource\s*\(\s*'landing'|\battach\b",
    "a day less or more": r"\b\w+(_on|_day|_date|_at|_until)\b\)?\s*[-+]\s*[\w({]",
}
ORDER = re.compile(r"\border by\b(?P<terms>(?:[^()]|\([^()]*\))*?)(?=\)|\brows\b|\Z)", re.DOTALL)


def text_of(path: Path) -> str:
    """Return a file's SQL without its comments."""
    return COMMENTS.sub("", path.read_text("utf-8"))


def found_in(sql: str) -> list[str]:
    """Return what the SQL holds that it must not."""
    return [reason for reason, pattern in FORBIDDEN.items() if re.search(pattern, sql)]


def unordered_nulls(sql: str) -> list[str]:
    """Return the terms of an order that do not say where nulls come.

    In descending order all engines have them last.
    """
    terms = [
        term.strip()
        for order in ORDER.finditer(sql)
        for term in re.split(r",(?![^(]*\))", order["terms"])
    ]
    return [term for term in terms if not re.search(r"\b(desc|nulls last|nulls first)$", term)]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_no_model_holds_what_one_engine_has(path: Path) -> None:
    assert found_in(text_of(path)) == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_no_name_is_quoted_as_one_engine_does(path: Path) -> None:
    config = re.sub(r"\{\{ config\(.*?\n\) \}\}", "", text_of(path), flags=re.DOTALL)
    outside_jinja = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", config, flags=re.DOTALL)
    assert re.findall(r'"\w+"', outside_jinja) == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_an_order_says_where_nulls_come(path: Path) -> None:
    assert unordered_nulls(text_of(path)) == []


@pytest.mark.parametrize(
    "sql",
    [
        "select a qualify row_number() over () = 1",
        "select hash(victim)",
        "select extract(dow from day)",
        "select cast(x as varchar)",
        "select completed_on - due_on",
        "select last_day + 1",
        "select median(duration)",
        "select count_if(attended)",
        "select string_agg(a, ';' order by b)",
        "select * from {{ source('landing', 'returns') }}",
    ],
)
def test_what_is_forbidden_is_found(sql: str) -> None:
    assert found_in(sql) != []


def test_an_order_without_a_word_of_nulls_is_found() -> None:
    assert unordered_nulls("rank() over (partition by a order by b, c desc)") == ["b"]
    assert unordered_nulls("rank() over (order by least(b, c) nulls last, d desc)") == []


def test_no_seed_has_a_type_of_one_engine() -> None:
    described = sorted(REFERENCE.glob("_*.yml"))
    assert described
    for path in described:
        assert re.findall(r"\b(?:varchar|text|hugeint)\s*[,}\n]", path.read_text("utf-8")) == [], (
            path
        )


def test_a_macro_of_one_engine_has_the_other_form_too() -> None:
    named = re.compile(r"macro (duckdb|spark)__(\w+)")
    forms: dict[str, set[str]] = {"duckdb": set(), "spark": set()}
    for path in (PROJECT / "macros").rglob("*.sql"):
        for engine, name in named.findall(path.read_text("utf-8")):
            forms[engine].add(name)
    assert forms["duckdb"]
    assert forms["duckdb"] <= forms["spark"]
