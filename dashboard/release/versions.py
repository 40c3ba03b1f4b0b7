"""The releases of a workspace: which there are, and what kinds of edition lie where."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.release.manifest import MANIFEST, read_manifest

RELEASES = "releases"


@dataclass(frozen=True)
class EditionKind:
    """A kind of edition: its name in the manifest, its folder, and what it shows and says."""

    name: str
    folder: str  #: below the workspace, with a folder for each quarter
    is_protected: bool
    watermark: str | None  #: None for the versions that are published

    @property
    def is_version(self) -> bool:
        """Whether it is published: numbered, audited, and never replaced."""
        return self.folder == RELEASES


VERSION = EditionKind("public", RELEASES, True, None)
DRAFT = EditionKind("public", "drafts", True, "DRAFT – not for publication")
UNPROTECTED = EditionKind(
    "public", "drafts", False, "DRAFT – do not share. Small numbers have not been suppressed."
)
RESTRICTED = EditionKind("board", "restricted", False, "OFFICIAL-SENSITIVE – not for publication")


def edition_kind(quarter: Quarter, today: date, asked: str) -> EditionKind:
    """Return the kind of edition to make: `asked` is "public", "draft" or "board".

    A protected draft comes before the quarter's publication day, a version from then on; "draft"
    asks for one that is not protected, "board" for the Board's.
    """
    if asked == "board":
        return RESTRICTED
    if asked == "draft":
        return UNPROTECTED
    return DRAFT if today < county_policy().publication_day(quarter) else VERSION


def releases_in_order(workspace: Path) -> list[Path]:
    """Return the folders of all releases, in the order in which they were published."""
    folders = [path.parent for path in (workspace / RELEASES).glob(f"*/v*/{MANIFEST}")]
    return sorted(folders, key=lambda folder: read_manifest(folder)["sequence"])


def versions_of(workspace: Path, quarter: Quarter) -> list[Path]:
    """Return the folders of a quarter's versions, the oldest first."""
    folders = [path.parent for path in (workspace / RELEASES / str(quarter)).glob(f"v*/{MANIFEST}")]
    return sorted(folders, key=version_of)


def version_of(folder: Path) -> int:
    """Return the number of a version by its folder."""
    return int(folder.name.removeprefix("v"))
