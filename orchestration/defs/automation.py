"""Jobs, and a quarter's calendar."""

from collections.abc import Sequence

import dagster as dg

from core.policy import Policy
from orchestration.defs.release_assets import BY_QUARTER, FILES, RELEASE
from orchestration.defs.resources import WorkspaceResource
from orchestration.jobs import clock
from orchestration.landed.outstanding_returns import missing_returns, read_coverage
from orchestration.telling.news import outstanding
from orchestration.telling.notifications import channels

FIRST_MONTHS = "1,4,7,10"


@dg.op(retry_policy=dg.RetryPolicy(max_retries=3, delay=300))
def list_missing_returns(context: dg.OpExecutionContext, workspace: WorkspaceResource) -> None:
    """List in the log the returns not received for the last quarter, and tell people of them."""
    here = workspace.get()
    if not here.warehouse.exists():
        context.log.warning(
            "There is no warehouse yet, so it is not known which returns have been received."
        )
        return
    quarter = clock.newest_ended(clock.now().date())
    missing = missing_returns(read_coverage(here), quarter)
    for each in missing:
        context.log.warning(str(each))
    if missing:
        for send in channels().values():
            send(outstanding(quarter, missing))


@dg.job(name="chase_missing_returns")
def chase_missing_returns() -> None:
    """List the returns not received for the last quarter, and who to contact."""
    list_missing_returns()


main_job = dg.define_asset_job(
    "main",
    selection=(dg.AssetSelection.all() - dg.AssetSelection.groups(BY_QUARTER))
    | dg.AssetSelection.all_asset_checks(),
    description="Loads the inbox, builds the warehouse and drafts the latest quarter.",
)
publish_job = dg.define_asset_job(
    "publish_quarter",
    selection=dg.AssetSelection.assets(RELEASE, *FILES, "publication_database"),
    description="Publishes a quarter's dashboard, or makes a draft before its publication date.",
)
draft_job = dg.define_asset_job(
    "draft_quarter",
    selection=dg.AssetSelection.assets("quarter_draft"),
    description="Makes a draft of a quarter's dashboard. Nothing is published.",
)


def calendar(policy: Policy) -> Sequence[dg.ScheduleDefinition]:
    """Return what happens at night, on a quarter's chase day and on its publication day."""

    @dg.schedule(
        job=publish_job,
        cron_schedule=f"0 7 {policy.publication_days + 1} {FIRST_MONTHS} *",
        execution_timezone=clock.TIME_ZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Publishes the last quarter on the first day after its fourth week.",
    )
    def release_on_first_day_after_week_four(
        context: dg.ScheduleEvaluationContext,
    ) -> dg.RunRequest:
        """Publish the last quarter on the first day after its fourth week."""
        quarter = clock.newest_ended(context.scheduled_execution_time.date())
        return dg.RunRequest(partition_key=quarter.first_day.isoformat())

    return [
        dg.ScheduleDefinition(
            name="build_nightly",
            job=main_job,
            cron_schedule="0 2 * * *",
            execution_timezone=clock.TIME_ZONE,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="Loads the inbox and rebuilds the warehouse every night.",
        ),
        dg.ScheduleDefinition(
            name="chase_on_day_14",
            job=chase_missing_returns,
            cron_schedule=f"0 8 {policy.chase_day} {FIRST_MONTHS} *",
            execution_timezone=clock.TIME_ZONE,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="Lists the returns not received, and who to contact about each.",
        ),
        release_on_first_day_after_week_four,
    ]
