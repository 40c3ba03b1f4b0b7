"""What is told of an extract's landing area: its columns, counts, periods and files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg
import pandas as pd

from core.county import County
from orchestration.defs.resources import TEAM
from orchestration.landed.landed_overview import LandedOverview, first_line, version_of
from sources.contract.landed_schemas import rows_of
from sources.contract.schema import Contract
from sources.landing.submissions import Submission

Metadata = dict[str, Any]
"""What Dagster shows beside an event: numbers, words and tables by name."""

LANDING = "landing"
RECORDS = {
    "returns": "Every return found in an accepted file, with its period and number of rows.",
    "issues": "What was wrong in the files received: which rows and columns, and why.",
    "quarantined": "Rows of accepted files that were not counted because a value was wrong.",
}
"""What is landed of every return beside its rows."""

FILES_SHOWN = 20
NOT_MADE_ALONE = "To make it, materialise landing/submissions, which loads the inbox."


@dataclass(frozen=True)
class Report:
    """What is to be told of an asset now; where `is_news` is false it is only observed."""

    key: dg.AssetKey
    version: str
    metadata: Metadata
    is_news: bool = True


def record_spec(name: str, ingest: dg.AssetKey) -> dg.AssetSpec:
    """Return the asset of one kind of record."""
    return dg.AssetSpec(
        key=[LANDING, name],
        deps=[ingest],
        group_name=LANDING,
        owners=TEAM,
        kinds={"parquet"},
        description=f"{RECORDS[name]} {NOT_MADE_ALONE}",
    )


def extract_spec(contract: Contract, county: County, deps: Sequence[dg.AssetKey]) -> dg.AssetSpec:
    """Return the asset of an extract, with the columns of its contract."""
    agencies = map(county.agency_name, county.agencies_of(contract.extract))
    senders = ", ".join(agencies) or "nobody in this county"
    columns = [
        dg.TableColumn(column.name, type=str(column.type), description=column.description)
        for column in rows_of(contract)
    ]
    return dg.AssetSpec(
        key=[LANDING, contract.extract],
        deps=deps,
        group_name=LANDING,
        owners=TEAM,
        kinds={"parquet"},
        description=f"{contract.title}. {contract.description} Sent by: {senders}. "
        f"{NOT_MADE_ALONE}",
        metadata={
            "delivery": contract.delivery,
            "contact": "; ".join(county.contacts_of(contract.extract)),
            "dagster/column_schema": dg.TableSchema(columns),
        },
    )


def extract_reports(
    overview: LandedOverview, contracts: Mapping[str, Contract], county: County
) -> Iterator[Report]:
    """Yield what is to be told of each record and extract."""
    everything = version_of(overview.returns, overview.submissions)
    for name in RECORDS:
        yield Report(dg.AssetKey([LANDING, name]), everything, {})
    for extract in contracts:
        returns = overview.of_extract(extract)
        yield Report(
            dg.AssetKey([LANDING, extract]),
            version_of(returns, overview.submissions),
            _extract_metadata(overview, returns, county.agencies_of(extract)),
            is_news=not returns.empty,
        )


def _extract_metadata(
    overview: LandedOverview, returns: pd.DataFrame, agencies: tuple[str, ...]
) -> Metadata:
    metadata: Metadata = {
        "dagster/row_count": int(returns["rows_accepted"].sum()),
        "rows quarantined": int(returns["rows_quarantined"].sum()),
        "files accepted": int(returns["submission_id"].nunique()),
        "files rejected of its senders": overview.rejected(agencies),
    }
    if returns.empty:
        return metadata
    ids = set(returns["submission_id"])
    newest = [each for each in overview.submissions if each.submission_id in ids]
    return metadata | {
        "periods": ", ".join(sorted(set(returns["period"]))),
        "newest submission": newest[-1].submission_id,
        "newest submission received": f"{newest[-1].received_at:%d %B %Y %H:%M}",
        "submissions": files_table(newest_files(newest), overview),
    }


def newest_files(submissions: Sequence[Submission]) -> list[Submission]:
    """Return the newest files, the newest first."""
    return list(reversed(submissions[-FILES_SHOWN:]))


def files_table(submissions: Iterable[Submission], overview: LandedOverview) -> dg.MetadataValue:
    """Return a table of files: when each came, from whom, and how its report begins."""
    names = ["received", "agency", "file", "outcome", "report"]
    return dg.MetadataValue.table(
        records=[
            dg.TableRecord(
                {
                    "received": f"{each.received_at:%Y-%m-%d %H:%M}",
                    "agency": each.agency,
                    "file": each.file_name,
                    "outcome": each.outcome,
                    "report": first_line(each, overview),
                }
            )
            for each in submissions
        ],
        schema=dg.TableSchema([dg.TableColumn(name) for name in names]),
    )
