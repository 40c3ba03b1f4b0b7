"""Whether the warehouse is of what is landed now."""

import hashlib

import pandas as pd
from sqlalchemy import text

from core.connections import connection
from core.workspace import Workspace
from sources.landing.landed_files import submission_paths


def unbuilt_landing(workspace: Workspace) -> str | None:
    """Return a hash of what is landed where the warehouse is not of it; None where it is.

    Only records are compared, which is quick: a sensor asks every few seconds.
    """
    landed = sorted(path.stem for paths in submission_paths(workspace) for path in paths)
    is_current = not landed or (
        workspace.warehouse.exists()
        and not workspace.erasure_mark.exists()
        and set(landed) == _built(workspace)
    )
    return None if is_current else hashlib.sha256("\n".join(landed).encode()).hexdigest()


def _built(workspace: Workspace) -> set[str]:
    with connection(workspace.warehouse) as opened:
        query = text("select submission_id from quality.submissions")
        return set(pd.read_sql_query(query, opened)["submission_id"])
