"""The reference deliveries as they are landed: batch by batch, each as received at its time."""

import json
import shutil
from datetime import datetime
from pathlib import Path

from core.workspace import Workspace
from sources.contract.rules import load_rules
from sources.landing.ingest import land


def land_deliveries(deliveries: Path, folder: Path) -> None:
    """Land all batches in `workspace`, and show in `after` the landing area after each of them.

    Rows of later batches lie there too, but without their submissions they do not count.
    """
    workspace = Workspace.at(folder / "workspace")
    for batch, received_at in received_batches(deliveries).items():
        shutil.copytree(
            deliveries / "batches" / batch / "inbox", workspace.inbox, dirs_exist_ok=True
        )
        land(workspace, load_rules(), received_at=received_at)
        shutil.copytree(workspace.submissions, folder / "after" / batch / "submissions")
    for landing in (folder / "after").iterdir():
        for extract in workspace.landing.iterdir():
            if extract != workspace.submissions:
                (landing / extract.name).symlink_to(extract)


def landing_after_each(folder: Path) -> dict[str, Path]:
    """Return the landing area as it stood after each batch, in order."""
    return {landing.name: landing for landing in sorted((folder / "after").iterdir())}


def received_batches(deliveries: Path) -> dict[str, datetime]:
    """Return when each batch was received, in order."""
    return {
        batch.name: datetime.fromisoformat(
            json.loads((batch / "batch.json").read_text())["received_at"]
        )
        for batch in sorted((deliveries / "batches").iterdir())
    }
