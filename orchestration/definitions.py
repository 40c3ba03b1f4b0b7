"""What Dagster shows and schedules: landing, warehouse, releases, and their calendar."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

from core.quarter import Quarter
from core.workspace import Workspace
from orchestration.jobs import clock, outstanding_returns
from orchestration.jobs.build_warehouse import (
    BUILD,
    PROJECT,
    Build,
    BuildFailed,
    new_warehouse,
    what_failed,
)
from orchestration.jobs.dbt_manifest import current_manifest, dbt_program
from orchestration.jobs.ingest_inbox import land_inbox, one_line, settled_files
from orchestration.jobs.publish_release import publish_quarter
from orchestration.jobs.user_messages import DISK_ERRORS, KNOWN_ERRORS, user_message
from sources.contract.schema import load_contracts
from sources.landing.ingest import Receipt

TEAM = ["team:data_engineering"]
LANDING = "landing"
OUTCOMES = ("receipts", "returns", "findings", "held_out")
FIRST_QUARTER = "2018-04-01"
"""Quarters before the first delivery plan's baseline year are never released."""

QUARTERS = dg.TimeWindowPartitionsDefinition(
    start=FIRST_QUARTER, cron_schedule="0 0 1 1,4,7,10 *", fmt="%Y-%m-%d", end_offset=1
)
CONTRACTS = load_contracts()
HOME = Workspace.from_environment()

TRIES_AGAIN, SECONDS_BETWEEN = 2, 30
"""A full or slow disk may have room again; a fault of the data or the code has no second try."""

AT_ONCE = "at_once"
"""The tag of a run that somebody waits for at a terminal: its faults are told, not tried again."""


class IntakeConfig(dg.Config):
    """How the inbox is taken in."""

    minimum_age_seconds: int = 0
    received_at: str | None = None


def _landed(name: str, description: str, metadata: dict[str, str]) -> dg.AssetSpec:
    return dg.AssetSpec(
        key=[LANDING, name],
        group_name=LANDING,
        owners=TEAM,
        description=description,
        metadata=metadata,
        kinds={"parquet"},
    )


@dg.multi_asset(
    name="landing",
    specs=[
        *(
            _landed(
                contract.extract,
                f"{contract.title}. Sent by {', '.join(contract.agencies)}.",
                {"delivery": contract.delivery, "contact": contract.contact},
            )
            for contract in CONTRACTS.values()
        ),
        *(
            _landed(name, f"The {name.replace('_', ' ')} of everything taken in.", {})
            for name in OUTCOMES
        ),
    ],
    check_specs=[
        dg.AssetCheckSpec(
            "no_file_refused",
            asset=[LANDING, "receipts"],
            description="Every file taken in by this run was accepted or received before.",
        )
    ],
    can_subset=False,
)
def landing(
    context: dg.AssetExecutionContext, config: IntakeConfig
) -> Iterator[dg.MaterializeResult]:
    """Every extract's accepted returns, after the whole inbox has been taken in."""
    received_at = datetime.fromisoformat(config.received_at) if config.received_at else None
    with _user_messages(context):
        files = (
            settled_files(HOME, config.minimum_age_seconds) if config.minimum_age_seconds else None
        )
        receipts = land_inbox(
            HOME, received_at=received_at, files=files, on_receipt=_log_to(context)
        )
    refused = [receipt for receipt in receipts if receipt.outcome == "refused"]
    for name in (*CONTRACTS, *OUTCOMES):
        checks = []
        if name == "receipts":
            checks = [
                dg.AssetCheckResult(
                    check_name="no_file_refused",
                    passed=not refused,
                    severity=dg.AssetCheckSeverity.WARN,
                    metadata={"taken_in": len(receipts), "refused": len(refused)},
                )
            ]
        yield dg.MaterializeResult(
            asset_key=[LANDING, name],
            data_version=dg.DataVersion(_version_of(name)),
            check_results=checks,
        )


@contextmanager
def _user_messages(context: dg.AssetExecutionContext) -> Iterator[None]:
    """Turns faults of disk, key and build into failures of one sentence, a disk's tried again."""
    try:
        yield
    except KNOWN_ERRORS as fault:
        has_time = AT_ONCE not in context.run.tags and context.retry_number < TRIES_AGAIN
        if isinstance(fault, DISK_ERRORS) and has_time:
            raise dg.RetryRequested(TRIES_AGAIN, SECONDS_BETWEEN) from fault
        raise dg.Failure(user_message(fault), allow_retries=False) from None


def _log_to(context: dg.AssetExecutionContext) -> Callable[[Receipt], None]:
    def log(receipt: Receipt) -> None:
        context.log.info(one_line(receipt))

    return log


def _version_of(name: str) -> str:
    """A hash of the receipts whose returns lie in an extract's folder."""
    folder = HOME.landing / (name if name in CONTRACTS else "receipts")
    landed = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return hashlib.sha256("\n".join(landed).encode()).hexdigest()


