"""What every room's tests share: the reference deliveries, tables and the ministry's workbooks."""

from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.once_a_run import made_once
from tests.support.reference_data import TABLES, unpack_deliveries

# An example's time tells how busy the machine is; what is meant to be fast is timed by the bench.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder beside the project with the ministry's workbooks and the design.

    Neither is the project's to keep: where the folder is missing, the test is skipped and says so.
    """
    if not SHARED.is_dir():
        pytest.skip("the ministry's workbooks and the design do not lie beside the project")
    return SHARED


@pytest.fixture(scope="session")
def design(shared: Path) -> Path:
    """Return the folder of what was ordered: the measures, extracts and registers to agree with."""
    return shared / "next" / "design"


@pytest.fixture(scope="session")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the reference deliveries, with what they must give."""
    return made_once(tmp_path_factory, "reference_deliveries", unpack_deliveries)


@pytest.fixture(scope="session")
def landed_deliveries(deliveries: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the deliveries as landed: their `workspace`, and the landing area `after` each."""
    from tests.support.landing.landed_deliveries import land_deliveries

    return made_once(tmp_path_factory, "landed_deliveries", partial(land_deliveries, deliveries))


@pytest.fixture(scope="session")
def reference_tables() -> Path:
    """Return the folder of tables whose intervals other solvers computed."""
    return TABLES
