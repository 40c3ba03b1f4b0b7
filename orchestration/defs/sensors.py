"""What Dagster watches: the inbox, and published quarters that something late came for."""

import hashlib
import json
import time

import dagster as dg

from core.quarter import Quarter
from orchestration.defs.automation import draft_job, main_job, publish_job
from orchestration.defs.resources import WorkspaceResource
from orchestration.defs.run_requests import ATTEMPTS, Asked, Outcome, Wanted, decide
from orchestration.landed.late_corrections import corrections_are_published, late_corrections
from orchestration.landed.unbuilt_landing import unbuilt_landing
from sources.landing.inbox import list_inbox

SETTLED_SECONDS = 15
"""For how long nobody may have written to a file of the inbox before the sensor takes it."""

SECONDS_BETWEEN_TICKS = 10
RUN_KEY = "dagster/run_key"
ATTEMPT = "daw/attempt"
"""The tag of a run that says which attempt it is."""

_ENDS = {
    dg.DagsterRunStatus.SUCCESS: Outcome.SUCCEEDED,
    dg.DagsterRunStatus.FAILURE: Outcome.FAILED,
    dg.DagsterRunStatus.CANCELED: Outcome.STOPPED,
}


def outcome_of(instance: dg.DagsterInstance, asked: Asked | None) -> Outcome | None:
    """Return what became of the run that was asked for; None where there is none, or none left."""
    if asked is None:
        return None
    runs = instance.get_runs(dg.RunsFilter(tags={RUN_KEY: asked.run_key}), limit=1)
    return _ENDS.get(runs[0].status, Outcome.AT_WORK) if runs else None


@dg.sensor(
    job=main_job,
    minimum_interval_seconds=SECONDS_BETWEEN_TICKS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Runs the main job when files have been in the inbox for 15 seconds, or when "
    "loaded returns are not in the warehouse yet. It tries a failed run again three times.",
)
def inbox(context: dg.SensorEvaluationContext, workspace: WorkspaceResource) -> dg.SensorResult:
    """Run the main job when there is something to ingest or to build.

    What is left in the inbox is told beside the reason for which nothing is run; a run tells it in
    its own log.
    """
    here = workspace.get()
    listing = list_inbox(here, settled_seconds=SETTLED_SECONDS)
    wanted = Wanted(
        frozenset(_digest(f"{path}:{written}") for path, written in listing.files.items()),
        unbuilt_landing(here),
    )
    asked = Asked.from_json(context.cursor)
    decision = decide(asked, wanted, outcome_of(context.instance, asked), time.time())
    cursor = decision.asked.to_json() if decision.asked else ""
    if not decision.is_request or decision.asked is None:
        reason = "\n".join([decision.reason, *map(str, listing.left)])
        return dg.SensorResult(skip_reason=reason, cursor=cursor)
    request = dg.RunRequest(
        run_key=decision.asked.run_key,
        run_config={"ops": {"landing": {"config": {"minimum_age_seconds": SETTLED_SECONDS}}}},
        tags={ATTEMPT: f"{decision.asked.attempt} of {ATTEMPTS}"},
    )
    return dg.SensorResult(run_requests=[request], cursor=cursor)


@dg.sensor(
    jobs=[publish_job, draft_job],
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Makes a new version of a published quarter when a late return for it arrives. "
    "If DAW_CORRECTIONS is 'draft', it makes a draft for a person to approve instead.",
)
def late_returns_of_published_quarters(
    context: dg.SensorEvaluationContext, workspace: WorkspaceResource
) -> dg.SensorResult:
    """Ask for the next version of each published quarter that a late return has come for."""
    before = json.loads(context.cursor or "{}")
    kept, requests, reasons = {}, [], []
    for quarter, submissions in late_corrections(workspace.get()).items():
        asked = Asked.from_json(before.get(str(quarter)))
        decision = decide(
            asked,
            Wanted(frozenset(_digest(f"{quarter}:{each}") for each in submissions)),
            outcome_of(context.instance, asked),
            time.time(),
            success_settles=True,
        )
        if decision.asked:
            kept[str(quarter)] = decision.asked.to_json()
        if decision.is_request and decision.asked:
            requests.append(_correction_request(quarter, decision.asked))
        else:
            reasons.append(f"{quarter}: {decision.reason}")
    return dg.SensorResult(
        run_requests=requests,
        skip_reason=None if requests else " ".join(reasons) or "No late return has been received.",
        cursor=json.dumps(kept),
    )


def _correction_request(quarter: Quarter, asked: Asked) -> dg.RunRequest:
    return dg.RunRequest(
        run_key=asked.run_key,
        job_name=(publish_job if corrections_are_published() else draft_job).name,
        partition_key=quarter.first_day.isoformat(),
        tags={ATTEMPT: f"{asked.attempt} of {ATTEMPTS}"},
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
