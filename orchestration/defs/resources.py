"""What assets, checks and sensors are handed: the workspace and dbt."""

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject

from core.workspace import Workspace
from orchestration.jobs.build_warehouse import PROJECT
from orchestration.jobs.dbt_manifest import dbt_program

TEAM = ["team:data_engineering"]


class WorkspaceResource(dg.ConfigurableResource):
    """The workspace that the environment names at the time of a run."""

    def get(self) -> Workspace:
        """Return the workspace."""
        return Workspace.from_environment()


RESOURCES = {
    "workspace": WorkspaceResource(),
    "dbt": DbtCliResource(
        project_dir=DbtProject(PROJECT, profiles_dir=PROJECT), dbt_executable=dbt_program()
    ),
}
