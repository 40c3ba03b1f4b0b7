"""Sensors that tell people, one per channel: what failed, was rejected or published since."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import dagster as dg

from core.workspace import Workspace
from orchestration.defs.resources import WorkspaceResource
from orchestration.defs.sensors import ATTEMPT
from orchestration.defs.step_failures import AT_ONCE
from orchestration.jobs.audit_log import AuditLog
from orchestration.telling.news import failed_run, of_trail
from orchestration.telling.notifications import Message, channels

OVERLAP_SECONDS = 60
"""Runs that failed so long before the last look are looked at again: clocks and stores differ."""

CHANNELS = ("mail", "webhook")


def telling_sensors() -> list[dg.SensorDefinition]:
    """Return a sensor per channel; each has its own cursor, so that one may fail alone."""
    return [_telling(channel) for channel in CHANNELS]


def _telling(channel: str) -> dg.SensorDefinition:
    @dg.sensor(
        name=f"tell_by_{channel}",
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"Tells people by {channel} of failed runs, rejected files and releases, where "
        "the settings name somebody to tell.",
    )
    def telling(
        context: dg.SensorEvaluationContext, workspace: WorkspaceResource
    ) -> dg.SensorResult:
        """Send what is new; where that fails the tick fails, and the next one sends it."""
        send = channels().get(channel)
        if send is None:
            return dg.SensorResult(skip_reason=f"Nobody is set to be told by {channel}.")
        messages, cursor = news_since(context.cursor, workspace.get(), context.instance)
        for message in messages:
            send(message)
        told = f"Told of: {', '.join(each.subject for each in messages)}." if messages else None
        return dg.SensorResult(skip_reason=told or "There is nothing to tell.", cursor=cursor)

    return telling


def news_since(
    cursor: str | None, workspace: Workspace, instance: dg.DagsterInstance
) -> tuple[list[Message], str]:
    """Return what there is to tell since the cursor, and the cursor from here on.

    Without a cursor nothing is told: what was before somebody was named is old news.
    """
    entries = list(AuditLog(workspace.root).entries())
    now = datetime.now(UTC).timestamp()
    before = json.loads(cursor) if cursor else None
    since = before["at"] - OVERLAP_SECONDS if before else now
    told = set(before["runs"]) if before else set()
    failed = _failed_runs(instance, since)
    after = {
        "lines": len(entries),
        "at": now,
        "runs": sorted(record.dagster_run.run_id for record in failed),
    }
    if before is None:
        return [], json.dumps(after)
    messages = [
        _of_run(instance, record.dagster_run)
        for record in failed
        if record.dagster_run.run_id not in told
    ]
    return messages + of_trail(entries[before["lines"] :]), json.dumps(after)


def _failed_runs(instance: dg.DagsterInstance, since: float) -> Sequence[dg.RunRecord]:
    """Return the runs that failed since then, but for those that somebody waits for."""
    found = instance.get_run_records(
        dg.RunsFilter(
            statuses=[dg.DagsterRunStatus.FAILURE],
            updated_after=datetime.fromtimestamp(since, UTC),
        )
    )
    return [record for record in found if AT_ONCE not in record.dagster_run.tags]


def _of_run(instance: dg.DagsterInstance, run: dg.DagsterRun) -> Message:
    steps = [
        step.step_key
        for step in instance.get_run_step_stats(run.run_id)
        if step.status and step.status.value == "FAILURE"
    ]
    return failed_run(run.job_name, run.run_id, steps, run.tags.get(ATTEMPT))
