"""The numbers behind each version, kept for whoever publishes (docs/disclosure.md#rule-4).

They lie in `restricted/`, for this user alone, one file a version. Disclosure control and the gate
judge what an earlier release said by the numbers that it was made from.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pandas as pd

from core.atomic_files import make_folder, write_whole
from dashboard.outputs.data.data_files import read_data
from dashboard.release.release_cells import KEY, NUMBERS
from dashboard.release.versions import RESTRICTED, releases_in_order
from disclosure.audit import Truth

FOLDER = "own-numbers"


def own_numbers_file(workspace: Path, release: Path) -> Path:
    """Return where the numbers behind a release lie: it is named by quarter and version."""
    name = f"{release.parent.name}-{release.name}.parquet"
    return workspace / RESTRICTED.folder / FOLDER / name


def keep_own_numbers(workspace: Path, release: Path, truth: pd.DataFrame) -> None:
    """Keep the numbers behind a release, before anybody can see it."""
    file = own_numbers_file(workspace, release)
    make_folder(file.parent)
    content = BytesIO()
    truth[[*KEY, *NUMBERS]].to_parquet(content, index=False)
    write_whole(file, content.getvalue())


def read_own_numbers(workspace: Path, release: Path) -> pd.DataFrame | None:
    """Return the numbers behind a release; None for one made before they were kept."""
    file = own_numbers_file(workspace, release)
    return pd.read_parquet(file) if file.exists() else None


def numbers_behind(truth: pd.DataFrame) -> Truth:
    """Return the numbers by cell and part, to judge what an attack gives away."""
    names = truth[KEY[0]].str.cat(truth[KEY[1:]], sep="|")
    return {
        (name, part): number
        for part in NUMBERS
        for name, number in zip(names, truth[part], strict=True)
        if number is not None and number == number
    }


def truth_of(workspace: Path, release: Path) -> Truth | None:
    """Return the numbers behind a release by cell and part; None where nobody kept them."""
    kept = read_own_numbers(workspace, release)
    return None if kept is None else numbers_behind(kept)


@dataclass(frozen=True)
class WaitingCorrections:
    """How many figures the newest release prints as they were, and the release that first did."""

    figures: int
    since: str  #: quarter and version


def waiting_corrections(workspace: Path) -> WaitingCorrections | None:
    """Return the corrections that wait for protection; None where none does."""
    waiting: dict[tuple[str, ...], str] = {}
    for release in releases_in_order(workspace):
        own = read_own_numbers(workspace, release)
        if own is None:
            continue
        name = f"{release.parent.name}/{release.name}"
        keys = _printed_otherwise(read_data(release, "values"), own)
        waiting = {key: waiting.get(key, name) for key in keys}
    if not waiting:
        return None
    order = [f"{each.parent.name}/{each.name}" for each in releases_in_order(workspace)]
    return WaitingCorrections(len(waiting), min(waiting.values(), key=order.index))


def _printed_otherwise(printed: pd.DataFrame, own: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return the keys of shown rows whose counts are others behind them."""
    shown = printed[printed["shown"] == "value"]
    both = shown.merge(own, how="left", on=KEY, suffixes=("", "_own"))
    differs = pd.Series(data=False, index=both.index)
    for part in ("numerator", "denominator"):
        differs |= both[part].fillna(0) != both[f"{part}_own"].fillna(0)
    return [tuple(key) for key in both.loc[differs, KEY].itertuples(index=False, name=None)]
