"""What assets, checks and sensors are handed: the workspace."""

from pathlib import Path

import dagster as dg

from core.workspace import Workspace

TEAM = ["team:data_engineering"]


class WorkspaceResource(dg.ConfigurableResource):
    """The workspace in `root`, or else the one that the environment names at the time of a run."""

    root: str | None = None

    def get(self) -> Workspace:
        """Return the workspace."""
        return Workspace.at(Path(self.root)) if self.root else Workspace.from_environment()


def resources() -> dict[str, object]:
    """Return what is handed to everything that Dagster runs."""
    return {"workspace": WorkspaceResource()}
