"""Checks of assets that are not dbt's own tests: of the newest returns, and of what is due."""

from collections.abc import Iterator, Mapping

import dagster as dg

from core.county import County
from core.policy import Policy
from orchestration.defs.delivery_assets import delivery_key
from orchestration.defs.landing_assets import SUBMISSIONS
from orchestration.defs.landing_reports import LANDING, Metadata
from orchestration.defs.resources import WorkspaceResource
from orchestration.jobs import clock
from orchestration.landed.landed_overview import read_overview
from orchestration.landed.outstanding_returns import missing_returns, read_coverage
from orchestration.landed.unusual_returns import Review, review
from sources.contract.schema import Contract

AS_USUAL = "newest_returns_are_as_usual"
ALL_RECEIVED = "every_return_received"
ON_TIME = "came_by_the_due_day"
COVERAGE = dg.AssetKey(["quality", "coverage"])


def asset_checks(
    contracts: Mapping[str, Contract], county: County, policy: Policy
) -> list[dg.AssetChecksDefinition]:
    """Return the checks of the extracts and of the deliveries."""

    @dg.multi_asset_check(
        name="newest_returns",
        specs=[
            dg.AssetCheckSpec(
                AS_USUAL,
                asset=[LANDING, extract],
                additional_deps=[SUBMISSIONS],
                description="Checks each agency's latest return: few rows not counted, no "
                "optional column missing, about as many rows as in its last returns, no unknown "
                "labels.",
            )
            for extract in contracts
        ],
    )
    def newest_returns(workspace: WorkspaceResource) -> Iterator[dg.AssetCheckResult]:
        """Compare the latest returns of every extract with those before them."""
        overview = read_overview(workspace.get())
        for extract, contract in contracts.items():
            yield _as_usual(extract, review(contract, overview.of_extract(extract)))

    expected = [each for each in county.deliveries if each.expected]

    @dg.multi_asset_check(
        name="returns_due",
        specs=[
            dg.AssetCheckSpec(
                ALL_RECEIVED,
                asset=COVERAGE,
                description="Checks that every return for the last quarter has been received.",
            ),
            *(
                dg.AssetCheckSpec(
                    ON_TIME,
                    asset=delivery_key(each),
                    additional_deps=[COVERAGE],
                    description="Checks that the return for the last quarter has been received, or "
                    "is not due yet.",
                )
                for each in expected
            ),
        ],
    )
    def returns_due(workspace: WorkspaceResource) -> Iterator[dg.AssetCheckResult]:
        """Check that each return for the last quarter has been received; if not, list contacts."""
        today = clock.now().date()
        quarter = clock.newest_ended(today)
        missing = missing_returns(read_coverage(workspace.get()), quarter)
        yield dg.AssetCheckResult(
            asset_key=COVERAGE,
            check_name=ALL_RECEIVED,
            passed=not missing,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"quarter": str(quarter), "chase": "\n".join(map(str, missing))},
        )
        due = policy.due_day(quarter)
        not_come = {(each.agency, each.extract) for each in missing}
        for each in expected:
            is_missing = (each.agency, each.extract) in not_come
            yield dg.AssetCheckResult(
                asset_key=delivery_key(each),
                check_name=ON_TIME,
                passed=not is_missing or today <= due,
                severity=dg.AssetCheckSeverity.WARN,
                metadata={
                    "quarter": str(quarter),
                    "received": not is_missing,
                    "due by the end of": f"{due:%d %B %Y}",
                    "contact": each.contact,
                },
            )

    return [newest_returns, returns_due]


def _as_usual(extract: str, found: Review) -> dg.AssetCheckResult:
    metadata: Metadata = {
        "what to look at": "\n".join(found.remarks) or "Nothing.",
        "rows of the newest returns": found.rows,
        "share quarantined": round(found.quarantined_share, 3),
        "optional columns missing": ", ".join(found.missing_columns) or "none",
        "cells with unknown labels": found.unknown_labels,
    }
    if found.usual_rows is not None:
        metadata["rows of the last returns"] = found.usual_rows
    return dg.AssetCheckResult(
        asset_key=[LANDING, extract],
        check_name=AS_USUAL,
        passed=not found.remarks,
        severity=dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )
