"""Retention: originals and their reports do not stay longer than they may (SECURITY.md)."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from core.workspace import Workspace
from sources.landing.earlier_layout import earlier_rejected
from sources.reports.report_files import CONTENT, remove_empty, remove_reports


def purge(workspace: Workspace, now: datetime | None = None) -> int:
    """Remove the originals that were kept too long, each with its reports; return how many.

    Reports that lost their original go once nobody has written to them for as long.
    """
    before = (now or datetime.now()) - timedelta(days=workspace.keep_originals_days)  # noqa: DTZ005
    with workspace.landing_lock():
        folders = [
            folder
            for end in (workspace.accepted, workspace.rejected, earlier_rejected(workspace))
            for folder in end.glob("*/*")
            if _kept_since(folder) <= before.timestamp()
        ]
        for folder in folders:
            remove_reports(workspace, folder)
            shutil.rmtree(folder)
        for report in list(workspace.reports.glob("*/*/*")):
            if report.stat().st_mtime <= before.timestamp():
                report.unlink()
                remove_empty(report.parent, workspace.reports)
        return len(folders)


def _kept_since(folder: Path) -> float:
    """Return when an original was moved where it stays.

    A folder changes when its report is written anew, but what the report is made from never does.
    """
    paths = (folder, folder / CONTENT)
    return min(path.stat().st_mtime for path in paths if path.exists())
