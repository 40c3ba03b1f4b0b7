"""Drafts and releases of the dashboard in Dagster, and what is made of them.

What makes a release takes as long to load as Dagster does: a step imports it when it runs.
"""

import base64
import time
from collections.abc import Iterator
from datetime import date

import dagster as dg

from core.policy import Policy
from core.quarter import Quarter
from core.workspace import Workspace
from orchestration.defs.landing_reports import Metadata
from orchestration.defs.resources import TEAM, WorkspaceResource
from orchestration.defs.step_failures import failing_in_plain_words
from orchestration.jobs import clock
from orchestration.landed.outstanding_returns import default_quarter, read_coverage

DRAFT, BY_QUARTER = "draft", "release"
"""The groups: what each main run drafts, and what is made of a quarter that somebody names."""

RELEASE = "release"
FILES = {
    "board_pack": "board-pack.pdf",
    "board_narrative": "board-narrative.docx",
    "release_pack": "dashboard.pdf",
    "release_workbook": "workbook.xlsx",
}
"""What is made with a release, and where it lies in its folder."""

TOGETHER = "It is made together with the rest of the release, not alone."


def quarters(policy: Policy) -> dg.TimeWindowPartitionsDefinition:
    """Return the quarters that may be released, each by its first day."""
    return dg.TimeWindowPartitionsDefinition(
        start=policy.first_quarter.first_day.isoformat(),
        cron_schedule="0 0 1 1,4,7,10 *",
        fmt="%Y-%m-%d",
        timezone=clock.TIME_ZONE,
        end_offset=1,
    )


def release_assets(policy: Policy, warehouse: dg.AssetsDefinition) -> list[dg.AssetsDefinition]:
    """Return the assets that are made from the warehouse's figures."""
    partitions = quarters(policy)
    by_quarter = dg.asset(
        partitions_def=partitions,
        deps=[warehouse],
        group_name=BY_QUARTER,
        owners=TEAM,
        kinds={"html"},
    )

    @dg.asset(deps=[warehouse], group_name=DRAFT, owners=TEAM, kinds={"html"})
    def draft(
        context: dg.AssetExecutionContext, workspace: WorkspaceResource
    ) -> dg.MaterializeResult:
        """Make a draft of the dashboard for the latest quarter that has ended."""
        here, today = workspace.get(), clock.now().date()
        quarter = default_quarter(read_coverage(here), today)
        if quarter is None:
            return dg.MaterializeResult(metadata={"quarter": "none: no returns accepted yet"})
        metadata = _made(context, here, quarter, draft=True)
        if quarter >= policy.first_quarter:  # it is this quarter's draft as well
            context.log_event(
                dg.AssetMaterialization("quarter_draft", partition=_key(quarter), metadata=metadata)
            )
        return dg.MaterializeResult(metadata=metadata)

    @by_quarter
    def quarter_draft(
        context: dg.AssetExecutionContext, workspace: WorkspaceResource
    ) -> dg.MaterializeResult:
        """Make a draft of a quarter's dashboard as it would be published now."""
        metadata = _made(context, workspace.get(), _quarter(context), draft=True)
        return dg.MaterializeResult(metadata=metadata)

    @by_quarter
    def board_edition(
        context: dg.AssetExecutionContext, workspace: WorkspaceResource
    ) -> dg.MaterializeResult:
        """Make the Board's edition of a quarter, in which small numbers are not hidden."""
        metadata = _made(context, workspace.get(), _quarter(context), edition="board")
        return dg.MaterializeResult(metadata=metadata)

    @dg.multi_asset(
        name=RELEASE,
        specs=[
            _release_spec(
                RELEASE,
                "html",
                "A quarter's dashboard. Before its publication date it is a draft; from then on, "
                "a version that is never changed.",
                warehouse,
            ),
            _release_spec(
                "board_pack", "pdf", f"The pack for a meeting of the Board. {TOGETHER}", warehouse
            ),
            _release_spec(
                "board_narrative",
                "word",
                f"The sentences of the pack, to be edited by a person. {TOGETHER}",
                warehouse,
            ),
            _release_spec(
                "release_pack",
                "pdf",
                f"All figures of the dashboard as one PDF. {TOGETHER}",
                warehouse,
            ),
            _release_spec(
                "release_workbook", "excel", f"The dashboard as a workbook. {TOGETHER}", warehouse
            ),
        ],
        partitions_def=partitions,
        can_subset=False,
    )
    def release(
        context: dg.AssetExecutionContext, workspace: WorkspaceResource
    ) -> Iterator[dg.MaterializeResult]:
        """Publish a quarter's dashboard, or make a draft before its publication date."""
        metadata = _made(context, workspace.get(), _quarter(context))
        yield dg.MaterializeResult(asset_key=RELEASE, metadata=metadata)
        folder = metadata["path"].value
        for name, file in FILES.items():
            yield dg.MaterializeResult(
                asset_key=name, metadata={"path": dg.MetadataValue.path(f"{folder}/{file}")}
            )

    @dg.asset(deps=[RELEASE], group_name=BY_QUARTER, owners=TEAM, kinds={"duckdb"})
    def publication_database(
        context: dg.AssetExecutionContext, workspace: WorkspaceResource
    ) -> dg.MaterializeResult:
        """Write the newest version of every published quarter to one database."""
        from orchestration.jobs.publish_release import renew_publication_database

        with failing_in_plain_words(context):
            file = renew_publication_database(workspace.get())
        if file is None:
            return dg.MaterializeResult(metadata={"path": "none: no quarter is published yet"})
        return dg.MaterializeResult(metadata={"path": dg.MetadataValue.path(file)})

    return [draft, quarter_draft, board_edition, release, publication_database]


def _release_spec(
    name: str, kind: str, description: str, warehouse: dg.AssetsDefinition
) -> dg.AssetSpec:
    return dg.AssetSpec(
        name,
        deps=[warehouse],
        group_name=BY_QUARTER,
        owners=TEAM,
        kinds={kind},
        description=description,
    )


def _quarter(context: dg.AssetExecutionContext) -> Quarter:
    return Quarter.of(date.fromisoformat(context.partition_key))


def _key(quarter: Quarter) -> str:
    return quarter.first_day.isoformat()


def _made(
    context: dg.AssetExecutionContext,
    workspace: Workspace,
    quarter: Quarter,
    *,
    edition: str = "public",
    draft: bool = False,
) -> Metadata:
    """Make a release, and return what is to be told of it."""
    from dashboard.charts.overview_picture import overview_png
    from orchestration.jobs.publish_release import publish_quarter
    from orchestration.telling.release_summary import summarise

    started, today = time.perf_counter(), clock.now().date()
    with failing_in_plain_words(context):
        made = publish_quarter(workspace, quarter, today=today, edition=edition, draft=draft)
        summary = summarise(made)
    seconds = time.perf_counter() - started
    picture = f"data:image/png;base64,{base64.b64encode(overview_png(summary.path)).decode()}"
    return {
        "quarter": str(quarter),
        "draft": summary.version is None,
        "version": summary.version or "none",
        "changed": summary.is_changed,
        "path": dg.MetadataValue.path(summary.path),
        "cells shown": summary.cells_shown,
        "cells hidden": summary.cells_hidden,
        "audit": summary.audit,
        "seconds": round(seconds, 1),
        "overview": dg.MetadataValue.md(f"![Activities by delivery]({picture})"),
    }
