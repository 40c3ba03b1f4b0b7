"""A contract's performance indicators: what each was to reach, and whether it did."""

import re
from collections.abc import Sequence

import pandas as pd

from core.policy import county_policy
from core.quarter import Quarter
from core.windows import QUARTER
from dashboard.presenters.lookups.frame_rows import FrameRow
from dashboard.presenters.lookups.page_inputs import PageInputs
from dashboard.view_models import CellKey, ContractIndicators, Sentence, TableView, TableViewRow
from dashboard.wording import contract_text, formatting

#: An indicator's reference in its contract, such as `K2` or `KPI 14`; anything else may be a name.
_REFERENCE = re.compile(r"[A-Za-z]{0,5}[ .-]?\d{1,3}[a-z]?")
#: What is published of an indicator: not its figure, of which nobody knows how many people it is.
PUBLISHED = [
    "measure_id", "agency", "quarter", "kpi", "indicator", "better_when", "target", "result",
]  # fmt: skip


def published_indicators(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return indicators as a release may tell of them (docs/disclosure.md#indicators-of-contracts).

    A return's free text is left out: a name that nobody has checked, a reference that is none. So
    are a target and its result that would tell of a small number of people.
    """
    smallest = county_policy().smallest_share_denominator
    in_order = indicators.sort_values(["agency", "quarter", "kpi"])  # a warehouse has none
    place = in_order.groupby(["agency", "quarter"]).cumcount() + 1
    is_reference = indicators["kpi"].astype(str).str.fullmatch(_REFERENCE.pattern)
    counts_few = ~indicators["figure_kind"].isin(["share", "amount"]) & (
        indicators["target"] < smallest
    )
    return indicators.assign(
        kpi=indicators["kpi"].where(is_reference, "no. " + place.astype(str)),
        indicator=indicators["indicator"].where(indicators["figure_kind"].notna(), ""),
        target=indicators["target"].mask(counts_few),
        result=indicators["result"].mask(counts_few, contract_text.WITHHELD),
    )


def contract_indicators(
    source: PageInputs, rows: Sequence[FrameRow], table_id: str, *, protected: bool
) -> tuple[ContractIndicators, ...]:
    """Return the indicators of the release's quarter; none where no contract return is held.

    The return does not say how many people an indicator's figure is of, so a protected release,
    whose rows are `published_indicators`, says only whether it met its target.
    """
    of_quarter = {_place(row): row for row in rows if row.text("quarter") == source.latest}
    if not of_quarter:
        return ()
    year_before = str(Quarter.parse(source.latest).plus(-4))
    before = {_place(row): row for row in rows if row.text("quarter") == year_before}
    columns = (
        contract_text.TARGET, *(() if protected else (contract_text.FIGURE,)),
        contract_text.RESULT, contract_text.RESULT_BEFORE,
    )  # fmt: skip
    made = tuple(
        TableViewRow(
            indicator_name(row),
            (
                _target(row),
                *(() if protected else (_figure(row),)),
                contract_text.RESULTS[row.text("result")],
                _result_before(row, before.get(place)),
            ),
        )
        for place, row in sorted(of_quarter.items(), key=lambda found: found[0])
    )
    months = Quarter.parse(source.latest).months_in_words
    notes = contract_text.indicator_notes(
        [row.number("target") for row in of_quarter.values()],
        protected=protected,
        unnamed=any(not row.text("indicator") for row in of_quarter.values()),
        untold=county_policy().smallest_share_denominator
        if any(row.text("result") == contract_text.WITHHELD for row in of_quarter.values())
        else None,
    )
    table = TableView(
        table_id, contract_text.CAPTION.format(months=months), contract_text.INDICATOR, columns,
        made, notes,
    )  # fmt: skip
    compared = (_compared(source, row) for row in of_quarter.values())
    return (ContractIndicators(table, tuple(filter(None, compared))),)


def indicator_name(row: FrameRow) -> str:
    """Return an indicator by its reference and name."""
    return f"{row.text('kpi')} {row.text('indicator')}".strip()


def _result_before(row: FrameRow, before: FrameRow | None) -> str:
    """Return the result of the same indicator a year before; a reference may stand for another."""
    if before is None:
        return contract_text.NOT_LISTED
    names = [each.text("indicator").casefold() for each in (row, before)]
    if not all(names):  # without their names nobody can say whether they are the same
        return contract_text.RESULTS[contract_text.WITHHELD]
    is_same = names[0] == names[1] and row.text("better_when") == before.text("better_when")
    return contract_text.RESULTS[before.text("result")] if is_same else contract_text.NOT_LISTED


def _place(row: FrameRow) -> tuple[tuple[int, str], str]:
    """Return an indicator's place in its table, `K2` before `K10`, and whose it is."""
    reference = row.text("kpi")
    return (len(reference), reference), row.text("agency")


def _target(row: FrameRow) -> str:
    if row.text("result") == contract_text.WITHHELD:
        return contract_text.RESULTS[contract_text.WITHHELD]
    return contract_text.target_words(row.text("better_when"), row.number("target"))


def _figure(row: FrameRow) -> str:
    figure = row.number("quarter_value")
    return contract_text.RESULTS["no_figure"] if figure is None else formatting.number(figure, 2)


def _compared(source: PageInputs, row: FrameRow) -> Sentence | None:
    """Return what the records say of the same as an indicator, where a measure asks it of them."""
    measure = source.catalogue.measures.get(row.text("compared_measure_id"))
    if measure is None or row.text("result") == contract_text.WITHHELD:
        return None
    key = CellKey(measure.measure_id, QUARTER, source.latest, source.catalogue.county.area_code)
    figure = source.figures.get(key)
    if figure is None:
        return None
    return contract_text.compared(
        row.text("indicator"), row.text("result"), measure, figure, row.text("difference")
    )
