"""Checks of assets that are not dbt's own tests."""

import dagster as dg

from orchestration.defs.resources import WorkspaceResource
from orchestration.jobs import clock
from orchestration.jobs.outstanding_returns import missing_returns, read_coverage


@dg.asset_check(asset=dg.AssetKey(["quality", "coverage"]), name="every_return_received")
def every_return_received(workspace: WorkspaceResource) -> dg.AssetCheckResult:
    """Check that every return for the last quarter has been received; if not, list contacts."""
    quarter = clock.newest_ended(clock.now().date())
    missing = missing_returns(read_coverage(workspace.get()), quarter)
    return dg.AssetCheckResult(
        passed=not missing,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"quarter": str(quarter), "chase": "\n".join(map(str, missing))},
    )
