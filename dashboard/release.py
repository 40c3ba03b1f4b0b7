"""A release of one quarter: made beside the others, checked, and put in its place by one rename."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import pandas as pd

from dashboard.audit import audit, breaches
from dashboard.build.catalogue import Catalogue
from dashboard.build.release import build_release
from dashboard.data_files import read_data, write_data
from dashboard.manifest import read_manifest, write_manifest
from dashboard.model import Edition
from dashboard.pdf import write_pdf
from dashboard.publication import is_current, write_publication
from dashboard.published import (
    KEY,
    NUMBERS,
    Published,
    as_they_are,
    published_progress,
    published_values,
)
from dashboard.quarters import Quarter
from dashboard.revisions import revisions
from dashboard.site import write_landing_page, write_site
from dashboard.warehouse import Tables, read_tables
from dashboard.workbook import write_workbook

DRAFT = "DRAFT: not for publication"
RESTRICTED = "OFFICIAL-SENSITIVE: not for publication"


class CannotPublish(Exception):
    """No release was made; the message says why and what to do."""


@dataclass(frozen=True)
class Made:
    """Where a release lies; `version` is None for a draft and for the restricted edition."""

    path: Path
    version: int | None
    changed: bool

    @property
    def draft(self) -> bool:
        """Whether it has no version."""
        return self.version is None


def publish(
    home: Path, quarter: str, *, today: date, edition: str, commit: str, draft: bool = False
) -> Made:
    """The release of a quarter, made now or, where nothing changed, before.

    A draft before the publication date or where `draft` asks for one; edition "board" is the
    unprotected one, in `restricted/`. Raises CannotPublish.
    """
    tables = _tables(home, quarter)
    with _workshop(home) as folder:
        maker = _Maker(home, folder, tables, Quarter.parse(quarter), commit)
        if edition == "board":
            return maker.make_restricted()
        if draft or today < maker.quarter.publication_day:
            return maker.make_draft()
        return maker.make_version()


def releases_in_order(home: Path) -> list[Path]:
    """The folders of all releases, in the order in which they were published."""
    found = [path.parent for path in (home / "releases").glob("*/v*/manifest.json")]
    return sorted(found, key=lambda path: read_manifest(path)["sequence"])


@dataclass(frozen=True)
class _Maker:
    """Makes one release of one quarter from one state of the warehouse."""

    home: Path
    folder: Path
    tables: Tables
    quarter: Quarter
    commit: str

    def make_restricted(self) -> Made:
        """The Board's edition: every number as it is, marked on every page and sheet."""
        cells = as_they_are(self.tables, str(self.quarter))
        folder = self._make(cells, self._edition(None, RESTRICTED), "board")
        return self._replace(folder, self.home / "restricted" / str(self.quarter))

    def make_draft(self) -> Made:
        """The release as it would be now, marked on every page and sheet."""
        cells = published_values(self.tables, str(self.quarter), self._earlier_values())
        folder = self._make(cells, self._edition(None, DRAFT), "public")
        return self._replace(folder, self.home / "drafts" / str(self.quarter))

    def make_version(self) -> Made:
        """The next version of the quarter, or the newest one where its content is the same.

        Raises CannotPublish for values that are not protected, and where the audit finds that a
        hidden number could be computed.
        """
        cells = published_values(self.tables, str(self.quarter), self._earlier_values())
        if not cells.protected:
            raise CannotPublish("Small numbers are not protected; only a draft can be made.")
        versions = self._versions()
        if versions and self._is_same(cells, versions[-1]):
            renew_publication(self.home)
            return Made(versions[-1], len(versions), changed=False)
        version = len(versions) + 1
        folder = self._make(cells, self._edition(version, None), "public")
        self._audit(folder, cells)
        target = self.home / "releases" / str(self.quarter) / f"v{version}"
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.rename(target)
        _sync(target.parent)
        renew_publication(self.home)
        return Made(target, version, changed=True)

    def _make(self, cells: Published, edition: Edition, kind: str) -> Path:
        """A whole release in the workshop: site, data, workbook, PDF and manifest."""
        folder = self.folder / "release"
        catalogue = Catalogue(self.tables)
        changed = revisions(cells.values, self._values_before(), catalogue, self._new_returns())
        release = build_release(self.tables, cells, edition, changed)
        write_data(folder / "data", self._data(cells))
        write_site(release, folder / "site")
        write_workbook(release, folder / "workbook.xlsx")
        write_pdf(release, folder / "dashboard.pdf")
        about = {
            "quarter": str(self.quarter),
            "edition": kind,
            "version": edition.version,
            "sequence": len(releases_in_order(self.home)) + 1,
            "commit": self.commit,
        }
        write_manifest(folder, about, self.tables.receipts, self.tables.values)
        for path in folder.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        return folder

    def _data(self, cells: Published) -> dict[str, pd.DataFrame]:
        """The published tables by the name of their file."""
        return {
            "values": cells.values,
            "measures": self.tables.measures,
            "areas": self.tables.areas,
            "categories": self._categories(cells),
            "activities": self.tables.activities,
            "progress": published_progress(self.tables.progress, cells),
        }

    def _categories(self, cells: Published) -> pd.DataFrame:
        """What each category of each breakdown is called."""
        catalogue = Catalogue(self.tables)
        found = (
            cells.values[["breakdown", "category"]]
            .drop_duplicates()
            .sort_values(["breakdown", "category"])
        )
        labels = [catalogue.category(*pair) for pair in found.itertuples(index=False)]
        return found.assign(label=labels)

    def _edition(self, version: int | None, watermark: str | None) -> Edition:
        areas = self.tables.areas
        received = pd.to_datetime(self.tables.receipts["received_at"]).max()
        return Edition(
            quarter=str(self.quarter),
            words=self.quarter.months,
            name=self.quarter.name,
            county=areas.loc[areas["level"] == "county", "area_name"].iloc[0],
            publication_date=self.quarter.publication_day,
            made_on=received.date(),
            version=version,
            watermark=watermark,
        )

    def _versions(self) -> list[Path]:
        folder = self.home / "releases" / str(self.quarter)
        found = (path.parent for path in folder.glob("v*/manifest.json"))
        return sorted(found, key=lambda path: int(path.name.removeprefix("v")))

    def _earlier_values(self) -> list[pd.DataFrame]:
        return [read_data(path, "values") for path in releases_in_order(self.home)]

    def _values_before(self) -> pd.DataFrame | None:
        """The values of the release published last, of whichever quarter."""
        releases = releases_in_order(self.home)
        return read_data(releases[-1], "values") if releases else None

    def _new_returns(self) -> pd.DataFrame:
        """The accepted returns that the release published last was not made from."""
        releases = releases_in_order(self.home)
        known = read_manifest(releases[-1])["receipt_ids"] if releases else []
        new = self.tables.returns[~self.tables.returns["receipt_id"].isin(known)]
        return new.merge(self.tables.agencies[["agency", "agency_name"]], on="agency")

    def _is_same(self, cells: Published, newest: Path) -> bool:
        """Whether the quarter's newest version already says all of this."""
        write_data(self.folder / "compared", self._data(cells))
        return all(
            (newest / "data" / path.name).is_file()
            and path.read_bytes() == (newest / "data" / path.name).read_bytes()
            for path in (self.folder / "compared").glob("*.csv")
        )

    def _audit(self, folder: Path, cells: Published) -> None:
        """Attacks the new release together with all earlier ones; raises CannotPublish."""
        staged = self.folder / str(self.quarter) / f"v{len(self._versions()) + 1}"
        staged.parent.mkdir()
        staged.symlink_to(folder, target_is_directory=True)
        found = breaches(audit([*releases_in_order(self.home), staged]), _truth(cells))
        if found:
            told = "\n".join(f"{each.rule}: {each.cell} {each.message}" for each in found[:10])
            raise CannotPublish(
                f"The audit found {len(found)} faults; nothing is published.\n{told}"
            )

    def _replace(self, folder: Path, target: Path) -> Made:
        """Puts a draft in the place of the one before it."""
        changed = not target.exists() or _manifest_of(target) != _manifest_of(folder)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if target.exists():
            target.rename(self.folder / "replaced")
        folder.rename(target)
        _sync(target.parent)
        return Made(target, None, changed)


