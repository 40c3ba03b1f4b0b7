"""What has come since a quarter was published that its newest version was not made from."""

import os
from datetime import date

import pandas as pd
from sqlalchemy import text

from core.connections import connection
from core.quarter import Quarter
from core.workspace import SettingError, Workspace
from dashboard.release.manifest import read_manifest
from dashboard.release.versions import RELEASES, versions_of

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
    quarters = [*map(_quarter_of, current["quarter"], current["as_at"])]
    late = {}
    for quarter in published:
        made_from = set(read_manifest(versions_of(workspace.root, quarter)[-1])["submission_ids"])
        of_quarter = current.loc[[each == quarter for each in quarters], "submission_id"]
        if new := frozenset(of_quarter) - made_from:
            late[quarter] = new
    return late


def _published_quarters(workspace: Workspace) -> list[Quarter]:
    folders = (workspace.root / RELEASES).glob("*/v*")
    return sorted({Quarter.parse(folder.parent.name) for folder in folders})


def _quarter_of(quarter: str | None, as_at: date | None) -> Quarter | None:
    if isinstance(quarter, str):
        return Quarter.parse(quarter)
    return (
        None if pd.isna(as_at) else Quarter.of(pd.Timestamp(as_at) + pd.Timedelta(days=1)).previous
    )
