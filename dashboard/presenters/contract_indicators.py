"""A contract's performance indicators: what each was to reach, and whether it did."""

from collections.abc import Sequence

from core.quarter import Quarter
from core.windows import QUARTER
from dashboard.presenters.chart_series import PageInputs
from dashboard.presenters.lookups.frame_rows import FrameRow
from dashboard.view_models import CellKey, ContractIndicators, Sentence, TableView, TableViewRow
from dashboard.wording import contract_text, formatting


def contract_indicators(
    source: PageInputs, rows: Sequence[FrameRow], table_id: str, *, protected: bool
) -> tuple[ContractIndicators, ...]:
    """Return the indicators of the release's quarter; none where no contract return is held.

    The return does not say how many people an indicator's figure is of, so a protected release
    says only whether it met its target.
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
                contract_text.target_words(row.text("better_when"), row.number("target")),
                *(() if protected else (_figure(row),)),
                contract_text.RESULTS[row.text("result")],
                contract_text.RESULTS[before[place].text("result")]
                if place in before
                else contract_text.NOT_LISTED,
            ),
        )
        for place, row in sorted(of_quarter.items(), key=lambda found: found[0])
    )
    months = Quarter.parse(source.latest).months_in_words
    notes = contract_text.indicator_notes(
        [row.number("target") for row in of_quarter.values()], protected=protected
    )
    table = TableView(
        table_id, contract_text.CAPTION.format(months=months), contract_text.INDICATOR, columns,
        made, notes,
    )  # fmt: skip
    compared = (_compared(source, row) for row in of_quarter.values())
    return (ContractIndicators(table, tuple(filter(None, compared))),)


def indicator_name(row: FrameRow) -> str:
    """Return an indicator by its reference and name."""
    return f"{row.text('kpi')} {row.text('indicator')}"


def _place(row: FrameRow) -> tuple[tuple[int, str], str]:
    """Return an indicator's place in its table, `K2` before `K10`, and whose it is."""
    reference = row.text("kpi")
    return (len(reference), reference), row.text("agency")


def _figure(row: FrameRow) -> str:
    figure = row.number("quarter_value")
    return contract_text.RESULTS["no_figure"] if figure is None else formatting.number(figure, 2)


def _compared(source: PageInputs, row: FrameRow) -> Sentence | None:
    """Return what the records say of the same as an indicator, where a measure asks it of them."""
    measure = source.catalogue.measures.get(row.text("compared_measure_id"))
    if measure is None:
        return None
    key = CellKey(measure.measure_id, QUARTER, source.latest, source.catalogue.county.area_code)
    figure = source.figures.get(key)
    if figure is None:
        return None
    return contract_text.compared(
        row.text("indicator"), row.text("result"), measure, figure, row.text("difference")
    )
