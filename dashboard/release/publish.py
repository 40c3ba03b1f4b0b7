"""A release of one quarter: made beside the others, checked, and put in its place by one rename."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import pandas as pd

from core.atomic_files import put_folder, replace_folder
from core.locks import held
from core.policy import county_policy
from core.quarter import Quarter
from dashboard.outputs.data.data_files import (
    is_same_content,
    published_tables,
    read_data,
    write_data,
)
from dashboard.outputs.pdf.typst_pdf import write_pdf
from dashboard.outputs.site.static_site import write_site
from dashboard.outputs.workbook.accessible_workbook import write_workbook
from dashboard.presenters.catalogue import Catalogue
from dashboard.presenters.whole_release import present_release
from dashboard.release.gate import MAX_TRIES, forbidding_findings, leaking_measures
from dashboard.release.manifest import NAME as MANIFEST
from dashboard.release.manifest import read_manifest, releases_in_order, write_manifest
from dashboard.release.protected_values import (
    KEY,
    NUMBERS,
    ReleaseCells,
    protected_cells,
    unprotected_cells,
)
from dashboard.release.publication_database import renew_publication
from dashboard.release.revisions import revisions
from dashboard.release.warehouse_tables import WarehouseTables, read_warehouse
from dashboard.view_models import ReleaseEdition, ReleaseView
from disclosure.audit import Finding, Truth

DRAFT = "DRAFT: not for publication"
UNPROTECTED = "DRAFT: small numbers not yet protected"
RESTRICTED = "OFFICIAL-SENSITIVE: not for publication"
_MOST_TOLD = 10

__all__ = ["CannotPublish", "PublishResult", "publish", "releases_in_order", "true_numbers"]


class CannotPublish(Exception):
    """No release was made; the message says why and what to do."""


@dataclass(frozen=True)
class PublishResult:
    """Where a release lies; `version` is None for a draft and for the restricted edition."""

    path: Path
    version: int | None
    changed: bool

    @property
    def draft(self) -> bool:
        """Whether it has no version."""
        return self.version is None


def publish(
    workspace: Path, quarter: str, *, today: date, edition: str, commit: str, draft: bool = False
) -> PublishResult:
    """The release of a quarter, made now or, where nothing changed, before.

    A draft before the publication date or where `draft` asks for one; edition "board" is the
    unprotected one, in `restricted/`. Raises CannotPublish.
    """
    with _workshop(workspace) as folder:
        renew_publication(workspace, folder)  # a run may have been killed before it came to this
        maker = _Maker(
            workspace, folder, _tables(workspace, quarter), Quarter.parse(quarter), commit
        )
        if edition == "board":
            return maker.make_restricted()
        if draft:
            return maker.make_draft(unprotected_cells(maker.tables, quarter))
        if today < county_policy().publication_day(maker.quarter):
            return maker.make_draft(maker.protected())
        return maker.make_version()


@dataclass(frozen=True)
class _Maker:
    """Makes one release of one quarter from one state of the warehouse."""

    workspace: Path
    folder: Path
    tables: WarehouseTables
    quarter: Quarter
    commit: str

    def make_restricted(self) -> PublishResult:
        """The Board's edition: every number as it is, marked on every page and sheet."""
        cells = unprotected_cells(self.tables, str(self.quarter))
        release = self._build(cells, None, RESTRICTED)
        folder = self._write(release, published_tables(self.tables, cells, release), "board")
        return self._replace(folder, self.workspace / "restricted" / str(self.quarter))

    def make_draft(self, cells: ReleaseCells) -> PublishResult:
        """The release as it would be now, marked on every page and sheet."""
        release = self._build(cells, None, DRAFT if cells.protected else UNPROTECTED)
        folder = self._write(release, published_tables(self.tables, cells, release), "public")
        return self._replace(folder, self.workspace / "drafts" / str(self.quarter))

    def make_version(self) -> PublishResult:
        """The next version of the quarter, or the newest one where its content is the same.

        Raises CannotPublish where the audit finds that a hidden number could be computed.
        """
        versions = self._versions()
        version = len(versions) + 1
        leaking: list[set[str]] = []
        spent = 0.0
        while True:
            cells = self.protected(leaking, spent)
            spent += cells.seconds
            release = self._build(cells, version, None)
            tables = published_tables(self.tables, cells, release)
            if versions and is_same_content(tables, versions[-1], self.folder / "compared"):
                return PublishResult(versions[-1], len(versions), changed=False)
            folder = self._write(release, tables, "public")
            found = self._audit(folder, cells, version)
            if not found:
                break
            if len(leaking) == MAX_TRIES or not leaking_measures(found):
                raise CannotPublish(_told(found))
            leaking.append(leaking_measures(found))
            shutil.rmtree(folder)
        target = self.workspace / "releases" / str(self.quarter) / f"v{version}"
        put_folder(folder, target)
        renew_publication(self.workspace, self.folder)
        return PublishResult(target, version, changed=True)

    def protected(self, leaking: Sequence[set[str]] = (), spent: float = 0.0) -> ReleaseCells:
        """The cells as they may be shown after all earlier releases."""
        earlier = [read_data(path, "values") for path in releases_in_order(self.workspace)]
        return protected_cells(self.tables, str(self.quarter), earlier, leaking, spent)

    def _build(self, cells: ReleaseCells, version: int | None, mark: str | None) -> ReleaseView:
        """The release as view models, with what it shows differently from the one before."""
        before = self._before()
        changed = revisions(
            cells.values,
            read_data(before, "values") if before else None,
            Catalogue(self.tables),
            self._new_returns(before),
        )
        return present_release(self.tables, cells, self._edition(version, mark), changed)

    def _write(self, release: ReleaseView, tables: dict[str, pd.DataFrame], kind: str) -> Path:
        """A whole release in the workshop: site, data, workbook, PDF and manifest."""
        folder = self.folder / "release"
        write_data(folder / "data", tables)
        write_site(release, folder / "site")
        write_workbook(release, folder / "workbook.xlsx")
        write_pdf(release, folder / "dashboard.pdf")
        about = {
            "quarter": str(self.quarter),
            "edition": kind,
            "version": release.edition.version,
            "sequence": len(releases_in_order(self.workspace)) + 1,
        }
        write_manifest(folder, about, self.commit, self.tables.receipts)
        return folder

    def _edition(self, version: int | None, watermark: str | None) -> ReleaseEdition:
        areas = self.tables.areas
        received = pd.to_datetime(self.tables.receipts["received_at"]).max()
        return ReleaseEdition(
            quarter=str(self.quarter),
            words=self.quarter.months_in_words,
            name=self.quarter.name,
            county=areas.loc[areas["level"] == "county", "area_name"].iloc[0],
            publication_date=county_policy().publication_day(self.quarter),
            made_on=received.date(),
            version=version,
            watermark=watermark,
        )

    def _versions(self) -> list[Path]:
        folder = self.workspace / "releases" / str(self.quarter)
        found = (path.parent for path in folder.glob(f"v*/{MANIFEST}"))
        return sorted(found, key=lambda path: int(path.name.removeprefix("v")))

    def _before(self) -> Path | None:
        """The release that this one revises: the quarter's own, else the one published last."""
        releases = self._versions() or releases_in_order(self.workspace)
        return releases[-1] if releases else None

    def _new_returns(self, before: Path | None) -> pd.DataFrame:
        """The accepted returns that the release before was not made from."""
        known = read_manifest(before)["receipt_ids"] if before else []
        new = self.tables.returns[~self.tables.returns["receipt_id"].isin(known)]
        return new.merge(self.tables.agencies[["agency", "agency_name"]], on="agency")

    def _audit(self, folder: Path, cells: ReleaseCells, version: int) -> list[Finding]:
        """What an attack on the new release together with all earlier ones gives away."""
        staged = self.folder / str(self.quarter) / f"v{version}"
        staged.parent.mkdir(exist_ok=True)
        staged.unlink(missing_ok=True)
        staged.symlink_to(folder, target_is_directory=True)
        return forbidding_findings([*releases_in_order(self.workspace), staged], _truth(cells))

    def _replace(self, folder: Path, target: Path) -> PublishResult:
        """Puts a draft in the place of the one before it, unless they are the same."""
        if target.exists():
            if (target / MANIFEST).read_bytes() == (folder / MANIFEST).read_bytes():
                return PublishResult(target, None, changed=False)
            replace_folder(folder, target)
        else:
            put_folder(folder, target)
        return PublishResult(target, None, changed=True)


