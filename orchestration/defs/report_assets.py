"""The reports for agencies in Dagster: written anew with each warehouse."""

import dagster as dg

from orchestration.defs.resources import TEAM, WorkspaceResource
from orchestration.defs.step_failures import failing_in_plain_words
from orchestration.telling.agency_reports import add_figures_to_reports


def report_assets(warehouse: dg.AssetsDefinition) -> list[dg.AssetsDefinition]:
    """Return the assets that tell agencies what the warehouse has made of their returns."""

    @dg.asset(deps=[warehouse], group_name="agency_reports", owners=TEAM, kinds={"text"})
    def agency_reports(
        context: dg.AssetExecutionContext, workspace: WorkspaceResource
    ) -> dg.MaterializeResult:
        """Add the new figures, and our questions, to the reports for agencies."""
        with failing_in_plain_words(context):
            changed = add_figures_to_reports(workspace.get())
        return dg.MaterializeResult(metadata={"changed": changed})

    return [agency_reports]
