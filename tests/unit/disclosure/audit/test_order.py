"""Rows in an order of their own are found, whatever their table is made of."""

from pathlib import Path

import pytest

from disclosure.audit.reader.release_reader import PrintedCell, PrintedFigure, PublishedRelease
from disclosure.audit.rules.row_order import check_row_order

COUNTY = "E10000025"


def cell(quarter: str, category: str) -> PrintedCell:
    return PrintedCell("referrals", "quarter", quarter, COUNTY, "audience", category)


def table(*rows: list[PrintedCell]) -> str:
    """A table of these rows; a figure tells its cell and part."""
    lines = ""
    for row in rows:
        figures = [f'<td data-cell="{"|".join(each)}|value">[c]</td>' for each in row]
        lines += f"<tr>{''.join(figures)}</tr>"
    return f"<table>{lines}</table>"


def found(folder: Path, **pages: str) -> list[str]:
    (folder / "site").mkdir()
    for name, page in pages.items():
        (folder / "site" / f"{name}.html").write_text(page, encoding="utf-8")
    figures: dict[PrintedCell, PrintedFigure] = {}
    made = PublishedRelease(folder, "2019-20-Q1", figures, (), {}, {COUNTY: "county"}, [], [], [])
    return [finding.message for finding in check_row_order(made)]


CHILDREN, ADULTS = cell("2019-20-Q1", "children"), cell("2019-20-Q1", "adults")


@pytest.mark.parametrize(
    "second",
    [table([ADULTS], [CHILDREN]), table([ADULTS, CHILDREN])],
    ids=["a row each", "one row"],
)
def test_another_order_is_found(second: str, tmp_path: Path) -> None:
    messages = found(tmp_path, a=table([CHILDREN], [ADULTS]), b=second)
    assert [message.split(" otherwise")[0] for message in messages] == [
        "site/b.html orders adults and children"
    ]


@pytest.mark.parametrize("name", ["revisions", "revisions-2", "revisions-12"])
def test_lists_of_revisions_are_in_the_order_of_their_keys(name: str, tmp_path: Path) -> None:
    pages = {"a": table([CHILDREN], [ADULTS]), name: table([ADULTS], [CHILDREN])}
    assert found(tmp_path, **pages) == []


def test_quarters_that_print_one_category_each_are_no_list_of_categories(tmp_path: Path) -> None:
    by_quarter = table([cell("2018-19-Q4", "adults")], [CHILDREN])
    assert found(tmp_path, a=table([CHILDREN, ADULTS]), b=by_quarter) == []
