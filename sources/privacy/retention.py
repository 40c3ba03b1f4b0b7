"""Retention: originals do not stay longer than they may (SECURITY.md)."""

import shutil
from datetime import datetime, timedelta

from core.workspace import Workspace
from sources.landing.earlier_layout import earlier_rejected


def purge(workspace: Workspace, now: datetime | None = None) -> int:
    """Remove the originals that were kept too long, each with its report; return how many.

    An original is as old as its folder, which was last changed when it was moved where it stays.
    """
    before = (now or datetime.now()) - timedelta(days=workspace.keep_originals_days)  # noqa: DTZ005
    with workspace.landing_lock():
        folders = [
            folder
            for end in (workspace.accepted, workspace.rejected, earlier_rejected(workspace))
            for folder in end.glob("*/*")
            if folder.stat().st_mtime <= before.timestamp()
        ]
        for folder in folders:
            shutil.rmtree(folder)
        return len(folders)