def true_numbers(warehouse: Path, quarter: str) -> Truth | None:
    """The hidden numbers of a quarter's release as the warehouse has them; None without one."""
    if not warehouse.exists():
        return None
    return _truth(unprotected_cells(read_warehouse(warehouse), quarter))


def _truth(cells: ReleaseCells) -> Truth:
    """The numbers behind the cells by cell and part, to judge what an attack would give away."""
    return {
        ("|".join(row[: len(KEY)]), part): number
        for row in cells.truth[[*KEY, *NUMBERS]].itertuples(index=False, name=None)
        for part, number in zip(NUMBERS, row[len(KEY) :], strict=True)
        if number is not None and number == number
    }


def _told(found: list[Finding]) -> str:
    lines = [f"{each.rule}: {each.cell} {each.message}" for each in found[:_MOST_TOLD]]
    return "\n".join([f"The audit found {len(found)} faults; nothing is published.", *lines])


def _tables(workspace: Path, quarter: str) -> WarehouseTables:
    warehouse = workspace / "warehouse.duckdb"
    if not warehouse.exists():
        raise CannotPublish("There is no warehouse yet; build one first.")
    tables = read_warehouse(warehouse)
    known = sorted(tables.values["quarter"].unique())
    if quarter not in known:
        span = f"it holds {known[0]} to {known[-1]}" if known else "it holds none"
        raise CannotPublish(f"The warehouse has no figures for {quarter}: {span}.")
    return tables


@contextmanager
def _workshop(workspace: Path) -> Iterator[Path]:
    """A folder of its own for one release in the making; a second one waits its turn.

    Everything made meanwhile is for this user alone. What a killed run left is removed.
    """
    workshop = workspace / ".publish"
    mask = os.umask(0o077)
    try:
        workshop.mkdir(parents=True, exist_ok=True)
        with held(workshop / "lock", "Another release is being made; waiting for it to end."):
            for left_over in workshop.glob("run-*"):
                shutil.rmtree(left_over)
            folder = workshop / f"run-{uuid4().hex[:12]}"
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder)
    finally:
        os.umask(mask)
