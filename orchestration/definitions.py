"""What Dagster loads: everything of `orchestration.defs`, gathered when it asks and not before."""

import dagster as dg

from core.county import this_county
from core.policy import county_policy
from core.workspace import Workspace
from orchestration.defs import automation, sensors
from orchestration.defs.asset_checks import asset_checks
from orchestration.defs.landing_assets import landing_assets
from orchestration.defs.release_assets import release_assets
from orchestration.defs.report_assets import report_assets
from orchestration.defs.resources import resources
from orchestration.defs.telling_people import telling_sensors
from orchestration.defs.warehouse_assets import warehouse_assets
from orchestration.jobs.dbt_manifest import manifest_to_read
from sources.contract.schema import load_contracts


@dg.definitions
def defs() -> dg.Definitions:
    """Return the definitions for the county in use; nothing is written.

    The models are those of the workspace's manifest where it is current, as `daw ui` and `daw run`
    leave it; else they are parsed in a folder that is removed again.
    """
    policy, county, contracts = county_policy(), this_county(), load_contracts()
    with manifest_to_read(Workspace.from_environment()) as manifest:
        warehouse = warehouse_assets(manifest)
    return dg.Definitions(
        assets=[
            *landing_assets(contracts, county, policy),
            warehouse,
            *report_assets(warehouse),
            *release_assets(policy, warehouse),
        ],
        asset_checks=asset_checks(contracts, county, policy),
        jobs=[
            automation.main_job,
            automation.publish_job,
            automation.draft_job,
            automation.chase_missing_returns,
        ],
        sensors=[
            sensors.inbox,
            sensors.late_returns_of_published_quarters,
            *telling_sensors(),
        ],
        schedules=automation.calendar(policy),
        resources=resources(),
        executor=dg.in_process_executor,  # a process a step would load everything anew in each
    )
