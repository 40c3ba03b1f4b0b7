"""What `daw sql` prints: rows that a terminal, a spreadsheet and a program can take as they are."""

from decimal import Decimal

import pandas as pd
import pytest
from rich.console import Console

from orchestration.cli.console import print_rows

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


def test_a_table_takes_no_text_for_a_command_of_the_terminal_s(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = pd.DataFrame([["a[/b] [red]c"]], columns=["[/name]"], dtype=object)
    print_rows(Console(width=80), rows, "table")
    printed = capsys.readouterr().out
    assert "a[/b] [red]c" in printed
    assert "[/name]" in printed
