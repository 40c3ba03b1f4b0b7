"""The main job from the command line: the same Dagster jobs, run in this process."""

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
from orchestration.cli.dagster_home import dagster_home
from orchestration.jobs.dbt_manifest import current_manifest
from orchestration.jobs.outstanding_returns import default_quarter, read_coverage

QUIET = {"console": {"config": {"log_level": "CRITICAL"}}}
"""Dagster's log stays in its run store; the terminal shows what the command itself says."""


@dataclass(frozen=True)
class MainRun:
    """What a main run came to: the files it ingested, its draft and how long each part took.

    `left` has a line for each entry of the inbox that stays there, `faults` counts those that
    could not be taken.
    """

    ingested: int
    rejected: int
    faults: int
    left: list[str]
    quarter: Quarter | None
    page: Path | None
    seconds: dict[str, float]


class RunFailed(Exception):
    """A part of the main run failed; the message says which and why."""


def main_run(
    workspace: Workspace,
    *,
    today: date,
    received_at: datetime | None = None,
    on_step: Callable[[str], None] = lambda step: None,
) -> MainRun:
    """Ingest the inbox, build the warehouse and draft the newest ended quarter.

    Both are Dagster jobs, so `daw ui` shows the run afterwards. Raises RunFailed.
    """
    started = time.perf_counter()
    seconds: dict[str, float] = {}

    def ended(step: str) -> None:
        nonlocal started
        seconds[step], started = time.perf_counter() - started, time.perf_counter()

    on_step("starting")
    dagster_home(workspace)
    current_manifest(workspace)
    import dagster as dg

    from orchestration.definitions import defs
    from orchestration.defs.landing_assets import NO_FILE_REJECTED
    from orchestration.defs.step_failures import AT_ONCE

    ended("start-up")
    with dg.DagsterInstance.get() as instance:
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
                    tags={AT_ONCE: "true"},
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
    quarter = default_quarter(read_coverage(workspace), today)
    return MainRun(
        ingested=int(str(check.metadata["ingested"].value)),
        rejected=int(str(check.metadata["rejected"].value)),
        faults=int(str(check.metadata["faults"].value)),
        left=str(check.metadata["left"].value).splitlines(),
        quarter=quarter,
        page=workspace.root / "drafts" / str(quarter) / "site" / "index.html" if quarter else None,
        seconds=seconds,
    )


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
    return error.message.strip()
