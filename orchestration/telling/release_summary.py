"""What is told of a release once it is made: its place, what it hides, how its audit ended."""

from dataclasses import dataclass
from pathlib import Path

from dashboard.outputs.data.data_files import read_data
from dashboard.release.publish import PublishResult
from dashboard.release.versions import RELEASES

SHOWN, HIDDEN = "value", "c"
"""How the data files mark a cell that is shown, and one that is hidden to protect people."""


@dataclass(frozen=True)
class ReleaseSummary:
    """What is told of a release; `audit` is a sentence."""

    path: Path
    version: int | None
    is_changed: bool
    cells_shown: int
    cells_hidden: int
    audit: str


def summarise(result: PublishResult) -> ReleaseSummary:
    """Return the summary of a release that lies in its place."""
    marks = read_data(result.path, "values")["shown"].value_counts()
    is_audited = RELEASES in result.path.parts and result.version is not None
    return ReleaseSummary(
        result.path,
        result.version,
        result.changed,
        int(marks.get(SHOWN, 0)),
        int(marks.get(HIDDEN, 0)),
        audit="Passed: nothing that is hidden can be computed from this and all earlier releases."
        if is_audited
        else "Not audited, because it is not published.",
    )