def _truth(cells: Published) -> dict[tuple[str, str], float]:
    """The numbers behind the cells by cell and part, to judge what an attack would give away."""
    return {
        ("|".join(row[: len(KEY)]), part): number
        for row in cells.truth[[*KEY, *NUMBERS]].itertuples(index=False, name=None)
        for part, number in zip(NUMBERS, row[len(KEY) :], strict=True)
        if number is not None and number == number
    }


def renew_publication(home: Path) -> None:
    """Makes `publication.duckdb` and the landing page anew where a release is not in them yet."""
    releases = releases_in_order(home)
    if is_current(home / "publication.duckdb", releases):
        return
    write_landing_page(home / "releases", [read_manifest(path) for path in releases])
    newest = {path.parent.name: path for path in releases}
    beside = home / f".publication-{uuid4().hex[:8]}.duckdb"
    try:
        write_publication(list(newest.values()), beside)
        beside.chmod(0o600)
        beside.replace(home / "publication.duckdb")
    finally:
        beside.unlink(missing_ok=True)


def _tables(home: Path, quarter: str) -> Tables:
    warehouse = home / "warehouse.duckdb"
    if not warehouse.exists():
        raise CannotPublish("There is no warehouse yet; build one first.")
    tables = read_tables(warehouse)
    known = sorted(tables.values["quarter"].unique())
    if quarter not in known:
        span = f"it holds {known[0]} to {known[-1]}" if known else "it holds none"
        raise CannotPublish(f"The warehouse has no figures for {quarter}: {span}.")
    return tables


def _manifest_of(folder: Path) -> bytes:
    return (folder / "manifest.json").read_bytes()


@contextmanager
def _workshop(home: Path) -> Iterator[Path]:
    """A folder of its own for one release in the making; a second one waits its turn."""
    workshop = home / ".publish"
    workshop.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (workshop / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left_over in workshop.glob("run-*"):
            shutil.rmtree(left_over)
        folder = workshop / f"run-{uuid4().hex[:12]}"
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


def _sync(folder: Path) -> None:
    """Makes the names in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
