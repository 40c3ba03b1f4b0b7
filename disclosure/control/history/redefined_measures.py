"""Measures whose definition changed since a release: what it said of them speaks of other numbers.

What it showed binds no more, and nothing is computed from it. What it hid stays hidden even so:
part of it may be counted as before, and would give away what was hidden beside it.
"""

import pandas as pd

from disclosure.control.history.earlier_releases import EarlierRow
from disclosure.control.inputs.cells import HIDDEN, KEY, RowKey

VERSION = "definition_version"
"""A column of the catalogue, and of the values of earlier releases; what lacks it is the first."""


def with_definitions(values: pd.DataFrame, catalogue: pd.DataFrame) -> pd.DataFrame:
    """Return the values of a release with the version of the definition that each row counts by.

    `catalogue`: that release's own.
    """
    return values.assign(**{VERSION: values["measure_id"].map(_versions(catalogue))})


def kinds_as_today(
    values: pd.DataFrame, kinds: dict[str, str], catalogue: pd.DataFrame
) -> dict[str, str]:
    """Return the kinds of those measures that an earlier release did not count otherwise."""
    others = set(values.loc[_is_other(values, catalogue), "measure_id"])
    return {measure: kind for measure, kind in kinds.items() if measure not in others}


def hidden_of_others(
    values: pd.DataFrame, kinds: dict[str, str], catalogue: pd.DataFrame
) -> dict[RowKey, EarlierRow]:
    """Return the rows that an earlier release hid of measures that it counted otherwise."""
    is_hidden = values["shown"] == HIDDEN
    chosen = values[_is_other(values, catalogue) & is_hidden & values["measure_id"].isin(kinds)]
    keys = chosen[KEY].itertuples(index=False, name=None)
    rows = [EarlierRow(HIDDEN, None, None, None, status) for status in chosen["status"]]
    return dict(zip(keys, rows, strict=True))


def _is_other(values: pd.DataFrame, catalogue: pd.DataFrame) -> pd.Series:
    if VERSION not in values:
        return pd.Series(data=False, index=values.index)
    return values[VERSION] != values["measure_id"].map(_versions(catalogue))


def _versions(catalogue: pd.DataFrame) -> dict[str, int]:
    if VERSION not in catalogue:
        return dict.fromkeys(catalogue["measure_id"], 1)
    return dict(zip(catalogue["measure_id"], catalogue[VERSION].fillna(1), strict=True))
