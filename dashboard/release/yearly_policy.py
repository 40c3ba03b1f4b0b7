"""What the policy has published once a year: refused where it cannot be, or once was and is not.

docs/disclosure.md#rule-7 says that what was published by the year once stays so.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pandas as pd

from core.policy import county_policy
from dashboard.outputs.data.data_files import read_data
from dashboard.release.release_errors import CannotPublish
from dashboard.release.release_inputs import ReleaseInputs
from dashboard.release.warehouse_tables import WarehouseTables
from disclosure.control import wrong_tables
from disclosure.control.inputs.publication_rules import COUNTY

COLUMN = "published_yearly"
"""The column of the published catalogue, and the list of the policy."""
_VERSION = "definition_version"


def check_yearly_tables(inputs: ReleaseInputs) -> None:
    """Raise CannotPublish, in a sentence, where the policy's list cannot be published so.

    Editions that are not protected have every table.
    """
    if not inputs.kind.is_protected:
        return
    yearly = county_policy().published_yearly
    for sentence in _wrong(yearly, inputs.tables):
        raise CannotPublish(f"Nothing was published. {COLUMN} in policy.yml is wrong: {sentence}")
    for release, measure, table in _given_up(yearly, inputs):
        raise CannotPublish(
            f"Nothing was published. {release} published {table} of {measure} once a year, which "
            f"stays so: put it back into {COLUMN} in policy.yml."
        )


def _wrong(yearly: Mapping[str, Collection[str]], tables: WarehouseTables) -> Iterator[str]:
    yield from wrong_tables(yearly, tables.measures, tables.breakdowns, tables.measure_relations)


def _given_up(
    yearly: Mapping[str, Collection[str]], inputs: ReleaseInputs
) -> Iterator[tuple[str, str, str]]:
    """Yield the tables that earlier releases list and the policy does not: release, measure, table.

    One that the catalogue no longer has does not count, nor a measure that another definition has
    made another.
    """
    now = _versions(inputs.tables.measures)
    for folder in inputs.releases:
        for measure, version, table in _listed(folder):
            listed = yearly.get(measure, ())
            is_kept = table in listed or COUNTY in listed or now.get(measure) != version
            if not is_kept and not any(_wrong({measure: (table,)}, inputs.tables)):
                yield f"{folder.parent.name}/{folder.name}", measure, table


def _listed(folder: Path) -> Iterator[tuple[str, int, str]]:
    """Yield what a release lists: measure, version of its definition, table.

    Releases that were made before there was such a list have none.
    """
    catalogue = read_data(folder, "measures")
    if COLUMN not in catalogue:
        return
    versions = _versions(catalogue)
    listed = catalogue.dropna(subset=[COLUMN])
    for measure, tables in zip(listed["measure_id"], listed[COLUMN], strict=True):
        for table in filter(None, tables.split(";")):
            yield measure, versions[measure], table


def _versions(catalogue: pd.DataFrame) -> dict[str, int]:
    return dict(zip(catalogue["measure_id"], catalogue[_VERSION], strict=True))
