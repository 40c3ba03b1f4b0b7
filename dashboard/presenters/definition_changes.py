"""Measures that count something else than in the release before, and those that came or went."""

from collections.abc import Iterator

import pandas as pd

from dashboard.presenters.lookups.frame_rows import FrameRow, records
from dashboard.view_models import DefinitionChange
from dashboard.wording.changed_definitions import NEW, RETIRED

VERSION = "definition_version"


def definition_changes(
    measures: pd.DataFrame, before: pd.DataFrame | None, changes: pd.DataFrame
) -> tuple[DefinitionChange, ...]:
    """Return the measures whose definition is another version, then new ones, then retired ones.

    `measures` and `before`: the catalogues of this release and of the one before, None for the
    first; `changes`: the seed definition_changes.
    """
    if before is None:
        return ()
    now = {row.text("measure_id"): row for row in records(measures.sort_values("position"))}
    was = {row.text("measure_id"): row for row in records(before.sort_values("position"))}
    return (
        *_redefined(now, was, records(changes)),
        *(
            DefinitionChange(name, row.text("name"), "", row.text("definition"), NEW)
            for name, row in now.items()
            if name not in was
        ),
        *(
            DefinitionChange(name, row.text("name"), row.text("definition"), "", RETIRED)
            for name, row in was.items()
            if name not in now
        ),
    )


def _redefined(
    now: dict[str, FrameRow], was: dict[str, FrameRow], changes: list[FrameRow]
) -> Iterator[DefinitionChange]:
    for measure_id, row in now.items():
        earlier = was.get(measure_id)
        if earlier is None or _version(row) == _version(earlier):
            continue
        since = [
            change.text("change")
            for change in changes
            if change.text("measure_id") == measure_id
            and (change.number("version") or 1) > _version(earlier)
        ]
        yield DefinitionChange(
            measure_id,
            row.text("name"),
            earlier.text("definition"),
            row.text("definition"),
            " ".join(since),
        )


def _version(row: FrameRow) -> float:
    """Return the version of a measure's definition; catalogues that do not say have the first."""
    return (row.number(VERSION) or 1) if VERSION in row.cells else 1
