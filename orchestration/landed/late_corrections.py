"""What has come since a quarter was published that its newest version was not made from."""

import os

import pandas as pd
from sqlalchemy import text

from core.connections import connection
from core.quarter import Quarter
from core.workspace import SettingError, Workspace
from dashboard.release.manifest import read_manifest
from dashboard.release.public_identifiers import PublicIdentifiers
from dashboard.release.versions import RELEASES, versions_of
from orchestration.landed.landed_overview import quarter_of_return

CURRENT = """
select submission_id, quarter, as_at from quality.returns where is_current
"""

SETTING = "DAW_CORRECTIONS"
PUBLISHED, DRAFTED = "publish", "draft"


def corrections_are_published() -> bool:
    """Return whether a late return leads to a version by itself, or else to a draft for a person.

    Raises SettingError for a setting that is neither.
    """
    setting = os.environ.get(SETTING) or PUBLISHED
    if setting not in (PUBLISHED, DRAFTED):
        raise SettingError(f"{SETTING} is {setting!r}: it may be {PUBLISHED} or {DRAFTED}.")
    return setting == PUBLISHED


def late_corrections(workspace: Workspace) -> dict[Quarter, frozenset[str]]:
    """Return, by published quarter, the submissions with a return for it that is not in it yet.

    A list with a day instead of a quarter is for the newest quarter that had ended by that day. Of
    returns that a later one replaces none is named. Without a warehouse there is nothing to know.
    """
    published = _published_quarters(workspace)
    if not published or not workspace.warehouse.exists():
        return {}
    with connection(workspace.warehouse) as opened:
        current = pd.read_sql_query(text(CURRENT), opened)
    quarters = [*map(quarter_of_return, current["quarter"], current["as_at"])]
    public = PublicIdentifiers.of(workspace.root).of_submissions(current["submission_id"])
    late = {}
    for quarter in published:
        made_from = set(read_manifest(versions_of(workspace.root, quarter)[-1])["submission_ids"])
        names = zip(current["submission_id"], public, quarters, strict=True)
        new = {
            submission
            for submission, public_name, each in names
            # The first releases named submissions as the warehouse does.
            if each == quarter and not made_from & {submission, public_name}
        }
        if new:
            late[quarter] = frozenset(new)
    return late


def _published_quarters(workspace: Workspace) -> list[Quarter]:
    folders = (workspace.root / RELEASES).glob("*/v*")
    return sorted({Quarter.parse(folder.parent.name) for folder in folders})
