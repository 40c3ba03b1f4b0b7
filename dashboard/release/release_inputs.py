"""Read: everything that a release of a quarter is made from."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from core.quarter import Quarter
from dashboard.outputs.data.data_files import read_data
from dashboard.release.manifest import read_manifest
from dashboard.release.own_numbers import read_own_numbers, truth_of
from dashboard.release.public_identifiers import PublicIdentifiers
from dashboard.release.release_errors import CannotPublish
from dashboard.release.versions import EditionKind, releases_in_order, version_of, versions_of
from dashboard.release.warehouse_tables import WarehouseTables, read_warehouse
from disclosure.audit import Truth
from disclosure.control import EarlierValues, with_definitions


@dataclass(frozen=True)
class ReleaseInputs:
    """One state of the warehouse, the releases so far, and the quarter and edition to make."""

    workspace: Path
    quarter: Quarter
    kind: EditionKind
    commit: str  #: of the code
    tables: WarehouseTables
    releases: tuple[Path, ...]  #: all so far, in the order in which they were published
    versions: tuple[Path, ...]  #: those of the quarter

    @property
    def version(self) -> int | None:
        """The number of the version to make; None for what is not published."""
        if not self.kind.is_version:
            return None
        return version_of(self.versions[-1]) + 1 if self.versions else 1

    @property
    def release_before(self) -> Path | None:
        """The release that this one revises: the quarter's own, else the one published last."""
        releases = self.versions or self.releases
        return releases[-1] if releases else None

    def values_before(self) -> pd.DataFrame | None:
        """Return the values of the release before; None for the first."""
        return read_data(self.release_before, "values") if self.release_before else None

    def measures_before(self) -> pd.DataFrame | None:
        """Return the catalogue of the release before; None for the first."""
        return read_data(self.release_before, "measures") if self.release_before else None

    def earlier_values(self) -> list[EarlierValues]:
        """Return the values of all releases, in the order in which they were published.

        Each with the version of the definition that its measure had, and the numbers behind it.
        """
        return [
            EarlierValues(
                with_definitions(read_data(folder, "values"), read_data(folder, "measures")),
                read_own_numbers(self.workspace, folder),
            )
            for folder in self.releases
        ]

    def truths(self) -> list[Truth | None]:
        """Return the numbers behind all releases so far, None where nobody kept them."""
        return [truth_of(self.workspace, folder) for folder in self.releases]

    def public_submission_ids(self) -> list[str]:
        """Return the public identifiers of the accepted submissions."""
        submissions = self.tables.submissions
        accepted = submissions.loc[submissions["outcome"] == "accepted", "submission_id"]
        return PublicIdentifiers.of(self.workspace).of_submissions(accepted)

    def new_returns(self) -> pd.DataFrame:
        """Return the accepted returns that the release before was not made from.

        The first releases named submissions as the warehouse does.
        """
        before = self.release_before
        known = set(read_manifest(before)["submission_ids"]) if before else set()
        returns = self.tables.returns
        public = PublicIdentifiers.of(self.workspace).of_submissions(returns["submission_id"])
        is_known = returns["submission_id"].isin(known) | pd.Series(
            [name in known for name in public], index=returns.index, dtype=bool
        )
        new = returns[~is_known]
        return new.merge(self.tables.agencies[["agency", "agency_name"]], on="agency")


def read_inputs(workspace: Path, quarter: Quarter, kind: EditionKind, commit: str) -> ReleaseInputs:
    """Read the warehouse and the releases so far; raise CannotPublish without the quarter."""
    warehouse = workspace / "warehouse.duckdb"
    if not warehouse.exists():
        raise CannotPublish("There is no warehouse yet. Make one with: daw build")
    tables = read_warehouse(warehouse)
    known = sorted(tables.values["quarter"].unique())
    if str(quarter) not in known:
        extent = f" It holds {known[0]} to {known[-1]}." if known else ""
        raise CannotPublish(f"The warehouse has no figures for {quarter}.{extent}")
    releases = tuple(releases_in_order(workspace))
    versions = tuple(versions_of(workspace, quarter))
    return ReleaseInputs(workspace, quarter, kind, commit, tables, releases, versions)