@dbt_assets(manifest=current_manifest(HOME), name="warehouse")
def warehouse(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[object]:
    """Every model of the warehouse, built whole beside the old one and then put in its place."""
    if context.is_subset:
        raise dg.Failure("The warehouse is built whole: materialise all of its models.")
    with _user_messages(context), new_warehouse(HOME) as build:
        yield from _dbt_events(context, dbt, build)


def _dbt_events(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, build: Build
) -> Iterator[object]:
    invocation = dbt.cli(BUILD, context=context, target_path=build.target, raise_on_error=False)
    yield from invocation.stream()
    if not invocation.is_successful():
        raise BuildFailed(what_failed(build) or "dbt stopped before any model.")


@dg.asset(deps=[warehouse], group_name="release", owners=TEAM, kinds={"html"})
def draft(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """The newest ended quarter's dashboard as it would be now, marked as a draft."""
    quarter = outstanding_returns.newest_quarter(HOME, clock.now().date())
    if quarter is None:
        return dg.MaterializeResult(metadata={"quarter": "none: nothing has been accepted yet"})
    with _user_messages(context):
        publish_quarter(HOME, quarter, today=clock.now().date(), draft=True)
    return dg.MaterializeResult(metadata={"quarter": str(quarter)})


@dg.asset(
    partitions_def=QUARTERS,
    deps=[warehouse],
    group_name="release",
    owners=TEAM,
    kinds={"html"},
)
def release(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """One quarter's dashboard: a draft before its publication date, then a version that stays."""
    quarter = Quarter.of(date.fromisoformat(context.partition_key))
    with _user_messages(context):
        published = publish_quarter(HOME, quarter, today=clock.now().date())
    return dg.MaterializeResult(
        metadata={
            "quarter": str(quarter),
            "draft": published.draft,
            "version": published.version or 0,
            "changed": published.changed,
        }
    )


@dg.asset_check(asset=dg.AssetKey(["quality", "coverage"]), name="every_return_received")
def every_return_received() -> dg.AssetCheckResult:
    """The newest ended quarter's returns have all come; else whom to chase."""
    quarter = clock.newest_ended(clock.now().date())
    missing = outstanding_returns.to_chase(HOME, quarter)
    lines = "\n".join(map(str, missing))
    return dg.AssetCheckResult(
        passed=not missing,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "quarter": str(quarter),
            "chase": lines,
        },
    )


@dg.op
def chase(context: dg.OpExecutionContext) -> None:
    """Writes to the log which agencies have not sent what the last quarter needs."""
    quarter = clock.newest_ended(clock.now().date())
    for line in outstanding_returns.to_chase(HOME, quarter):
        context.log.warning(str(line))


@dg.job(name="chase_missing_returns")
def chase_missing_returns() -> None:
    """Lists, on the 14th day of a quarter, whom to chase for the last one."""
    chase()


main_job = dg.define_asset_job(
    "main", selection=dg.AssetSelection.all() - dg.AssetSelection.assets(release)
)
release_job = dg.define_asset_job("publish_quarter", selection=dg.AssetSelection.assets(release))


@dg.sensor(job=main_job, minimum_interval_seconds=30)
def inbox(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Runs the main job when files have lain in the inbox for half a minute."""
    files = settled_files(HOME, minimum_age_seconds=30)
    if not files:
        return dg.SkipReason("No file has lain in the inbox for 30 seconds.")
    seen = sorted(f"{path}:{path.stat().st_mtime_ns}" for path in files)
    return dg.RunRequest(
        run_key=hashlib.sha256("\n".join(seen).encode()).hexdigest(),
        run_config={"ops": {"landing": {"config": {"minimum_age_seconds": 30}}}},
    )


def _schedule(name: str, job: object, cron: str, description: str) -> dg.ScheduleDefinition:
    return dg.ScheduleDefinition(
        name=name,
        job=job,  # type: ignore[arg-type]
        cron_schedule=cron,
        execution_timezone=clock.TIME_ZONE,
        description=description,
    )


@dg.schedule(job=release_job, cron_schedule="0 7 29 1,4,7,10 *", execution_timezone=clock.TIME_ZONE)
def release_on_first_day_after_week_four(
    context: dg.ScheduleEvaluationContext,
) -> dg.RunRequest:
    """Publishes the ended quarter on the first day after its fourth week."""
    quarter = clock.newest_ended(context.scheduled_execution_time.date())
    return dg.RunRequest(partition_key=quarter.first_day.isoformat())


defs = dg.Definitions(
    assets=[landing, warehouse, draft, release],
    asset_checks=[every_return_received],
    jobs=[main_job, release_job, chase_missing_returns],
    sensors=[inbox],
    schedules=[
        _schedule("build_nightly", main_job, "0 2 * * *", "Takes in the inbox and builds."),
        _schedule(
            "chase_on_day_14",
            chase_missing_returns,
            "0 8 14 1,4,7,10 *",
            "Lists whom to chase, two weeks after the quarter's end.",
        ),
        release_on_first_day_after_week_four,
    ],
    resources={
        "dbt": DbtCliResource(
            project_dir=DbtProject(PROJECT, profiles_dir=PROJECT),
            dbt_executable=dbt_program(),
        )
    },
)
