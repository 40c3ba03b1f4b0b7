"""What each draft was made of, so that a run knows that it need not be made again."""

import json
from pathlib import Path

from core.atomic_files import make_folder, write_whole
from core.quarter import Quarter
from core.workspace import Workspace
from orchestration.building.fingerprints import draft_fingerprint


def record_draft(workspace: Workspace, quarter: Quarter, made_of: str | None) -> None:
    """Record what the draft of a quarter was made of; None where that is not known."""
    record = _read(workspace) | {str(quarter): made_of}
    make_folder(_file(workspace).parent)
    write_whole(_file(workspace), json.dumps(record, sort_keys=True).encode())


def is_draft_current(workspace: Workspace, quarter: Quarter) -> bool:
    """Return whether the quarter's draft is there, and would be made of the same again."""
    made_of = _read(workspace).get(str(quarter))
    is_there = draft_folder(workspace, quarter).is_dir()
    return is_there and made_of is not None and made_of == draft_fingerprint(workspace)


def draft_folder(workspace: Workspace, quarter: Quarter) -> Path:
    """Return where the draft of a quarter's public dashboard lies."""
    return workspace.root / "drafts" / str(quarter)


def _read(workspace: Workspace) -> dict[str, str | None]:
    try:
        return dict(json.loads(_file(workspace).read_text()))
    except (OSError, ValueError):
        return {}


def _file(workspace: Workspace) -> Path:
    return workspace.root / ".publish" / "drafts.json"
