"""What there is to tell people: failed runs, rejected files, releases, returns outstanding."""

from collections.abc import Iterable, Sequence

from core.county import this_county
from core.quarter import Quarter
from orchestration.jobs.audit_log import Entry
from orchestration.landed.outstanding_returns import MissingReturn
from orchestration.telling.notifications import Message


def failed_run(job: str, run_id: str, steps: Sequence[str], attempt: str | None) -> Message:
    """Return what is told of a failed run; what went wrong stands in the run itself."""
    lines = [f"The job {job} failed in: {', '.join(steps) or 'its start'}.", f"Run: {run_id}."]
    if attempt:
        lines.append(f"This was attempt {attempt}.")
        number, _, of = attempt.partition(" of ")
        again = (
            "It is not tried again until something new comes."
            if number == of
            else ("It is tried again after a while.")
        )
        lines.append(again)
    facts = {"job": job, "run_id": run_id, "steps": list(steps), "attempt": attempt}
    return Message("run_failed", f"Failed: {job}", tuple(lines), facts)


def of_trail(entries: Iterable[Entry]) -> list[Message]:
    """Return what lines of the audit trail give to tell: rejected files, and versions published."""
    entries = list(entries)
    rejected = [
        entry
        for entry in entries
        if entry.action == "land" and entry.details.get("outcome") == "rejected"
    ]
    messages = [_rejections(rejected)] if rejected else []
    return messages + [
        _release(entry)
        for entry in entries
        if entry.action == "publish" and entry.details.get("version")
    ]


def outstanding(quarter: Quarter, missing: Sequence[MissingReturn]) -> Message:
    """Return what is told of the returns that have not come for a quarter."""
    count = f"{len(missing)} return{'' if len(missing) == 1 else 's'}"
    facts = {
        "quarter": str(quarter),
        "missing": [{"agency": each.agency, "extract": each.extract} for each in missing],
    }
    lines = (f"{count} not received for {quarter.months_in_words}.", "", *map(str, missing))
    return Message("returns_outstanding", f"{count} outstanding: {quarter}", lines, facts)


def _rejections(entries: Sequence[Entry]) -> Message:
    """Return what is told of rejected files; their names may speak of people and are left out."""
    lines, facts = [], []
    for entry in entries:
        agency, code = str(entry.details["agency"]), str(entry.details["code"])
        submission = str(entry.details["receipt"])
        name = this_county().agency_name(agency)
        lines.append(f"{name}: {code.replace('_', ' ')} (submission {submission})")
        facts.append({"agency": agency, "code": code, "submission_id": submission})
    count = f"{len(entries)} file{'' if len(entries) == 1 else 's'}"
    told = (f"{count} not accepted. The validation report beside each says why.", "", *lines)
    return Message("submission_rejected", f"{count} not accepted", told, {"files": facts})


def _release(entry: Entry) -> Message:
    quarter, version = str(entry.details["quarter"]), entry.details["version"]
    lines = (f"Version {version} of {quarter} was published.",)
    facts = {"quarter": quarter, "version": version}
    return Message("release_made", f"Published: {quarter}, version {version}", lines, facts)
