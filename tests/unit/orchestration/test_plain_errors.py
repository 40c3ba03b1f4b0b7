"""What an operator may get wrong ends a command with status 1 and one sentence."""

import sys
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from orchestration.cli import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace with an empty warehouse."""
    monkeypatch.setenv("DAW_HOME", str(tmp_path))
    duckdb.connect(tmp_path / "warehouse.duckdb").close()
    return tmp_path


def ended(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    """Run `daw` and return what it ended with: a status, or the text that it ends with."""
    monkeypatch.setattr(sys, "argv", ["daw", *words])
    with pytest.raises(SystemExit) as end:
        main.main()
    return end.value.code


@pytest.mark.parametrize("query", ["", " ", ";", "-- x", "/* x */"])
@pytest.mark.usefixtures("home")
def test_a_text_that_asks_for_no_rows_is_no_query(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], query: str
) -> None:
    monkeypatch.setattr(main, "err", Console(file=sys.stdout, soft_wrap=True))
    assert ended(monkeypatch, "sql", "--", query) == 1
    assert capsys.readouterr().out == "This is no query: it asks for no rows.\n"


@pytest.mark.parametrize("words", [["status"], ["run"], ["doctor"], ["sql", "select 1"]])
@pytest.mark.usefixtures("home")
def test_a_county_that_is_not_there_is_told_of(
    monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("DAW_COUNTY", "nowhere")
    assert str(ended(monkeypatch, *words)).startswith("daw: DAW_COUNTY is 'nowhere'")
