"""Relations between measures: the same count in two places, a part of another, a stock's flow."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from core.windows import QUARTER
from disclosure.control.inputs.cells import NUMERATOR, CountCell
from disclosure.control.inputs.linked_tables import Equation, LinkedTables
from disclosure.control.inputs.measure_inputs import ALL

SLACK = "slack of "  #: how much smaller a part is than its whole
SAME, PART, HOLDS = "same", "part", "holds"


class MeasureLink(NamedTuple):
    """A side of a measure, and the cells of another that it is the same as, part of, or holds."""

    measure: str
    side: str
    relation: str
    of_measure: str
    of_side: str
    of_breakdown: str = ALL
    of_categories: tuple[str, ...] = (ALL,)


class Stock(NamedTuple):
    """A stock, and the counts of who came to it and who left it since the quarter before.

    Who waits in a queue may also have left it unseen.
    """

    measure: str
    came: str
    went: str
    is_queue: bool


def read_measure_links(tables: LinkedTables, between: pd.DataFrame) -> list[MeasureLink]:
    """Return the links of the seed, and of the catalogue's `part_of`."""
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
        for row in between[between["relation"].isin((SAME, PART, HOLDS))].to_dict("records")
    ]
    for known in tables.measures.values():
        whole = tables.measures.get(known.part_of or "")
        if whole is not None:
            links.append(MeasureLink(known.measure, known.outer, PART, whole.measure, whole.outer))
    return links


def read_stocks(between: pd.DataFrame) -> list[Stock]:
    """Return the stocks and queues of the seed, each with the counts that move it."""
    other = between.set_index(["measure_id", "relation"])["of_measure_id"]
    return [
        Stock(measure, other[measure, f"{kind}_gains"], other[measure, f"{kind}_loses"], is_queue)
        for kind, is_queue in (("stock", False), ("queue", True))
        for measure in between.loc[between["relation"] == f"{kind}_gains", "measure_id"]
    ]


def families(links: list[MeasureLink], stocks: list[Stock]) -> dict[str, str]:
    """For each measure that hangs together with others, the first of them by name."""
    first: dict[str, str] = {}
    pairs = [(link.measure, link.of_measure) for link in links]
    pairs += [(stock.measure, other) for stock in stocks for other in (stock.came, stock.went)]
    for one, other in pairs:
        names = sorted({first.setdefault(one, one), first.setdefault(other, other)})
        first.update({measure: names[0] for measure, at in first.items() if at in names})
    return first


def linked(tables: LinkedTables, links: list[MeasureLink]) -> Iterator[Equation]:
    """The equations of the links, place by place and window by window."""
    for link in links:
        if {link.measure, link.of_measure} <= tables.present:
            yield from _link(tables, link)


def _link(tables: LinkedTables, link: MeasureLink) -> Iterator[Equation]:
    here = tables.places[link.measure, link.side]
    there = tables.places[link.of_measure, link.of_side]
    shared = tables.windows[link.measure] & tables.windows[link.of_measure]
    for area, breakdown, category in sorted(here | there):
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


def _equation(
    tables: LinkedTables, link: MeasureLink, cell: CountCell, others: list[CountCell]
) -> Equation:
    if link.relation == SAME:
        return {cell: -1} | dict.fromkeys(others, 1)
    slack = cell._replace(side=f"{SLACK}{link.side} and {link.of_measure} {link.of_side}")
    if link.relation == PART:
        return tables.with_slack(cell, others, slack)
    tables.numbers[slack] = tables.number(cell) - sum(map(tables.number, others))
    return {cell: -1, slack: 1} | dict.fromkeys(others, 1)


def flows(tables: LinkedTables, stocks: list[Stock]) -> Iterator[Equation]:
    """The equations between a stock, the stock a quarter before, and who came and went."""
    for then, now in pairwise(tables.quarters):
        for stock, came, went, is_queue in stocks:
            if not {stock, came, went} <= tables.present:
                continue
            for place in sorted(tables.places[stock, NUMERATOR]):
                times = {(stock, then): 1, (came, now): 1, (went, now): -1, (stock, now): -1}
                equation = {
                    CountCell(measure, NUMERATOR, QUARTER, quarter, *place): sign
                    for (measure, quarter), sign in times.items()
                }
                if is_queue:
                    left = CountCell(stock, f"{SLACK}queue", QUARTER, now, *place)
                    tables.numbers[left] = sum(
                        sign * tables.number(cell) for cell, sign in equation.items()
                    )
                    equation[left] = -1
                yield equation
