"""The landing area in Dagster: one asset per extract, all made by one ingest of the inbox."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime

import dagster as dg

from core.county import this_county
from core.workspace import Workspace
from orchestration.defs.resources import TEAM, WorkspaceResource
from orchestration.defs.step_failures import failing_in_plain_words
from orchestration.jobs.ingest_inbox import (
    check_received_at,
    is_rejected,
    land_inbox,
    needs_attention,
    one_line,
)
from sources.contract.schema import Contract
from sources.landing.inbox import FileSelection, LeftEntry
from sources.landing.submissions import Submission

LANDING = "landing"
RECORDS = {
    "submissions": "Every file received: who sent it, when, and whether it was accepted.",
    "returns": "Every return found in an accepted file, with its period and number of rows.",
    "issues": "What was wrong in the files received: which rows and columns, and why.",
    "quarantined": "Rows of accepted files that were not counted because a value was wrong.",
}
"""What is landed of every file beside its rows."""

NO_FILE_REJECTED = "no_file_rejected"


class IngestConfig(dg.Config):
    """How the inbox is ingested."""

    minimum_age_seconds: int = 0
    received_at: str | None = None
    force: bool = False


def _spec(name: str, description: str, metadata: dict[str, str]) -> dg.AssetSpec:
    return dg.AssetSpec(
        key=[LANDING, name],
        group_name=LANDING,
        owners=TEAM,
        description=description,
        metadata=metadata,
        kinds={"parquet"},
    )


def landing_assets(contracts: Mapping[str, Contract]) -> dg.AssetsDefinition:
    """Return the assets of the extracts that the contracts describe, and of their records."""

    @dg.multi_asset(
        name="landing",
        specs=[
            *(
                _spec(
                    contract.extract,
                    f"{contract.title}. {contract.description} Sent by: {_senders(contract)}.",
                    {
                        "delivery": contract.delivery,
                        "contact": "; ".join(this_county().contacts_of(contract.extract)),
                    },
                )
                for contract in contracts.values()
            ),
            *(_spec(name, description, {}) for name, description in RECORDS.items()),
        ],
        check_specs=[
            dg.AssetCheckSpec(
                NO_FILE_REJECTED,
                asset=[LANDING, "submissions"],
                description="Checks that every file in the inbox could be loaded, and was accepted "
                "or received before.",
            )
        ],
        can_subset=False,
    )
    def landing(
        context: dg.AssetExecutionContext, config: IngestConfig, workspace: WorkspaceResource
    ) -> Iterator[dg.MaterializeResult]:
        """Load the inbox: check each file, and keep the rows of the accepted returns."""
        here = workspace.get()
        received_at = datetime.fromisoformat(config.received_at) if config.received_at else None
        entries: list[Submission | LeftEntry] = []

        def told(entry: Submission | LeftEntry) -> None:
            entries.append(entry)
            log = context.log.warning if isinstance(entry, LeftEntry) else context.log.info
            log(one_line(entry))

        with failing_in_plain_words(context):
            check_received_at(received_at, config.force)
            selection = FileSelection(settled_seconds=config.minimum_age_seconds)
            land_inbox(here, selection, received_at=received_at, on_entry=told)
        for name in (*contracts, *RECORDS):
            yield dg.MaterializeResult(
                asset_key=[LANDING, name],
                data_version=dg.DataVersion(_version_of(here, name)),
                check_results=[_rejection_check(entries)] if name == "submissions" else [],
            )

    return landing


def _senders(contract: Contract) -> str:
    county = this_county()
    return ", ".join(map(county.agency_name, county.agencies_of(contract.extract)))


def _rejection_check(entries: list[Submission | LeftEntry]) -> dg.AssetCheckResult:
    left = [entry for entry in entries if isinstance(entry, LeftEntry)]
    submissions = [entry for entry in entries if isinstance(entry, Submission)]
    return dg.AssetCheckResult(
        check_name=NO_FILE_REJECTED,
        passed=not any(map(needs_attention, entries)),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "ingested": len(submissions),
            "rejected": sum(map(is_rejected, submissions)),
            "faults": sum(map(needs_attention, left)),
            "left": "\n".join(map(one_line, left)),
        },
    )


def _version_of(workspace: Workspace, name: str) -> str:
    """Return a hash of the submissions whose returns lie in an extract's folder."""
    folder = workspace.landing / ("submissions" if name in RECORDS else name)
    landed = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return hashlib.sha256("\n".join(landed).encode()).hexdigest()
