"""Drafts and releases of the dashboard in Dagster."""

from datetime import date

import dagster as dg

from core.policy import Policy
from core.quarter import Quarter
from orchestration.defs.resources import TEAM, WorkspaceResource
from orchestration.defs.step_failures import failing_in_plain_words
from orchestration.jobs import clock
from orchestration.jobs.outstanding_returns import default_quarter, read_coverage
from orchestration.jobs.publish_release import publish_quarter

DRAFT, BY_QUARTER = "draft", "release"
"""The groups: what each main run drafts, and what is made of a quarter that somebody names."""


def quarters(policy: Policy) -> dg.TimeWindowPartitionsDefinition:
    """Return the quarters that may be released, each by its first day."""
    return dg.TimeWindowPartitionsDefinition(
        start=policy.first_quarter.first_day.isoformat(),
        cron_schedule="0 0 1 1,4,7,10 *",
        fmt="%Y-%m-%d",
        timezone=clock.TIME_ZONE,
        end_offset=1,
    )


def release_assets(policy: Policy, warehouse: dg.AssetsDefinition) -> list[dg.AssetsDefinition]:
    """Return the assets that are made from the warehouse's figures."""
    partitions = quarters(policy)

    @dg.asset(deps=[warehouse], group_name=DRAFT, owners=TEAM, kinds={"html"})
    def draft(
        context: dg.AssetExecutionContext, workspace: WorkspaceResource
    ) -> dg.MaterializeResult:
        """Make a draft of the dashboard for the latest quarter that has ended."""
        here, today = workspace.get(), clock.now().date()
        quarter = default_quarter(read_coverage(here), today)
        if quarter is None:
            return dg.MaterializeResult(metadata={"quarter": "none: no returns accepted yet"})
        with failing_in_plain_words(context):
            publish_quarter(here, quarter, today=today, draft=True)
        return dg.MaterializeResult(metadata={"quarter": str(quarter)})

    @dg.asset(
        partitions_def=partitions,
        deps=[warehouse],
        group_name=BY_QUARTER,
        owners=TEAM,
        kinds={"html"},
    )
    def quarter_draft(
        context: dg.AssetExecutionContext, workspace: WorkspaceResource
    ) -> dg.MaterializeResult:
        """Make a draft of a quarter's dashboard as it would be published now."""
        quarter = Quarter.of(date.fromisoformat(context.partition_key))
        with failing_in_plain_words(context):
            publish_quarter(workspace.get(), quarter, today=clock.now().date(), draft=True)
        return dg.MaterializeResult(metadata={"quarter": str(quarter)})

    @dg.asset(
        partitions_def=partitions,
        deps=[warehouse],
        group_name=BY_QUARTER,
        owners=TEAM,
        kinds={"html"},
    )
    def release(
        context: dg.AssetExecutionContext, workspace: WorkspaceResource
    ) -> dg.MaterializeResult:
        """Publish a quarter's dashboard, or make a draft before its publication date."""
        quarter = Quarter.of(date.fromisoformat(context.partition_key))
        with failing_in_plain_words(context):
            published = publish_quarter(workspace.get(), quarter, today=clock.now().date())
        return dg.MaterializeResult(
            metadata={
                "quarter": str(quarter),
                "draft": published.draft,
                "version": published.version or 0,
                "changed": published.changed,
            }
        )

    return [draft, quarter_draft, release]
