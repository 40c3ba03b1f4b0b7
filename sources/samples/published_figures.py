"""Figures that somebody else publishes: as declared, or else drawn; and their workbook."""

from collections.abc import Mapping
from typing import Any

from core.quarter import Quarter
from sources.contract.schema import Contract, PublishedFigure, PublishedTablesLayout
from sources.samples.declared_world import Hint, World, chance_of

Cells = list[list[Any]]


def published_figure(world: World, name: str, area: str, quarter: Quarter) -> int:
    """Return an area's published figure: the one that the world knows, else one by chance."""
    declared = world.declared["published"]
    known = declared["known"].get(str(quarter), {}).get(area)
    if known is not None:
        return int(known[list(declared["figures"]).index(name)])
    hint: Hint = declared["figures"][name]
    what = (declared["extract"], name)
    if "part_of" in hint:
        whole = published_figure(world, hint["part_of"], area, quarter)
        chance = chance_of(*what, area, str(quarter))
        share = world.drifted(hint["share"], quarter)
        return sum(chance.random() < share for _ in range(whole))
    return world.counts(what, hint, [area], quarter)[area]


def published_sheets(
    world: World, contract: Contract, areas: Mapping[str, str], quarter: Quarter
) -> dict[str, Cells]:
    """Return the sheets of the published workbook: one per table, with the county's areas."""
    layout = contract.layout
    assert isinstance(layout, PublishedTablesLayout)
    given = {
        name: layout.figures[name]
        for name in world.declared["published"]["figures"]
        if name in layout.figures
    }
    return {
        _table(figure): _sheet(
            f"{_table(figure)}: {contract.columns[name].description}, {quarter.months_in_words}",
            figure,
            [
                (code, label, published_figure(world, name, code, quarter))
                for code, label in areas.items()
            ],
        )
        for name, figure in given.items()
    }


def _table(figure: PublishedFigure) -> str:
    return figure.tables[0][0]


def _sheet(title: str, figure: PublishedFigure, rows: list[tuple[str, str, int]]) -> Cells:
    """Return a table's cells: its title, its stacked headings, a row per area."""
    path = figure.headings[0]
    headings: Cells = [["", "", heading] for heading in path]
    return [[title], [], *headings, *([code, label, number] for code, label, number in rows)]
