"""The numbers behind each version: for the publisher alone, and what waits by them."""

import json
import stat
from pathlib import Path

import pandas as pd

from dashboard.release.own_numbers import (
    keep_own_numbers,
    numbers_behind,
    own_numbers_file,
    truth_of,
    waiting_in,
)
from dashboard.release.release_cells import KEY, NUMBERS

ROWS = [
    ("cases", "quarter", "2018-19-Q1", "county", "all", "all", 20.0, None, 20.0),
    ("cases", "quarter", "2018-19-Q1", "district", "all", "all", 3.0, None, 3.0),
]


def release_of(workspace: Path, version: int, printed: float, own: float) -> Path:
    """Return a release that prints the county's number and hides the district's."""
    folder = workspace / "releases" / "2018-19-Q1" / f"v{version}"
    (folder / "data").mkdir(parents=True)
    values = pd.DataFrame(ROWS, columns=[*KEY, *NUMBERS]).assign(shown=["value", "c"])
    values.loc[1, NUMBERS] = None
    values.loc[0, ["numerator", "value"]] = printed
    values.to_parquet(folder / "data" / "values.parquet")
    (folder / "manifest.json").write_text(json.dumps({"sequence": version}))
    truth = pd.DataFrame(ROWS, columns=[*KEY, *NUMBERS])
    truth.loc[0, ["numerator", "value"]] = own
    keep_own_numbers(workspace, folder, truth)
    return folder


def test_they_lie_in_a_restricted_place_for_one_user_alone(tmp_path: Path) -> None:
    release = release_of(tmp_path, 1, 20, 20)
    file = own_numbers_file(tmp_path, release)
    assert file == tmp_path / "restricted" / "own-numbers" / "2018-19-Q1-v1.parquet"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    truth = truth_of(tmp_path, release)
    assert truth == numbers_behind(pd.DataFrame(ROWS, columns=[*KEY, *NUMBERS]))
    assert truth["cases|quarter|2018-19-Q1|district|all|all", "numerator"] == 3
    assert truth_of(tmp_path, release.with_name("v2")) is None


def test_a_correction_waits_from_the_release_that_first_prints_the_old_number(
    tmp_path: Path,
) -> None:
    release_of(tmp_path, 1, 20, 20)
    assert waiting_in(tmp_path) is None
    second = release_of(tmp_path, 2, 20, 22)
    release_of(tmp_path, 3, 20, 23)
    assert waiting_in(tmp_path) == (1, second)
    release_of(tmp_path, 4, 23, 23)
    assert waiting_in(tmp_path) is None
