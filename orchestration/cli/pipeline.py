"""The main job from the command line: the same Dagster jobs, run in this process."""

import importlib
import io
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from core.quarter import Quarter
from core.workspace import Workspace
from dashboard.charts.drawing_processes import drawing_processes
from orchestration.building.dbt_build import rare_collection
from orchestration.building.fingerprints import is_current
from orchestration.cli.dagster_home import dagster_home
from orchestration.cli.event_store import written_at_ease
from orchestration.jobs.draft_record import draft_folder, is_draft_current
from orchestration.landed.outstanding_returns import default_quarter, read_coverage
from sources.landing.inbox import list_inbox

QUIET = {"console": {"config": {"log_level": "CRITICAL"}}}
"""Dagster's log stays in its run store; the terminal shows what the command itself says."""

NEEDED_LATER = ("dbt.cli.main", "scipy.stats", "orchestration.jobs.publish_release")
"""What the build, its statistical tests and the draft import."""

STOPPED = {"KeyboardInterrupt", "DagsterExecutionInterruptedError"}
"""What a step raises that somebody ended."""


@dataclass(frozen=True)
class MainRun:
    """What a main run came to: the files it ingested, its draft and how long each part took.

    `left` has a line for each entry of the inbox that stays there, `faults` counts those that
    could not be taken. `built` says what was built and why; nothing where nothing was to be done.
    """

    ingested: int
    rejected: int
    faults: int
    left: list[str]
    quarter: Quarter | None
    page: Path | None
    seconds: dict[str, float]
    built: str = ""


class RunFailed(Exception):
    """A part of the main run failed; the message says which and why."""


def main_run(
    workspace: Workspace,
    *,
    today: date,
    received_at: datetime | None = None,
    force: bool = False,
    on_step: Callable[[str], None] = lambda step: None,
) -> MainRun:
    """Ingest the inbox, build the warehouse and draft the newest ended quarter.

    It is a Dagster job, so `daw ui` shows the run afterwards. Where nothing has changed since the
    last one nothing is done, and unless forced no more is built than can have changed. Raises
    RunFailed.
    """
    if not force and (unchanged := _nothing_to_do(workspace, today)) is not None:
        return unchanged
    started = time.perf_counter()
    seconds: dict[str, float] = {}

    def ended(step: str) -> None:
        nonlocal started
        seconds[step], started = time.perf_counter() - started, time.perf_counter()

    on_step("starting")
    dagster_home(workspace)
    from orchestration.jobs.dbt_manifest import current_manifest, parsed_beside

    with rare_collection(), parsed_beside(workspace):
        import dagster as dg

        from orchestration.definitions import defs
        from orchestration.defs.landing_assets import NO_FILE_REJECTED
        from orchestration.defs.step_failures import AT_ONCE
        from orchestration.defs.warehouse_assets import BUILDS_ALL, SCOPE

        for needed_later in NEEDED_LATER:  # there is time for it while the models are parsed
            importlib.import_module(needed_later)
    current_manifest(workspace)
    ended("start-up")
    with (
        rare_collection(),
        written_at_ease(),
        drawing_processes(at_once=True),
        dg.DagsterInstance.get() as instance,
    ):
        on_step("ingesting the inbox, building the warehouse, drawing the dashboard")
        # The caller has looked at the time: one after now is meant.
        config = {"received_at": received_at.isoformat() if received_at else None, "force": True}
        # dbt's lines are in its log and in Dagster's; the terminal stays with the command's own.
        with redirect_stdout(io.StringIO()):
            result = (
                defs()
                .resolve_job_def("main")
                .execute_in_process(
                    instance=instance,
                    run_config={"ops": {"landing": {"config": config}}, "loggers": QUIET},
                    raise_on_error=False,
                    tags={AT_ONCE: "true"} | ({BUILDS_ALL: "true"} if force else {}),
                )
            )
        for step in instance.get_run_step_stats(result.run_id):
            if step.start_time and step.end_time:
                seconds[step.step_key] = step.end_time - step.start_time
    ended("whole job")
    _check_succeeded(result)
    check = next(
        event.asset_check_evaluation_data
        for event in result.all_events
        if event.event_type_value == "ASSET_CHECK_EVALUATION"
        and event.asset_check_evaluation_data.check_name == NO_FILE_REJECTED
    )
    built = next(
        str(event.materialization.metadata[SCOPE].value)
        for event in result.all_events
        if event.is_step_materialization and SCOPE in event.materialization.metadata
    )
    quarter = default_quarter(read_coverage(workspace), today)
    return MainRun(
        ingested=int(str(check.metadata["ingested"].value)),
        rejected=int(str(check.metadata["rejected"].value)),
        faults=int(str(check.metadata["faults"].value)),
        left=str(check.metadata["left"].value).splitlines(),
        quarter=quarter,
        page=_page(workspace, quarter),
        seconds=seconds,
        built=built,
    )


def _nothing_to_do(workspace: Workspace, today: date) -> MainRun | None:
    """Return what a run comes to that has nothing to land, build or draw; None where it has."""
    unfinished = workspace.work.is_dir() and any(workspace.work.iterdir())
    if unfinished or not workspace.warehouse.exists() or not is_current(workspace):
        return None
    listing = list_inbox(workspace)
    quarter = default_quarter(read_coverage(workspace), today)
    if listing.files or not (quarter is None or is_draft_current(workspace, quarter)):
        return None
    return MainRun(
        ingested=0,
        rejected=0,
        faults=sum(entry.is_fault for entry in listing.left),
        left=[str(entry) for entry in listing.left],
        quarter=quarter,
        page=_page(workspace, quarter),
        seconds={},
    )


def _page(workspace: Workspace, quarter: Quarter | None) -> Path | None:
    return draft_folder(workspace, quarter) / "site" / "index.html" if quarter else None


def _check_succeeded(result: object) -> None:
    """Raise RunFailed with what each failed step said of itself."""
    if result.success:  # type: ignore[attr-defined]
        return
    failures = [
        f"{event.step_key}: {_root_cause(event.step_failure_data)}"
        for event in result.all_events  # type: ignore[attr-defined]
        if event.is_step_failure
    ]
    raise RunFailed("\n".join(failures))


def _root_cause(failure: Any) -> str:
    """Return what a step said of its failure, or else the first error behind it."""
    if failure.user_failure_data and failure.user_failure_data.description:
        return str(failure.user_failure_data.description)
    error = failure.error
    while error.cause:
        error = error.cause
    if error.cls_name in STOPPED:
        return "It was stopped before its end. What was there before is still in use."
    return error.message.strip()
