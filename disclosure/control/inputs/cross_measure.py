"""Relations between measures: the same count in two places, a part of another, a stock's flow.

They come from the seed measure_relations, one row per relation, and from `part_of` of the
catalogue: no measure is named in code.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import pandas as pd
from scipy.cluster.hierarchy import DisjointSet

from core.windows import QUARTER
from disclosure.control.inputs.cells import NUMERATOR, CountCell
from disclosure.control.inputs.linked_tables import Equation, LinkedTables
from disclosure.control.inputs.measure_inputs import ALL, UNKNOWN

SLACK = "slack of "  #: how much smaller a part is than its whole
SAME, PART, HOLDS = "same", "part", "holds"
USUALLY_SAME = "usually_same"  #: the same where nothing is missing from either
FOLLOWS = "follows"  #: the same cases, each in its quarter or in the next
STOCK_GAINS, STOCK_LOSES = "stock_gains", "stock_loses"


class MeasureLink(NamedTuple):
    """A side of a measure, and the cells of another that it is related to.

    A side that the measure's rows do not print, such as the rest of a ratio, may be named too.
    """

    measure: str
    side: str
    relation: str
    of_measure: str
    of_side: str
    of_breakdown: str = ALL
    of_categories: tuple[str, ...] = (ALL,)


@dataclass(frozen=True)
class StockFlow:
    """A stock, the counts that add to it and those that take away from it, quarter by quarter.

    A stock now is the stock a quarter ago with what was added and without what was taken away.
    """

    stock: str
    added: tuple[str, ...]
    taken: tuple[str, ...]

    @property
    def measures(self) -> list[str]:
        """The stock, and all that changes it."""
        return [self.stock, *self.added, *self.taken]


def read_measure_links(tables: LinkedTables, relations: pd.DataFrame) -> list[MeasureLink]:
    """Return the links that the seed of relations and the catalogue's `part_of` give."""
    chosen = relations[relations["relation"].isin((SAME, USUALLY_SAME, PART, HOLDS, FOLLOWS))]
    links = [
        MeasureLink(
            row["measure_id"],
            row["side"],
            row["relation"],
            row["of_measure_id"],
            row["of_side"],
            row["of_breakdown"],
            tuple(row["of_category"].split(";")),
        )
        for row in chosen.astype(str).to_dict("records")
    ]
    for definition in tables.measures.values():
        whole = tables.measures.get(definition.part_of or "")
        if whole is not None:
            part = definition.measure, definition.outer
            links.append(MeasureLink(*part, PART, whole.measure, whole.outer))
    return links


def read_stock_flows(relations: pd.DataFrame) -> list[StockFlow]:
    """Return the stocks of the seed of relations with their flows."""
    flows: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    kinds = (STOCK_GAINS, STOCK_LOSES)
    for row in relations[relations["relation"].isin(kinds)].to_dict("records"):
        flows[row["measure_id"]][row["relation"]].append(row["of_measure_id"])
    return [
        StockFlow(stock, tuple(by[STOCK_GAINS]), tuple(by[STOCK_LOSES]))
        for stock, by in sorted(flows.items())
    ]


def measure_families(links: list[MeasureLink], flows: list[StockFlow]) -> dict[str, str]:
    """Return, for each measure that depends on others, the first of its family by name."""
    families: DisjointSet = DisjointSet()
    pairs = [(link.measure, link.of_measure) for link in links]
    pairs += [(flow.stock, measure) for flow in flows for measure in flow.measures]
    for pair in pairs:
        for measure in pair:
            families.add(measure)
        families.merge(*pair)
    return {measure: min(members) for members in families.subsets() for measure in sorted(members)}


def link_equations(tables: LinkedTables, links: list[MeasureLink]) -> Iterator[Equation]:
    """Yield the equations of the links, position by position and window by window."""
    for link in links:
        if {link.measure, link.of_measure} <= tables.present:
            equations = _following if link.relation == FOLLOWS else _equations_of
            yield from equations(tables, link)


def _equations_of(tables: LinkedTables, link: MeasureLink) -> Iterator[Equation]:
    positions = tables.positions[link.measure, link.side]
    positions = positions | tables.positions[link.of_measure, link.of_side]
    positions = positions | {(UNKNOWN, ALL, ALL)}  # which has a row only where something is counted
    shared = tables.windows[link.measure] & tables.windows[link.of_measure]
    for area, breakdown, category in sorted(positions):
        if link.of_breakdown != ALL and (area, breakdown) != (tables.county, ALL):
            continue
        both = (link.measure, link.of_measure)
        if not all(tables.covers(measure, area, breakdown) for measure in both):
            continue
        for period, quarter in sorted(shared):
            cell = CountCell(link.measure, link.side, period, quarter, area, breakdown, category)
            start = (link.of_measure, link.of_side, period, quarter, area)
            by = breakdown if link.of_breakdown == ALL else link.of_breakdown
            names = (category,) if link.of_breakdown == ALL else link.of_categories
            others = [CountCell(*start, by, name) for name in names]
            yield _equation(tables, link, cell, others)


def _following(tables: LinkedTables, link: MeasureLink) -> Iterator[Equation]:
    """Yield what two neighbouring quarters say of cases that count in theirs or in the next.

    Those of now are at most what came now and in the quarter before; what came in the quarter
    before is at most those of then and of now.
    """
    of_side = link.of_measure, link.of_side
    for before, now in pairwise(tables.quarters):
        for position in sorted(tables.positions[link.measure, link.side]):
            followed, follower = (
                [CountCell(*name, QUARTER, quarter, *position) for quarter in (before, now)]
                for name in (of_side, (link.measure, link.side))
            )
            for part, whole in ((follower[1], followed), (followed[0], follower)):
                slack = part._replace(side=f"{SLACK}{part.side} over two quarters")
                yield tables.part_of_whole(part, whole, slack)


def _equation(
    tables: LinkedTables, link: MeasureLink, cell: CountCell, others: list[CountCell]
) -> Equation:
    if link.relation in (SAME, USUALLY_SAME):
        return {cell: -1} | dict.fromkeys(others, 1)
    slack = cell._replace(side=f"{SLACK}{link.side} and {link.of_measure} {link.of_side}")
    if link.relation == PART:
        return tables.part_of_whole(cell, others, slack)
    tables.numbers[slack] = tables.number(cell) - sum(map(tables.number, others))
    return {cell: -1, slack: 1} | dict.fromkeys(others, 1)


def flow_equations(tables: LinkedTables, flows: list[StockFlow]) -> Iterator[Equation]:
    """Yield the equations between a stock, the stock a quarter before, and what changed it."""
    for before, now in pairwise(tables.quarters):
        for flow in flows:
            if not tables.present.issuperset(flow.measures):
                continue
            for position in sorted(tables.positions[flow.stock, NUMERATOR]):
                signs = {(flow.stock, before): 1}
                signs |= {(measure, now): 1 for measure in flow.added}
                signs |= {(measure, now): -1 for measure in (*flow.taken, flow.stock)}
                yield {
                    CountCell(measure, NUMERATOR, QUARTER, quarter, *position): sign
                    for (measure, quarter), sign in signs.items()
                }
