"""What publishing costs as the history grows, and what is shown in the end.

`python -m tests.benchmarks.publishing_curve` lands the reference deliveries batch by batch and
publishes every quarter that a batch changed: at the level of values, without drawing. It prints
seconds of the processor, the most memory so far, and the share of rows shown by topic, area level
and window.
"""

import argparse
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from core.workspace import Workspace
from dashboard.release.gate import MAX_TRIES, forbidding_findings, leaking_measures
from dashboard.release.kept_attacks import KeptAttacks
from dashboard.release.own_numbers import numbers_behind
from dashboard.release.protected_values import protected_cells
from dashboard.release.release_cells import ReleaseCells
from dashboard.release.warehouse_tables import WarehouseTables, read_warehouse
from disclosure.audit import Truth
from disclosure.control import NO_TRIES, EarlierValues, with_definitions
from orchestration.jobs.build_warehouse import build_warehouse
from sources.contract.rules import load_rules
from sources.landing.ingest import land
from tests.benchmarks.shown import report, with_levels
from tests.support.disclosure.referee import write_release
from tests.support.landing.landed_deliveries import received_batches
from tests.support.reference_data import unpack_deliveries


def warehouses(scratch: Path) -> Iterator[WarehouseTables]:
    """Yield the tables of the warehouse after each batch of the reference deliveries."""
    deliveries = scratch / "deliveries"
    unpack_deliveries(deliveries)
    workspace = Workspace.at(scratch / "workspace")
    for batch, received_at in received_batches(deliveries).items():
        inbox = deliveries / "batches" / batch / "inbox"
        shutil.copytree(inbox, workspace.inbox, dirs_exist_ok=True)
        land(workspace, load_rules(), received_at=received_at)
        build_warehouse(workspace)
        yield read_warehouse(workspace.warehouse)


class History:
    """The releases so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.releases: list[Path] = []
        self.earlier: list[EarlierValues] = []
        self.truths: list[Truth] = []
        self.workspace = folder.parent
        self.changed: dict[str, pd.DataFrame] = {}  #: the values of each quarter's newest version

    def publish(self, tables: WarehouseTables, quarter: str) -> None:
        """Publish a version of a quarter, and print what that cost."""
        versions = sum(release.parent.name == quarter for release in self.releases)
        release = self.folder / quarter / f"v{versions + 1}"
        failed = NO_TRIES
        kept = KeptAttacks.read(self.workspace)
        audit = 0.0
        began = time.process_time()
        while True:
            cells = protected_cells(tables, quarter, self.earlier, failed, kept.control)
            write_release(release, cells.values, tables.measures, tables.areas)
            truths = [*self.truths, numbers_behind(cells.truth)]
            before = time.process_time()
            findings = forbidding_findings([*self.releases, release], truths, kept.audit)
            audit += time.process_time() - before
            if not findings or len(failed.measures) == MAX_TRIES:
                break
            failed = failed.then(leaking_measures(findings), cells.seconds)
        protecting = time.process_time() - began - audit
        kept.keep(self.workspace)
        self.releases.append(release)
        self.truths = truths
        values = with_definitions(cells.values, tables.measures)
        self.earlier.append(EarlierValues(values, cells.truth))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"publish {len(self.releases):>2}: {quarter} v{versions + 1}, "
            f"protection {protecting:.1f} s, audit {audit:.1f} s, {peak:.0f} MiB, "
            f"{len(failed.measures)} failed audits, {len(findings)} faults, "
            f"{cells.waiting} corrections wait, {len(cells.less_detailed)} tables in less detail",
            flush=True,
        )
        self.newest: ReleaseCells = cells


def main() -> None:
    """Print the curve, then the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publishes", type=int, default=99)
    most = parser.parse_args().publishes
    with tempfile.TemporaryDirectory() as scratch:
        history = History(Path(scratch) / "releases")
        for tables in warehouses(Path(scratch)):
            for quarter in sorted(tables.values["quarter"].unique()):
                values = tables.values[tables.values["quarter"] <= quarter].reset_index(drop=True)
                is_new = quarter not in history.changed
                if len(history.releases) < most and (
                    is_new or not history.changed[quarter].equals(values)
                ):
                    history.changed[quarter] = values
                    history.publish(tables, quarter)
            if len(history.releases) >= most:
                break
        rows = with_levels(history.newest.values, tables.measures, tables.areas)
        print(report(rows, None, list(tables.headlines["measure_id"])))


if __name__ == "__main__":
    main()
