"""The short tour at the end of the demonstration: where everything is that it made."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Console

from core.workspace import Workspace

REPORTS = "report-*.txt"
QUERY = "select quarter, value from measures.measure_values where measure_id = 'incidents_recorded'"


def print_tour(out: Console, workspace: Workspace, editions: Mapping[str, Path]) -> None:
    """Print where to look, and with which commands; `editions` are the folders that were made."""
    out.print("\nA short tour:")
    for title, place in _stops(workspace, editions):
        out.print(f"  {title:<34}{place}", markup=False)


def _stops(workspace: Workspace, editions: Mapping[str, Path]) -> Iterator[tuple[str, object]]:
    """Yield what there is to see, in the order in which to look at it."""
    for name, title in (
        ("draft", "The newest dashboard, a draft"),
        ("published", "A published one, revised"),
        ("board", "The Board's own edition"),
    ):
        yield title, editions[name] / "site" / "index.html"
    yield "The published one on paper", next(editions["published"].glob("*.pdf"))
    yield "Everything that is published", workspace.root / "releases" / "index.html"
    yield "A report to an agency", _report_with_issues(workspace.accepted)
    yield "A report on a rejected file", min(workspace.rejected.rglob(REPORTS))
    yield "Who has sent what", "daw status"
    yield "Dagster", "daw ui"
    yield "A query", f'daw sql "{QUERY}"'


def _report_with_issues(folder: Path) -> Path:
    """Return the longest of the reports: it has the most to say."""
    return max(folder.rglob(REPORTS), key=lambda path: (path.stat().st_size, path.name))
