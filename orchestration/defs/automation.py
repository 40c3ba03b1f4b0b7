"""What Dagster does by itself: jobs, the sensor of the inbox, and a quarter's calendar."""

import hashlib

import dagster as dg

from core.policy import county_policy
from orchestration.defs.release_assets import release
from orchestration.defs.resources import WorkspaceResource
from orchestration.jobs import clock
from orchestration.jobs.ingest_inbox import settled_files
from orchestration.jobs.outstanding_returns import missing_returns, read_coverage

SETTLED_SECONDS = 30
"""For how long nobody may have written to a file of the inbox before the sensor takes it."""


@dg.op
def list_missing_returns(context: dg.OpExecutionContext, workspace: WorkspaceResource) -> None:
    """Write to the log which agencies have not sent what the last quarter needs."""
    here = workspace.get()
    if not here.warehouse.exists():
        context.log.warning("There is no warehouse yet: who has sent what is not known.")
        return
    quarter = clock.newest_ended(clock.now().date())
    for missing in missing_returns(read_coverage(here), quarter):
        context.log.warning(str(missing))


@dg.job(name="chase_missing_returns")
def chase_missing_returns() -> None:
    """List, on the 14th day of a quarter, whom to ask for the last one's missing returns."""
    list_missing_returns()


main_job = dg.define_asset_job(
    "main", selection=dg.AssetSelection.all() - dg.AssetSelection.assets(release)
)
release_job = dg.define_asset_job("publish_quarter", selection=dg.AssetSelection.assets(release))


@dg.sensor(job=main_job, minimum_interval_seconds=SETTLED_SECONDS)
def inbox(
    context: dg.SensorEvaluationContext, workspace: WorkspaceResource
) -> dg.RunRequest | dg.SkipReason:
    """Run the main job when files have lain in the inbox for half a minute."""
    files = settled_files(workspace.get(), SETTLED_SECONDS)
    if not files:
        return dg.SkipReason(f"No file has lain in the inbox for {SETTLED_SECONDS} seconds.")
    seen = sorted(f"{path}:{path.stat().st_mtime_ns}" for path in files)
    return dg.RunRequest(
        run_key=hashlib.sha256("\n".join(seen).encode()).hexdigest(),
        run_config={"ops": {"landing": {"config": {"minimum_age_seconds": SETTLED_SECONDS}}}},
    )


build_nightly = dg.ScheduleDefinition(
    name="build_nightly",
    job=main_job,
    cron_schedule="0 2 * * *",
    execution_timezone=clock.TIME_ZONE,
    description="Ingests the inbox and builds.",
)
chase_on_day_14 = dg.ScheduleDefinition(
    name="chase_on_day_14",
    job=chase_missing_returns,
    cron_schedule=f"0 8 {county_policy().chase_day} 1,4,7,10 *",
    execution_timezone=clock.TIME_ZONE,
    description="Lists whom to ask for missing returns, two weeks after the quarter's end.",
)


@dg.schedule(
    job=release_job,
    cron_schedule=f"0 7 {county_policy().publication_days + 1} 1,4,7,10 *",
    execution_timezone=clock.TIME_ZONE,
)
def release_on_first_day_after_week_four(
    context: dg.ScheduleEvaluationContext,
) -> dg.RunRequest:
    """Publish the ended quarter on the first day after its fourth week."""
    quarter = clock.newest_ended(context.scheduled_execution_time.date())
    return dg.RunRequest(partition_key=quarter.first_day.isoformat())
