"""What every room's tests share: the reference deliveries that may lie beside the project."""

from pathlib import Path

import pytest
from hypothesis import settings

# An example's time tells how busy the machine is; what is meant to be fast is timed by the bench.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference deliveries beside the project; the test is skipped without it."""
    if not SHARED.is_dir():
        pytest.skip("the reference deliveries do not lie beside the project")
    return SHARED
