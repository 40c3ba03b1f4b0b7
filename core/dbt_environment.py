"""What dbt is told of the county, through the environment: its seeds and its policy."""

import shutil
from pathlib import Path

from core.county import county_folder
from core.policy import county_policy


def dbt_environment(seeds: Path) -> dict[str, str]:
    """Return the variables that dbt needs, after copying the county's seeds into `seeds`.

    dbt writes what it compiles of a seed below its target folder, under the seed's path. Where that
    path is absolute it is the seed itself: so dbt is only ever shown a copy. The policy goes in one
    variable, which dbt parses anew for where it changed, unlike its own `--vars`.
    """
    shutil.rmtree(seeds, ignore_errors=True)
    seeds.mkdir(parents=True)
    for seed in county_folder().glob("*.csv"):
        shutil.copyfile(seed, seeds / seed.name)
    return {"DAW_COUNTY_SEEDS": str(seeds), "DAW_POLICY": county_policy().model_dump_json()}
