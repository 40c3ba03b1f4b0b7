"""What `daw` prints of rows: as a terminal, a spreadsheet and a program can take them."""

import io
import json
import re
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from rich.console import Console

from core.quarter import Quarter
from orchestration.cli.console import print_coverage, print_rows

NAME = '=HYPERLINK("http://x","y").csv'
ROWS = pd.DataFrame(
    [[NAME, -3, -0.5, Decimal("-1.5"), None], ["-2+3", 4, 1.0, Decimal(2), "@x"]],
    columns=["=name", "count", "share", "sum", "note"],
    dtype=object,
)


def test_csv_holds_no_text_that_a_spreadsheet_would_calculate(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_rows(Console(), ROWS, "csv")
    assert capsys.readouterr().out.splitlines() == [
        "'=name,count,share,sum,note",
        '"\'=HYPERLINK(""http://x"",""y"").csv",-3,-0.5,-1.5,',
        "'-2+3,4,1.0,2,'@x",
    ]


def test_raw_csv_holds_the_text_itself(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(Console(), ROWS, "csv", is_raw=True)
    first, one, two = capsys.readouterr().out.splitlines()
    assert first.startswith("=name,")
    assert one.startswith('"=HYPERLINK(')
    assert two == "-2+3,4,1.0,2,@x"


def test_json_holds_what_any_program_can_read(capsys: pytest.CaptureFixture[str]) -> None:
    row = [float("inf"), float("nan"), [float("-inf"), date(2019, 6, 30)], {1: Decimal("1.5")}]
    rows = pd.DataFrame([row], columns=["most", "none", "list", "map"], dtype=object)
    print_rows(Console(), rows, "json")

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    assert json.loads(capsys.readouterr().out, parse_constant=refuse) == [
        {"most": None, "none": None, "list": [None, "2019-06-30"], "map": {"1": "1.5"}}
    ]


def test_a_table_takes_no_text_for_a_command_of_the_terminal_s(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = pd.DataFrame([["a[/b] [red]c"]], columns=["[/name]"], dtype=object)
    print_rows(Console(width=80), rows, "table")
    printed = capsys.readouterr().out
    assert "a[/b] [red]c" in printed
    assert "[/name]" in printed


def test_who_sent_what_is_whole_on_a_narrow_screen() -> None:
    """No quarter and no count is cut where the names of agencies and returns are long."""
    quarters = [f"{year}-{year + 1 - 2000}-Q{n}" for year in (2018, 2019) for n in (1, 2, 3, 4)]
    agency = "Thames Valley Community Rehabilitation Company"
    title = "Domestic Violence Protection Notices and Orders"
    coverage = pd.DataFrame(
        {
            "quarter": quarters,
            "agency_name": agency,
            "return_title": title,
            "state": ["received", "late", "missing", *["received"] * 5],
            "delivery": ["register", *["quarterly"] * 7],
            "superseded_count": [3, 0, 0, 0, 0, 0, 1, 0],
            "due_on": date(2020, 4, 21),
            "rows_accepted": 1234.0,
            "rows_quarantined": 12.0,
        }
    )
    screen = io.StringIO()
    print_coverage(Console(file=screen, width=80), coverage, Quarter(2019, 4))
    printed = screen.getvalue()
    assert "…" not in printed
    words = " ".join(printed.split())
    assert all(word in words for word in (*agency.split(), *title.split()))
    assert re.search(r"Q3 +Q4 +Q1 +Q2 +Q3 +Q4", printed)
    assert words.count("2019-20") == 4
    assert re.search(r"1,234 +12\b", printed)
    assert "Not counted" in printed
    assert len(re.findall(r"✓\*", printed)) == 1, "a quarterly return that another replaced"
    assert "due by 21 April 2020." in words
