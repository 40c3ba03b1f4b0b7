"""Drafts and releases of the dashboard in Dagster."""

from datetime import date

import dagster as dg

from core.policy import county_policy
from core.quarter import Quarter
from orchestration.defs.resources import TEAM, WorkspaceResource
from orchestration.defs.step_failures import failing_in_plain_words
from orchestration.defs.warehouse_assets import warehouse
from orchestration.jobs import clock
from orchestration.jobs.outstanding_returns import default_quarter, read_coverage
from orchestration.jobs.publish_release import publish_quarter

QUARTERS = dg.TimeWindowPartitionsDefinition(
    start=county_policy().first_quarter.first_day.isoformat(),
    cron_schedule="0 0 1 1,4,7,10 *",
    fmt="%Y-%m-%d",
    end_offset=1,
)


@dg.asset(deps=[warehouse], group_name="release", owners=TEAM, kinds={"html"})
def draft(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> dg.MaterializeResult:
    """Make the newest ended quarter's dashboard as it would be now, marked as a draft."""
    here, today = workspace.get(), clock.now().date()
    quarter = default_quarter(read_coverage(here), today)
    if quarter is None:
        return dg.MaterializeResult(metadata={"quarter": "none: nothing has been accepted yet"})
    with failing_in_plain_words(context):
        publish_quarter(here, quarter, today=today, draft=True)
    return dg.MaterializeResult(metadata={"quarter": str(quarter)})


@dg.asset(
    partitions_def=QUARTERS,
    deps=[warehouse],
    group_name="release",
    owners=TEAM,
    kinds={"html"},
)
def release(
    context: dg.AssetExecutionContext, workspace: WorkspaceResource
) -> dg.MaterializeResult:
    """One quarter's dashboard: a draft before its publication date, then a version that stays."""
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
