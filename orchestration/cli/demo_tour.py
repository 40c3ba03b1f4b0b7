"""The short tour at the end of the demonstration: where everything is that it made."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Console

from core.workspace import Workspace
from sources.reports.report_files import TEXT

REPORTS = f"*{TEXT}"
QUERY = "select * from quality.coverage where state <> 'received'"

EDITIONS = {
    "draft": "The newest dashboard, a draft",
    "published": "A published one, protected",
    "board": "The Board's own edition",
}


def print_tour(out: Console, workspace: Workspace, editions: Mapping[str, Path]) -> None:
    """Print where to look, and with which commands; `editions` are the folders that were made."""
    out.print("\nA short tour:")
    for title, place in _stops(workspace, editions):
        out.print(f"  {title:<34}{place}", markup=False)


def _stops(workspace: Workspace, editions: Mapping[str, Path]) -> Iterator[tuple[str, object]]:
    """Yield what there is to see, in the order in which to look at it."""
    for name, title in EDITIONS.items():
        if name in editions:
            yield title, editions[name] / "site" / "index.html"
    if "draft" in editions:
        yield "The draft on paper", min(editions["draft"].glob("*.pdf"))
    if "published" in editions:
        yield "Everything that is published", workspace.root / "releases" / "index.html"
    yield "A report to an agency", _longest_report(workspace.reports)
    yield "A report on a refused file", _longest_report(workspace.rejected)
    yield "Who has sent what", "daw status"
    yield "Dagster", "daw ui"
    yield "A query", f'daw sql "{QUERY}"'


def _longest_report(folder: Path) -> Path:
    """Return the longest of the reports below a folder: it has the most to say."""
    return max(folder.rglob(REPORTS), key=lambda path: (path.stat().st_size, path.name))
