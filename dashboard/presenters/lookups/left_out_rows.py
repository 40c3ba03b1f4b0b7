"""Which rows a release leaves out because they could not be protected.

Every release has the same tables: a measure has a row for each of its windows and areas in each
quarter, or each year where its table is published once a year, whatever was counted. A row that is
not there was left out. Only what is published is read here, so that the answer tells nothing more.
"""

from collections.abc import Collection
from typing import Literal

import pandas as pd

from dashboard.presenters.lookups.catalogue import Catalogue
from dashboard.release.release_cells import KEY, NUMBERS
from dashboard.view_models import CellKey


class LeftOutRows:
    """Tells which rows of a protected release's tables are left out."""

    def __init__(
        self, values: pd.DataFrame, catalogue: Catalogue, quarters: Collection[str]
    ) -> None:
        self._catalogue = catalogue
        self._county = catalogue.county.area_code
        self._quarters = frozenset(quarters)
        self._keys = _keys(values)
        self._broken_down = {
            (*key[:3], key.breakdown) for key in self._keys if key.breakdown != "all"
        }
        self._missing = _keys(values[values["shown"] == "x"])
        is_counted = (values[NUMBERS].fillna(0) != 0).any(axis=1)
        self._counted = _keys(values[(values["shown"] == "c") | is_counted])

    def shown(self, key: CellKey) -> Literal["n", "x"] | None:
        """Return what stands for a row that was left out; None where no row would stand.

        Where the county's return has not come, its areas' has not either.
        """
        if not self._is_left_out(key):
            return None
        is_missing = key._replace(area_code=self._county) in self._missing
        return "x" if is_missing else "n"

    def _is_left_out(self, key: CellKey) -> bool:
        measure = self._catalogue.measures[key.measure_id]
        is_window = measure.kind != "rate" or key.period_type == "rolling_year"
        if key.quarter not in self._quarters or not is_window or key in self._keys:
            return False
        rules = self._catalogue.publication_rules
        is_yearly = rules.is_yearly(key.measure_id, key.area_code, key.breakdown)
        if is_yearly and not rules.is_published(key):
            return False
        if key.breakdown != "all":
            return self._lacks_breakdown(key)
        areas = [area.area_code for area in self._catalogue.areas_of(measure.areas)]
        if key.area_code == "unknown":  # its row is there only where something was counted
            return not any(key._replace(area_code=area) in self._keys for area in areas)
        return key.area_code in (self._county, *areas)

    def _lacks_breakdown(self, key: CellKey) -> bool:
        """Whether a breakdown is left out: something was counted, and none of its rows is there.

        A category has a row only where something was counted.
        """
        if (*key[:3], key.breakdown) in self._broken_down:
            return False
        if not self._catalogue.publication_rules.is_published(key):
            return False
        whole = key._replace(breakdown="all", category="all")
        return whole in self._counted or whole not in self._keys


def _keys(values: pd.DataFrame) -> set[CellKey]:
    return {CellKey(*row) for row in values[KEY].itertuples(index=False, name=None)}
