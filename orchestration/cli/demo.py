"""The demonstration: sample returns through the whole main job, in a workspace of their own."""

import shutil

from rich.console import Console

from core.atomic_files import make_folder, write_whole
from core.workspace import Workspace
from orchestration.cli.console import print_main_run
from orchestration.cli.pipeline import main_run
from orchestration.jobs.clock import now
from orchestration.jobs.ingest_inbox import is_rejected, land_inbox
from sources.contract.rules import load_rules
from sources.samples import PLANNED_REJECTIONS, SampleDelivery, sample_deliveries

MARK = ".demo"
"""The file that marks a workspace of sample returns, which a new demonstration may remove."""


class DemoFailed(Exception):
    """The demonstration could not be given, or did not end as planned; the message says why."""


def run_demo(workspace: Workspace, out: Console) -> None:
    """Fill the workspace with sample returns, run the main job, print where the dashboard is.

    Raises DemoFailed for a workspace with anything else in it, and where files other than the
    planned ones were rejected.
    """
    _start_afresh(workspace)
    *earlier, newest = sample_deliveries(load_rules())
    for delivery in earlier:
        _put_in_inbox(workspace, delivery)
        submissions = land_inbox(workspace, received_at=delivery.received_at)
        out.print(f"{delivery.received_at:%d %B %Y}: {len(submissions)} sample files loaded.")
        if rejected := sum(map(is_rejected, submissions)):
            raise DemoFailed(f"{rejected} sample files were not accepted, and should have been.")
    _put_in_inbox(workspace, newest)
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


def _start_afresh(workspace: Workspace) -> None:
    """Empty a workspace of samples.

    Raises DemoFailed for one that agencies' returns may lie in.
    """
    if workspace.root.exists() and any(workspace.root.iterdir()):
        if not (workspace.root / MARK).exists():
            raise DemoFailed(
                f"{workspace.root} is not empty, and not a demonstration. "
                "Set DAW_HOME to an empty folder."
            )
        shutil.rmtree(workspace.root)
    make_folder(workspace.root)
    write_whole(
        workspace.root / MARK, b"Sample returns only: a new demonstration empties this folder."
    )


def _put_in_inbox(workspace: Workspace, delivery: SampleDelivery) -> None:
    for name, content in delivery.files.items():
        make_folder((workspace.inbox / name).parent)
        write_whole(workspace.inbox / name, content)
