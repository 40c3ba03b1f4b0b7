"""What attacks came to, kept from one release to the next (docs/disclosure.md#what-is-kept).

Disclosure control and the auditor each have a file in `restricted/`, for this user alone, which
only they can read. Without them the next release takes longer, and is the same to the last byte.
"""

from dataclasses import dataclass
from pathlib import Path

from core.atomic_files import make_folder, write_whole
from dashboard.release.versions import RESTRICTED
from disclosure.audit import KeptResults
from disclosure.control import AttackMemory

FOLDER = "kept-attacks"
CONTROL, AUDIT = "control", "audit"


@dataclass(frozen=True)
class KeptAttacks:
    """What the attacks of disclosure control and those of the auditor came to."""

    control: AttackMemory
    audit: KeptResults

    @classmethod
    def read(cls, workspace: Path) -> "KeptAttacks":
        """Return those that the last release of a workspace rested on."""
        content = {
            name: file.read_bytes() if (file := kept_file(workspace, name)).exists() else b""
            for name in (CONTROL, AUDIT)
        }
        return cls(AttackMemory(content[CONTROL]), KeptResults(content[AUDIT]))

    def keep(self, workspace: Path) -> None:
        """Keep those that were needed, instead of the last release's."""
        make_folder(kept_file(workspace, CONTROL).parent)
        write_whole(kept_file(workspace, CONTROL), self.control.content())
        write_whole(kept_file(workspace, AUDIT), self.audit.content())


def kept_file(workspace: Path, name: str) -> Path:
    """Return where the attacks of disclosure control, or of the auditor, are kept."""
    return workspace / RESTRICTED.folder / FOLDER / name
