"""The cells of a release: the value that protection gives and every later stage takes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pandas as pd

from core.cell_key import CELL_KEY

KEY = CELL_KEY
NUMBERS = ["numerator", "denominator", "value"]
PUBLISHED_BY_OWNER = "published_by_owner"
"""The relation of a measure whose figures their owner publishes, such as national statistics."""


@dataclass(frozen=True)
class ReleaseCells:
    """The cells of a release, each with what may be shown of it."""

    values: pd.DataFrame  #: KEY, NUMBERS (null unless shown), status, shown, public
    truth: pd.DataFrame  #: the same cells unprotected, for the check of a finished release
    protected: bool
    less_detailed: tuple[
        str, ...
    ] = ()  #: in words, what is published in less detail than asked for
    waiting: int = 0  #: how many figures stay as they were although a correction changes them
    waiting_since: str = ""  #: quarter and version of the release that first printed one of them
    seconds: float = 0.0  #: of the processor, to protect them
    stopped_by_clock: bool = False  #: a faster machine might have shown more
    yearly: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Tables that are published once a year, by measure (docs/disclosure.md#rule-7); of an edition
    that is not protected none."""
