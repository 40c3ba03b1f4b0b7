"""What Dagster loads: everything of `orchestration.defs`, gathered."""

import dagster as dg

from orchestration.defs import asset_checks, automation, landing_assets, release_assets
from orchestration.defs.resources import RESOURCES
from orchestration.defs.warehouse_assets import warehouse

defs = dg.Definitions(
    assets=[landing_assets.landing, warehouse, release_assets.draft, release_assets.release],
    asset_checks=[asset_checks.every_return_received],
    jobs=[automation.main_job, automation.release_job, automation.chase_missing_returns],
    sensors=[automation.inbox],
    schedules=[
        automation.build_nightly,
        automation.chase_on_day_14,
        automation.release_on_first_day_after_week_four,
    ],
    resources=RESOURCES,
)
