"""The numbers behind each version, kept for whoever publishes (docs/disclosure.md#rule-4).

They lie in `restricted/`, for this user alone, one file a version. Disclosure control and the gate
judge what an earlier release said by the numbers that it was made from.
"""

from collections.abc import Iterable
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
    keys = (truth[column].tolist() for column in KEY)
    names = list(map("|".join, zip(*keys, strict=True)))
    return {
        (name, part): number
        for part in NUMBERS
        for name, number in zip(names, truth[part].tolist(), strict=True)
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
    since: int  #: by position


def waiting_corrections(
    releases: Iterable[tuple[pd.DataFrame, pd.DataFrame | None]],
) -> WaitingCorrections | None:
    """Return the corrections that wait for protection in the last of the releases; None for none.

    `releases`: the values of each, and the numbers behind them, None where nobody kept them.
    """
    waiting: dict[tuple[str, ...], int] = {}
    for position, (printed, own) in enumerate(releases):
        if own is not None:
            keys = _printed_otherwise(printed, own)
            waiting = {key: waiting.get(key, position) for key in keys}
    return WaitingCorrections(len(waiting), min(waiting.values())) if waiting else None


def waiting_in(workspace: Path) -> tuple[int, Path] | None:
    """Return how many corrections wait, and the release since which the first of them does."""
    releases = releases_in_order(workspace)
    waiting = waiting_corrections(
        (read_data(each, "values"), read_own_numbers(workspace, each)) for each in releases
    )
    return (waiting.figures, releases[waiting.since]) if waiting else None


def _printed_otherwise(printed: pd.DataFrame, own: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return the keys of shown rows whose counts are others behind them."""
    shown = printed[printed["shown"] == "value"]
    both = shown.merge(own, how="left", on=KEY, suffixes=("", "_own"))
    differs = pd.Series(data=False, index=both.index)
    for part in ("numerator", "denominator"):
        differs |= both[part].fillna(0) != both[f"{part}_own"].fillna(0)
    return [tuple(key) for key in both.loc[differs, KEY].itertuples(index=False, name=None)]
