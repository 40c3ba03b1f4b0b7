"""Figures by name: every cell of a release, ready to be printed."""

from collections.abc import Collection, Mapping

import pandas as pd

from core.quarter import Quarter
from dashboard.presenters.lookups.catalogue import Catalogue
from dashboard.presenters.lookups.left_out_rows import LeftOutRows
from dashboard.release.release_cells import KEY
from dashboard.view_models import LEFT_OUT, CellKey, FigureView, MeasureView, Shown
from dashboard.wording import formatting


class FigureIndex:
    """The published cells, found by measure, window, quarter, area, breakdown and category."""

    def __init__(
        self,
        values: pd.DataFrame,
        measures: Mapping[str, MeasureView],
        revised: Collection[CellKey] = (),
        provisional: Collection[tuple[str, str]] = (),
        withheld: LeftOutRows | None = None,
    ) -> None:
        self._measures = measures
        self._revised = frozenset(revised)
        self._provisional = frozenset(provisional)
        self._withheld = withheld
        columns = [*KEY, "numerator", "denominator", "value", "status", "shown"]
        self._rows = {CellKey(*row[:6]): row[6:] for row in _plain_rows(values, columns)}
        self._made: dict[CellKey, FigureView] = {}
        self._categories: dict[tuple[str, str, str], list[str]] = {}
        for key in self._rows:
            found = self._categories.setdefault((key.measure_id, key.breakdown, "category"), [])
            if key.category not in found:
                found.append(key.category)
            areas = self._categories.setdefault((key.measure_id, key.breakdown, "area"), [])
            if key.area_code not in areas:
                areas.append(key.area_code)

    def get(self, key: CellKey) -> FigureView | None:
        """Return the figure of a cell, or None where no release holds such a cell.

        The figure of a cell that was left out, as it could not be protected, says so.
        """
        if key not in self._rows:
            shown = self._withheld.shown(key) if self._withheld else None
            return _left_out(key, shown) if shown else None
        if key not in self._made:
            self._made[key] = self._figure(key)
        return self._made[key]

    def categories(self, measure_id: str, breakdown: str) -> list[str]:
        """Return the categories that a breakdown has in any quarter or window."""
        return self._categories.get((measure_id, breakdown, "category"), [])

    def areas(self, measure_id: str) -> list[str]:
        """Return the areas that a measure has rows for."""
        return self._categories.get((measure_id, "all", "area"), [])

    def _figure(self, key: CellKey) -> FigureView:
        numerator, denominator, value, status, shown = self._rows[key]
        measure = self._measures[key.measure_id]
        of = None if numerator is None or denominator is None else (numerator, denominator)
        if shown == "value":
            text = formatting.value_text(measure.kind, measure.unit, value, of)
        else:
            text = f"[{shown}]"
        prints_parts = of is not None and measure.is_share and shown == "value"
        is_provisional = status == "partial" or any(
            (key.measure_id, quarter) in self._provisional for quarter in _quarters_of(key)
        )
        marks: tuple[str, ...] = ("[p]",) if shown == "value" and is_provisional else ()
        if key in self._revised:
            marks += ("[r]",)
        return FigureView(
            key=key, shown=shown, status=status, value=value,
            numerator=numerator, denominator=denominator, text=text,
            of_text=_printed(of) if of and prints_parts else None,
            marks=marks,
        )  # fmt: skip


def _left_out(key: CellKey, shown: Shown) -> FigureView:
    return FigureView(key, shown, LEFT_OUT, None, None, None, f"[{shown}]")


def _plain_rows(values: pd.DataFrame, columns: list[str]) -> list[tuple]:
    frame = values[columns].astype(object)
    return list(frame.where(frame.notna(), None).itertuples(index=False, name=None))


def provisional_quarters(
    catalogue: Catalogue, returns: pd.DataFrame, quarters: Collection[str]
) -> set[tuple[str, str]]:
    """Return the measures and quarters of early figures: the published ones have not come."""
    found = set()
    for measure_id in catalogue.published_by_owner:
        published = catalogue.measures[measure_id].extracts[0]
        came = set(returns.loc[returns["extract"] == published, "quarter"])
        found |= {(measure_id, quarter) for quarter in quarters if quarter not in came}
    return found


def _quarters_of(key: CellKey) -> list[str]:
    quarters = Quarter.parse(key.quarter).quarters(key.period_type)
    return [str(quarter) for quarter in quarters]


def _printed(parts: tuple[float, float]) -> tuple[str, str]:
    return formatting.number(parts[0]), formatting.number(parts[1])
