"""The landing area in Dagster: one ingest of the inbox, and what it found of each extract.

The ingest makes one asset, the record of all files. What lies in the landing area of an extract,
and what each agency has delivered, are assets that only the ingest reports on: Dagster's pages do
not offer to make them. What has changed since the last report is materialised, the rest observed.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import dagster as dg

from core.county import County
from core.policy import Policy
from core.workspace import Workspace
from orchestration.defs.delivery_assets import delivery_key, delivery_reports, delivery_specs
from orchestration.defs.landing_reports import (
    LANDING,
    RECORDS,
    Metadata,
    Report,
    extract_reports,
    extract_spec,
    files_table,
    newest_files,
    record_spec,
)
from orchestration.defs.resources import TEAM, WorkspaceResource
from orchestration.defs.step_failures import failing_in_plain_words
from orchestration.jobs.ingest_inbox import (
    check_received_at,
    is_rejected,
    land_inbox,
    needs_attention,
    one_line,
)
from orchestration.landed.landed_overview import LandedOverview, read_overview
from sources.contract.schema import Contract
from sources.landing.inbox import FileSelection, LeftEntry
from sources.landing.submissions import Submission

NO_FILE_REJECTED = "no_file_rejected"
SUBMISSIONS = dg.AssetKey([LANDING, "submissions"])
DATA_VERSION = "dagster/data_version"


class IngestConfig(dg.Config):
    """How the inbox is ingested."""

    minimum_age_seconds: int = 0
    received_at: str | None = None
    force: bool = False


def landing_assets(
    contracts: Mapping[str, Contract], county: County, policy: Policy
) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """Return the ingest, and the assets of the extracts and deliveries that it reports on."""

    @dg.multi_asset(
        name="landing",
        specs=[
            dg.AssetSpec(
                key=SUBMISSIONS,
                group_name=LANDING,
                owners=TEAM,
                kinds={"parquet"},
                description="Every file received: who sent it, when, and whether it was accepted. "
                "Materialise it to load the inbox.",
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                NO_FILE_REJECTED,
                asset=SUBMISSIONS,
                description="Checks that every file in the inbox could be loaded, and was accepted "
                "or received before.",
            ),
        ],
        can_subset=False,
    )
    def landing(
        context: dg.AssetExecutionContext, config: IngestConfig, workspace: WorkspaceResource
    ) -> Iterator[dg.MaterializeResult]:
        """Load the inbox: check each file, and keep the rows of the accepted returns."""
        here = workspace.get()
        with failing_in_plain_words(context):
            entries = _ingest(context, config, here)
            overview = read_overview(here)
        _log_reports(context, extract_reports(overview, contracts, county))
        _log_reports(context, delivery_reports(overview, county, policy))
        yield dg.MaterializeResult(
            asset_key=SUBMISSIONS,
            data_version=dg.DataVersion(overview.version),
            metadata=_run_metadata(entries, overview),
            check_results=[_rejection_check(entries)],
        )

    return [
        landing,
        *delivery_specs(contracts, county, policy),
        *(record_spec(name, SUBMISSIONS) for name in RECORDS),
        *(
            extract_spec(
                contract,
                county,
                [SUBMISSIONS, *(delivery_key(each) for each in county.deliveries_of(extract))],
            )
            for extract, contract in contracts.items()
        ),
    ]


def _ingest(
    context: dg.AssetExecutionContext, config: IngestConfig, workspace: Workspace
) -> list[Submission | LeftEntry]:
    """Ingest the inbox; return what was ingested and what was left there.

    Each line of the log is a transaction of Dagster's store: what went well is told in one.
    """
    received_at = datetime.fromisoformat(config.received_at) if config.received_at else None
    entries: list[Submission | LeftEntry] = []
    check_received_at(received_at, config.force)
    selection = FileSelection(settled_seconds=config.minimum_age_seconds)
    land_inbox(workspace, selection, received_at=received_at, on_entry=entries.append)
    well = []
    for entry in entries:
        if isinstance(entry, LeftEntry) or needs_attention(entry):
            context.log.warning(one_line(entry))
        else:
            well.append(one_line(entry))
    if well:
        context.log.info("\n".join(well))
    return entries


def _log_reports(context: dg.AssetExecutionContext, reports: Iterable[Report]) -> None:
    """Report what is new as materialised, and what is as it was as observed."""
    reports = list(reports)
    last = context.instance.get_latest_materialization_events([each.key for each in reports])
    for report in reports:
        entry = last.get(report.key)
        known = entry.asset_materialization if entry else None
        is_known = bool(known and (known.tags or {}).get(DATA_VERSION) == report.version)
        event = dg.AssetMaterialization if report.is_news and not is_known else dg.AssetObservation
        context.log_event(
            event(report.key, metadata=report.metadata, tags={DATA_VERSION: report.version})
        )


def _counts(entries: list[Submission | LeftEntry]) -> Metadata:
    left = [entry for entry in entries if isinstance(entry, LeftEntry)]
    submissions = [entry for entry in entries if isinstance(entry, Submission)]
    return {
        "ingested": len(submissions),
        "rejected": sum(map(is_rejected, submissions)),
        "faults": sum(map(needs_attention, left)),
        "left": "\n".join(map(one_line, left)),
    }


def _run_metadata(entries: list[Submission | LeftEntry], overview: LandedOverview) -> Metadata:
    submissions = [entry for entry in entries if isinstance(entry, Submission)]
    told = submissions or newest_files(overview.submissions)
    return _counts(entries) | {
        "files so far": len(overview.submissions),
        "what became of the files" if submissions else "the newest files": files_table(
            told, overview
        ),
    }


def _rejection_check(entries: list[Submission | LeftEntry]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=NO_FILE_REJECTED,
        passed=not any(map(needs_attention, entries)),
        severity=dg.AssetCheckSeverity.WARN,
        metadata=_counts(entries),
    )
