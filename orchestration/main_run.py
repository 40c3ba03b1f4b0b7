"""The main job from the command line: the same Dagster jobs, run in this process."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from orchestration.coverage import newest_quarter
from sources.home import FILE_MODE, Home, make_folder
from sources.period import Quarter

QUIET = {"console": {"config": {"log_level": "CRITICAL"}}}
"""Dagster's log stays in its run store; the terminal shows what the command itself says."""

DAGSTER_SETTINGS = "telemetry:\n  enabled: false\n"


@dataclass(frozen=True)
class MainRun:
    """What a main run came to: the files it took in, its draft and how long each part took."""

    taken_in: int
    refused: int
    quarter: Quarter | None
    page: Path | None
    seconds: dict[str, float]


class RunFailed(Exception):
    """A part of the main run failed; the message says which and why."""


def dagster_home(home: Home) -> Path:
    """The folder of Dagster's run store under the home, telemetry off, set for this process."""
    folder = home.root / "dagster"
    make_folder(folder)
    settings = folder / "dagster.yaml"
    if not settings.exists():
        settings.write_text(DAGSTER_SETTINGS)
        settings.chmod(FILE_MODE)
    os.environ["DAGSTER_HOME"] = str(folder)
    return folder


def main_run(
    home: Home,
    *,
    today: date,
    received_at: datetime | None = None,
    on_step: Callable[[str], None] = lambda step: None,
) -> MainRun:
    """Takes in the inbox, builds the warehouse and drafts its newest ended quarter.

    Both are Dagster jobs, so `daw ui` shows the run afterwards. Raises RunFailed.
    """
    started = time.perf_counter()
    seconds: dict[str, float] = {}

    def ended(step: str) -> None:
        nonlocal started
        seconds[step], started = time.perf_counter() - started, time.perf_counter()

    on_step("starting")
    dagster_home(home)
    import dagster as dg

    from orchestration.definitions import defs

    ended("start-up")
    with dg.DagsterInstance.get() as instance:
        on_step("taking in the inbox, building the warehouse, drawing the dashboard")
        config = {"received_at": received_at.isoformat() if received_at else None}
        result = defs.resolve_job_def("main").execute_in_process(
            instance=instance,
            run_config={"ops": {"landing": {"config": config}}, "loggers": QUIET},
            raise_on_error=False,
        )
    ended("job")
    _must_succeed(result)
    check = next(
        each.asset_check_evaluation_data
        for each in result.all_events
        if each.event_type_value == "ASSET_CHECK_EVALUATION"
        and each.asset_check_evaluation_data.check_name == "no_file_refused"
    )
    quarter = newest_quarter(home, today)
    return MainRun(
        taken_in=int(str(check.metadata["taken_in"].value)),
        refused=int(str(check.metadata["refused"].value)),
        quarter=quarter,
        page=home.root / "drafts" / str(quarter) / "site" / "index.html" if quarter else None,
        seconds=seconds | _seconds_of_steps(result),
    )


def _seconds_of_steps(result: object) -> dict[str, float]:
    """How long each step of a Dagster run took, by its name."""
    marks: dict[str, list[float]] = {}
    for event in result.all_events:  # type: ignore[attr-defined]
        if event.is_step_event and event.event_type_value in ("STEP_START", "STEP_SUCCESS"):
            marks.setdefault(event.step_key, []).append(event.timestamp)
    return {step: times[-1] - times[0] for step, times in marks.items()}


def _must_succeed(result: object) -> None:
    """Raises RunFailed with what each failed step said of itself."""
    if result.success:  # type: ignore[attr-defined]
        return
    failures = [
        event.step_failure_data.error.message.strip()
        for event in result.all_events  # type: ignore[attr-defined]
        if event.is_step_failure and event.step_failure_data.error
    ]
    raise RunFailed("\n".join(failures))
