"""The demonstration: three years of sample returns, published quarters, the draft of the newest."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from core.atomic_files import make_folder, write_whole
from core.policy import county_policy
from core.quarter import Quarter
from core.workspace import Workspace
from dashboard.release.publish import PublishResult
from orchestration.cli.console import print_main_run
from orchestration.cli.demo_tour import print_tour
from orchestration.cli.pipeline import MainRun, main_run
from orchestration.jobs.build_warehouse import build_warehouse
from orchestration.jobs.clock import now
from orchestration.jobs.ingest_inbox import is_rejected, land_inbox
from orchestration.jobs.publish_release import publish_quarter
from sources.contract.rules import load_rules
from sources.samples import PLANNED_REJECTIONS, SampleDelivery, WorldError, sample_deliveries

MARK = ".demo"
"""The file that marks a workspace of sample returns, which a new demonstration may remove."""


class DemoFailed(Exception):
    """The demonstration could not be given, or did not end as planned; the message says why."""


def run_demo(workspace: Workspace, out: Console) -> None:
    """Fill the workspace with sample returns, publish, draft the newest quarter, and show round.

    The last of the published quarters has a second version, and a Board's edition too.

    Raises DemoFailed for a workspace with anything else in it, for a county whose declared world
    cannot be drawn, and where files other than the planned ones were rejected.
    """
    _check_is_empty_or_of_samples(workspace)
    try:
        *earlier, newest = sample_deliveries(load_rules())
    except WorldError as error:
        raise DemoFailed(str(error)) from error
    _start_afresh(workspace)
    editions: dict[str, Path] = {}
    published = [delivery.quarter for delivery in earlier if delivery.is_published]
    for delivery in earlier:
        with _timed(out, f"Sample returns of {delivery.quarter} loaded"):
            _load(workspace, delivery)
        if quarters := _due(delivery.quarter, published):
            with _timed(out, "The warehouse built"):
                build_warehouse(workspace)
            for quarter in quarters:
                editions["published"] = _publish(workspace, out, quarter, delivery).path
    _put_in_inbox(workspace, newest)
    done = _newest_quarter(workspace, out, newest)
    if done.page:
        editions["draft"] = done.page.parents[1]
    for quarter in published[-1:]:
        with _timed(out, f"The Board's edition of {quarter} made"):
            board = publish_quarter(workspace, quarter, today=now().date(), edition="board")
        editions["board"] = board.path
    print_tour(out, workspace, editions)


def _due(received: Quarter, published: list[Quarter]) -> list[Quarter]:
    """Return what is published once a quarter's files have come.

    All of it with the files of its last quarter, which a quarter later is published as corrected.
    """
    last = published[-1:]
    if received in last:
        return published
    return last if received.previous in last else []


def _load(workspace: Workspace, delivery: SampleDelivery) -> None:
    _put_in_inbox(workspace, delivery)
    submissions = land_inbox(workspace, received_at=delivery.received_at)
    if rejected := sum(map(is_rejected, submissions)):
        raise DemoFailed(f"{rejected} sample files were not accepted, and should have been.")


def _publish(
    workspace: Workspace, out: Console, quarter: Quarter, known: SampleDelivery
) -> PublishResult:
    """Publish a quarter as it is known by a delivery, not before its publication day."""
    today = max(county_policy().publication_day(quarter), known.received_at.date())
    with _timed(out, f"{quarter} published"):
        return publish_quarter(workspace, quarter, today=today)


def _newest_quarter(workspace: Workspace, out: Console, newest: SampleDelivery) -> MainRun:
    """Run the main job on the newest quarter's files, three of which cannot be accepted."""
    with out.status("starting") as status:
        done = main_run(
            workspace, today=now().date(), received_at=newest.received_at, on_step=status.update
        )
    print_main_run(out, done)
    if done.rejected != len(PLANNED_REJECTIONS):
        raise DemoFailed(
            f"{done.rejected} files were not accepted, instead of {len(PLANNED_REJECTIONS)}."
        )
    out.print(f"{done.rejected} files were refused on purpose. Their reports are in the inbox.")
    return done


@contextmanager
def _timed(out: Console, what: str) -> Iterator[None]:
    """Say what was done once it is, and how long it took."""
    started = time.perf_counter()
    with out.status(what):
        yield
    out.print(f"{what}: {time.perf_counter() - started:.0f} s.")


def _check_is_empty_or_of_samples(workspace: Workspace) -> None:
    """Raise DemoFailed for a workspace that agencies' returns may lie in."""
    is_filled = workspace.root.exists() and any(workspace.root.iterdir())
    if is_filled and not (workspace.root / MARK).exists():
        raise DemoFailed(
            f"{workspace.root} is not empty, and not a demonstration. "
            "Set DAW_HOME to an empty folder."
        )


def _start_afresh(workspace: Workspace) -> None:
    """Empty a workspace of samples."""
    if workspace.root.exists():
        shutil.rmtree(workspace.root)
    make_folder(workspace.root)
    write_whole(
        workspace.root / MARK, b"Sample returns only: a new demonstration empties this folder."
    )


def _put_in_inbox(workspace: Workspace, delivery: SampleDelivery) -> None:
    for name, content in delivery.files.items():
        make_folder((workspace.inbox / name).parent)
        write_whole(workspace.inbox / name, content)
