"""What assets, checks and sensors are handed: the workspace and dbt."""

from pathlib import Path

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject

from core.workspace import Workspace
from orchestration.jobs.build_warehouse import PROJECT
from orchestration.jobs.dbt_manifest import dbt_program

TEAM = ["team:data_engineering"]


class WorkspaceResource(dg.ConfigurableResource):
    """The workspace in `root`, or else the one that the environment names at the time of a run."""

    root: str | None = None

    def get(self) -> Workspace:
        """Return the workspace."""
        return Workspace.at(Path(self.root)) if self.root else Workspace.from_environment()


def resources() -> dict[str, object]:
    """Return what is handed to everything that Dagster runs."""
    return {
        "workspace": WorkspaceResource(),
        "dbt": DbtCliResource(
            project_dir=DbtProject(PROJECT, profiles_dir=PROJECT), dbt_executable=dbt_program()
        ),
    }
