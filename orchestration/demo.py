"""The demonstration: sample returns through the whole main job, in a home of their own."""

import shutil

from rich.console import Console

from orchestration.intake import land_inbox
from orchestration.main_run import main_run
from orchestration.quarters import now
from orchestration.report import print_main_run
from sources.codes import load_code_lists
from sources.contract import load_contracts
from sources.home import Home, make_folder, write_whole
from sources.samples import PLANNED_REFUSALS, Delivery, sample_deliveries

MARK = ".demo"
"""The file that says that a home holds sample returns, which a new demonstration may remove."""


class DemoFailed(Exception):
    """The demonstration could not be given, or did not end as planned; the message says why."""


def run_demo(home: Home, out: Console) -> None:
    """Fills the home with sample returns, runs the main job and prints where the dashboard is.

    Raises DemoFailed for a home with anything else in it, and where files other than the planned
    ones were refused.
    """
    _start_afresh(home)
    *earlier, newest = sample_deliveries(load_contracts(), load_code_lists())
    for delivery in earlier:
        _put_in_inbox(home, delivery)
        receipts = land_inbox(home, received_at=delivery.received_at)
        out.print(f"{delivery.received_at:%d %B %Y}: {len(receipts)} sample files taken in.")
        if refused := sum(each.outcome == "refused" for each in receipts):
            raise DemoFailed(f"{refused} sample files were refused that should not be.")
    _put_in_inbox(home, newest)
    with out.status("starting") as status:
        done = main_run(
            home, today=now().date(), received_at=newest.received_at, on_step=status.update
        )
    print_main_run(out, done)
    if done.refused != len(PLANNED_REFUSALS):
        raise DemoFailed(f"{done.refused} files were refused, and {len(PLANNED_REFUSALS)} planned.")
    out.print(f"{done.refused} refusals were planned: daw sql shows why, in quality.receipts.")


def _start_afresh(home: Home) -> None:
    """Empties a home of samples; raises DemoFailed for one that agencies' returns may lie in."""
    if home.root.exists() and any(home.root.iterdir()):
        if not (home.root / MARK).exists():
            raise DemoFailed(
                f"{home.root} holds more than a demonstration. Set DAW_HOME to an empty folder."
            )
        shutil.rmtree(home.root)
    make_folder(home.root)
    write_whole(home.root / MARK, b"Sample returns only: a new demonstration empties this folder.")


def _put_in_inbox(home: Home, delivery: Delivery) -> None:
    for place, content in delivery.files.items():
        make_folder((home.inbox / place).parent)
        write_whole(home.inbox / place, content)
