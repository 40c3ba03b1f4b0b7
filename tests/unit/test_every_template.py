"""Every template of the two folders of words is rendered, for every code, one and many, and read.

A function without a case, a text that no case says, or a template that is never filled fails here.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest

from core.area_levels import area_levels
from core.county import ReturnsContact
from core.quarter import Quarter
from dashboard.view_models import (
    ActivityLink,
    CellKey,
    ChartPoint,
    FigureView,
    JudgementView,
    MeasureView,
    ProtectionSummary,
    ReferenceLine,
    ReleaseEdition,
    SeriesBreak,
)
from dashboard.wording import (
    board_text,
    chart_text,
    contract_text,
    download_text,
    explore_text,
    formatting,
    judgement_words,
    remarks,
    returns,
    window_names,
)
from dashboard.wording import progress_text as progress
from dashboard.wording.area_text import (
    area_note,
    area_pages_title,
    levels_with_pages,
    rates_caption,
    summary_caption,
)
from dashboard.wording.download_text import marks_heading
from dashboard.wording.measure_kinds import KINDS, kind_sentence
from dashboard.wording.protection_text import protection_lines
from sources.contract.code_lists import load_code_lists
from sources.contract.schema import load_contracts
from sources.wording import form_text, issue_text, plain_text, question_text, report_text
from sources.wording import rejection_text as rejection
from tests.support.words.every_template import (
    Traced,
    constants,
    is_rendered,
    literals,
    modules_of,
    name_of,
    public_functions,
)
from tests.support.words.plain_english import faults

MODULES = modules_of("dashboard.wording", "sources.wording")
#: What no text holds: unfilled places, stray signs, a word twice, one of several.
BROKEN = re.compile(
    r"\{|\}|None(?! of)|\bnan\b|(?<!\n)  |\.\.|\?\.|: \.| [.,;:]|\(\)|\b([a-z]+) \1\b"
    r"|\b1 (?!is\b|has\b|was\b|shows\b|needs\b|holds\b)[a-z]+s\b"
)
Case = tuple[Any, ...] | Callable[[], Any]
"""A function with what it is given, or a call."""

FIRST, NOW = "2018-19-Q3", "2019-20-Q1"
DAY, SOON, LATER = date(2019, 8, 31), date(2019, 9, 20), date(2019, 11, 29)
BY = report_text.deadline(DAY, date(2019, 8, 1))
SHOWN = ("value", "c", "n", "x", "z")
MEASURE = MeasureView(
    "m", "t", "Cases", "Number of cases.", "count", False, "cases", "low", "county", (), (), (),
    "quarter", "", "level", "A", "E", "quarter", 12.0, "2018-19", "reduce the waiting times", 0,
    "Police", "t.html#m",
)  # fmt: skip


def of_kind(kind: str, unit: str = "cases") -> MeasureView:
    """A measure of a kind, counted over the period or as at a quarter's end."""
    return replace(MEASURE, kind=kind, is_stock=kind == "stock", unit=unit)


def figure(value: float, quarter: str = NOW, shown: Any = "value", **more: Any) -> FigureView:
    """A figure of one quarter, or one that is not shown."""
    given = value if shown == "value" else None
    text = formatting.number(value) if shown == "value" else f"[{shown}]"
    window = more.pop("window", "quarter")
    key = CellKey("m", window, quarter, "E")
    of = more.pop("of", None)
    return FigureView(key, shown, "complete", given, given, of, text, **more)


def points(*figures: FigureView) -> list[ChartPoint]:
    """Figures as the points of a chart, each in a panel of its own name."""
    return [ChartPoint(n, i, n, f) for i, (n, f) in enumerate(zip("abcde", figures, strict=False))]


def board_cases() -> Iterator[Case]:
    """Yield each function of the Board's pack and narrative with what it is given."""
    edition = ReleaseEdition(
        NOW, "April to June 2019", "Quarter 1, 2019-20", "Oxfordshire", SOON, LATER, DAY, 1, None
    )
    yield from ((board_text.dates, e) for e in (edition, replace(edition, made_on=None)))
    yield from ((download_text.data_notice, e) for e in (edition, replace(edition, watermark="M")))
    named = ReturnsContact(telephone="01632 960 123", email="a@example.org")
    yield from ((board_text.contact_lines, contact) for contact in (ReturnsContact(), named))
    for count in (0, 1, 2, 1200):
        yield board_text.more_changed, count
        yield board_text.revised, count
    yield from ((board_text.redefined, names) for names in ([], ["Cases"], ["Cases", "Meetings"]))
    both = [SeriesBreak(0.5, day, "A new form", is_event=day == DAY) for day in (DAY, SOON)]
    yield board_text.breaks_told, both, DAY
    for text in (board_text.PACK, board_text.NARRATIVE, board_text.LEFT, board_text.BY_AREA,
                 board_text.SAME_PERIOD):  # fmt: skip
        yield partial(text.format, county="Oxfordshire", count=3, level="district", figure="5")
    yield from ((board_text.figure_told, figure(7, shown=shown)) for shown in SHOWN)
    yield from ((board_text.figure_told, text) for text in ("[x]", "[n]"))
    share = replace(figure(0.5), text="50%", of_text=("5", "10"))
    yield from ((board_text.figure_told, f) for f in (share, replace(share, marks=("[p]",))))


def contract_cases() -> Iterator[Case]:
    """Yield each function of the words for a contract's indicators with what it is given."""
    yield partial(contract_text.CAPTION.format, months="April to June 2019")
    for better_when, target in (("high", 0.9), ("low", 20), ("high", None)):
        yield contract_text.target_words, better_when, target
        for unnamed, untold in itertools.product((False, True), (None, 10)):
            yield partial(
                contract_text.indicator_notes, [target], protected=target is not None,
                unnamed=unnamed, untold=untold,
            )  # fmt: skip
    for result, shown in itertools.product(contract_text.SAID, SHOWN):
        now = figure(7, shown=shown)
        yield contract_text.compared, "Calls answered", result, MEASURE, now, "They differ."


def pages_cases() -> Iterator[Case]:
    """Yield each function of the dashboard's words with what it is given."""
    yield (area_pages_title,)
    yield (levels_with_pages,)
    yield from ((area_note, level) for level in area_levels())
    yield from charts_cases()
    yield from ((download_text.size_in_words, *given) for given in ((9,), (97_000, 1), (2.8e6, 9)))
    yield (download_text.next_release, DAY)
    yield partial(window_names.AREA_LAST_YEAR.format, area="Cherwell")
    yield from board_cases()
    yield from contract_cases()
    names = {
        "measure": "Cases", "period": "each quarter", "series": "Cherwell", "quarter": "Q2 2019-20",
        "breakdown": "age", "count": 2, "total": 9, "title": "Cases, each quarter: Cherwell",
        "numerator": 5, "denominator": 10, "file": "cases.csv",
    }  # fmt: skip
    yield from (partial(said.format, **names) for said in explore_text.SENTENCES.values())
    yield (formatting.percent, 0.5, (1.0, 2.0))
    yield from ((formatting.number_in_words, number) for number in range(14))
    yield from ((formatting.value_text, kind, "%", 0.5, None) for kind in KINDS)
    yield (formatting.uncapitalised, "Level that SafeLives recommends")
    for shown, kind in itertools.product(SHOWN, ("count", "stock")):
        now, marked = figure(7, shown=shown), figure(7, marks=("[p]",))
        measure = of_kind(kind, unit="young people")
        yield formatting.figure_in_words, now, "cases"
        yield formatting.is_firm, measure, now
        yield formatting.window_alone, measure, now.key
        yield from ((formatting.figure_with_window, measure, f) for f in (now, marked))
        yield formatting.headline, measure, marked, figure(1, FIRST, shown), "lower"
        yield formatting.headline, measure, now, None
    yield formatting.headline, of_kind("median"), figure(7, of=2.0), None
    yield formatting.headline, measure, figure(1), figure(2), "lower"
    yield from ((formatting.count_in_words, count, "day") for count in (0, 1, 9))
    for unit, kind in (("%", "ratio"), ("cases", "count"), ("per 10,000", "rate")):
        measure = replace(MEASURE, unit=unit, kind=kind)
        for value, direction in ((7, "same"), (7, "higher"), (8, "lower"), (9, "lower")):
            yield formatting.change_text, measure, figure(7), figure(value), direction
    for target_kind in ("to_be_determined", "reduction", "level"):
        for stands in (True, False):
            measure = replace(MEASURE, target_kind=target_kind)
            yield lambda m=measure, s=stands: formatting.target_text(m, None, stands=s)
    yield (judgement_words.test_named,)
    for count in (1, 2):
        yield from summaries(count)
    for kind, unit in itertools.product(KINDS, ("%", "cases")):
        yield kind_sentence, replace(MEASURE, kind=kind, unit=unit)
    yield from progress_cases()
    yield summary_caption, "Training", "Oxfordshire", "April to June 2018"
    yield rates_caption, MEASURE, "year to June 2018"
    yield marks_heading, "Oxford"
    hidden = ProtectionSummary(False, 1204, 3, 2, 1)
    yield protection_lines, hidden
    for waiting in (0, 1, 2):
        counts = dict.fromkeys(("published", "hidden", "missing", "not_applicable"), waiting)
        yield protection_lines, replace(hidden, protected=True, waiting=waiting, **counts)
    yield protection_lines, replace(hidden, protected=True, less_detailed=("Cases by area",))
    yield protection_lines, replace(hidden, protected=True, yearly=("Cases: by area",))
    for is_stock, tables in itertools.product(
        (True, False), (("by area", "by referrer"), (remarks.ALL_FIGURES,), ())
    ):
        yearly = replace(MEASURE, is_stock=is_stock, yearly=tables)
        yield from ((remarks.yearly_remark, yearly, first) for first in (None, Quarter(2018, 4)))
    yield remarks.waiting_remark, "Thames Valley Police (April to June 2019)"
    yield remarks.data_begin_remark, Quarter(2018, 1)
    yield from ((remarks.variation_remark, is_within) for is_within in (True, False))
    for is_event in (True, False):
        yield remarks.break_remark, SeriesBreak(1.0, DAY, "A new form", is_event)
    for unit in ("%", "per 10 000"):
        yield remarks.benchmark_gap, "7%" if unit == "%" else "7", "lower", "UK average", 9, unit
        for is_comparable in (True, False):
            yield lambda u=unit, c=is_comparable: remarks.benchmark_remark(
                "UK average", 9, u, is_comparable=c
            )
    yield returns.received_sentence, None, None
    for came, due, on_time in ((34, 34, 34), (34, 34, 30), (32, 34, 32), (1, 1, 1), (0, 1, 0)):
        received = replace(figure(1), of_text=(str(came), str(due)))
        yield returns.received_sentence, received, replace(received, of_text=(str(on_time), "34"))
        yield returns.received_sentence, received, None
    for is_protected in (True, False):
        yield lambda p=is_protected: returns.returns_note(Quarter(2019, 2), DAY, protected=p)
    yield returns.missing_returns, {"Police": ["MARAC cases", "Police incidents"]}
    yield from ((returns.revision_reason, "MARAC cases", ["Police"], n) for n in (1, 2))


def charts_cases() -> Iterator[Case]:
    """Yield what charts say: all shown, some, one, none; ends that chance explains or not."""
    hidden = figure(0, shown="c")
    series = [
        (figure(9, FIRST), figure(5), figure(7)), (figure(9, FIRST), hidden, figure(7)),
        (figure(7, FIRST), figure(7)), (figure(7), hidden, figure(7)), (figure(7), hidden),
        (hidden, hidden),
        (figure(9), figure(5), figure(5), figure(5)),
    ]  # fmt: skip
    lines = [
        ReferenceLine(kind, 8, label, "", ())
        for kind, label in (("target", "target 8"), ("benchmark", "SafeLives 8"), ("limit", ""))
    ]
    for count in (3, 13):
        course = [figure(5)] * count
        yield chart_text.unchanged, course
        yield lambda c=course: chart_text.unchanged(c, is_yearly=True)
        yield from ((chart_text.unchanged_trend, course, given) for given in ((), lines))
        yield from ((chart_text.unchanged_areas, [course] * 2, given) for given in ((), lines))
    for figures, kind in itertools.product(series, ("count", "ratio", "stock")):
        drawn = points(*figures)
        yield chart_text.unchanged, figures
        for differ in (lambda low, high: low.value != high.value, lambda low, high: False):
            yield chart_text.areas_headline, of_kind(kind), drawn, differ
            given = (of_kind(kind), drawn, differ, figure(99), "in April to June 2018")
            yield chart_text.bars_headline, *given
        for with_lines in ((), lines):
            yield chart_text.trend_headline, of_kind(kind), drawn, with_lines
            given = ("Cases", "Oxford", "quarter", drawn, with_lines, bool(with_lines))
            yield chart_text.describe_trend, *given
        yield chart_text.describe_multiples, of_kind(kind), "quarter", drawn
        yield chart_text.describe_sparkline, list(figures)
        for marks in ((), ("[p]", "[r]")):
            yield formatting.noun_and_marks, replace(figures[0], marks=marks), "cases"
        yield chart_text.describe_bars, of_kind(kind), "gender", drawn
    for window in window_names.YEARLY:
        yield chart_text.describe_trend, "Cases", "Oxford", window, points(figure(7), figure(9))
    for is_stock in (True, False):
        flat = points(figure(7, FIRST), figure(7))
        yield lambda s=is_stock, f=flat: chart_text.trend_headline(
            replace(MEASURE, is_stock=s), f, is_yearly=True
        )
    for window in ("year_to_date", "rolling_year"):
        flat = [figure(7, FIRST, window=window), figure(7, window=window)]
        yield chart_text.trend_headline, MEASURE, points(*flat)
        yield chart_text.describe_trend, "Cases", "Oxford", window, points(*flat)


def summaries(count: int) -> Iterator[Case]:
    """Yield summaries in which each code is there so many times, and each alone."""

    def link(delivery: str, outcome: str) -> ActivityLink:
        judged = (JudgementView(code, code, "neutral") for code in (delivery, outcome))
        return ActivityLink("A", "Task", "t.html", "Lead", *judged)

    deliveries, outcomes = list(judgement_words.DELIVERY), list(judgement_words.OUTCOMES)
    pairs = itertools.zip_longest(deliveries, outcomes, fillvalue=deliveries[0])
    links = [link(*pair) for pair in pairs]
    yield judgement_words.delivery_summary, links * count, judgement_words.OF_THE_PLAN
    yield judgement_words.outcome_summary, links * count
    for each in links:
        yield judgement_words.delivery_summary, [each] * count
        yield judgement_words.outcome_summary, [each] * count


def progress_cases() -> Iterator[Case]:
    """Yield every rule of delivery, comparison and outcome, with and without what it may hold."""
    dates = (None, DAY, SOON, LATER)
    for rule, plan, lead, status, quarter in itertools.product(
        progress.DELIVERY_REASONS, dates, dates, progress.LEAD_STATUS, ("2018-19-Q4", "2019-20-Q2")
    ):
        row = {
            "delivery_rule": rule, "quarter": "2019-20-Q2", "plan_due_on": plan or DAY,
            "lead_due_on": lead or DAY, "completed_on": DAY, "days_late": 1, "lead_status": status,
            "lead_quarter": quarter,
        }  # fmt: skip
        yield progress.delivery_reason, row
        if rule not in ("complete_late", "past_plan_date", "lead_expects_late"):
            yield progress.delivery_reason, row | {"plan_due_on": None, "days_late": 21}
        if rule in ("lead_says_at_risk", "not_started", "on_course"):
            yield progress.delivery_reason, row | {"plan_due_on": None, "lead_due_on": None}
    yield progress.delivery_reason, row | {"delivery_rule": "no_return", "lead_quarter": None}
    names = progress.KnownNames(
        {"x": "Police", "y": "Oxford City Council"}, {"2019-07-01:all": "New form"}, "2018-19-Q1"
    )
    blank = dict.fromkeys(
        ("awaited", "since_baseline", "direction", "is_tested", "is_enough", "is_significant",
         "target", "needed", "value", "numerator", "denominator", "baseline")
    ) | {"quarter": "2019-20-Q2", "period_type": "quarter", "comparison": "compared"}  # fmt: skip
    for comparison in progress.COMPARISONS:
        row = blank | {"comparison": comparison, "since_baseline": "2019-07-01:all"}
        yield progress.not_comparable, row, names
        yield progress.change_word, row
        yield progress.change_in_words, row, names
    late = {"comparison": "not_complete", "awaited": "x:2019-20-Q1;y:2019-20-Q1+2019-20-Q2"}
    yield progress.comparison_reason, blank | late, names
    early = {"comparison": "not_complete", "quarter": "2018-19-Q2", "period_type": "rolling_year"}
    yield progress.comparison_reason, blank | early, names
    for direction, significant in progress.CHANGE_WORDS:
        yield progress.change_word, blank | {"direction": direction, "is_significant": significant}
        tested = {"is_tested": True, "is_enough": True, "is_significant": significant}
        yield progress.change_word, blank | tested | {"direction": direction}
        yield progress.change_in_words, blank | tested | {"direction": direction}, names
    yield progress.change_and_difference, "Significantly higher", "+7 percentage points"
    yield progress.change_and_difference, "No significant change", "+7"
    yield progress.change_word, blank | {"is_tested": True, "is_enough": False}
    for outcome, (direction, significant) in itertools.product(
        progress.OUTCOME_REASONS, progress.HOW
    ):
        row = blank | {
            "outcome": outcome, "direction": direction, "is_significant": significant,
            "comparison": "year_before_incomplete" if "not_" in outcome else "compared",
        }  # fmt: skip
        yield progress.outcome_reason, MEASURE, row, names
        for value, needed, unit in ((1, 12, "cases"), (7, 3, "cases"), (0.5, 9, "%")):
            numbers = {"target": 12.0, "needed": needed, "value": value}
            numbers |= {"numerator": 5, "denominator": 10}
            if unit == "%":
                numbers["target"] = 0.75
            for kind in ("level", "reduction"):
                measure = replace(MEASURE, unit=unit, target_kind=kind, target_value=0.1)
                yield progress.outcome_reason, measure, row | numbers, names


def reports_cases() -> Iterator[Case]:
    """Yield each function of the words of returns with what it is given."""
    contracts, codes = load_contracts(), load_code_lists()
    nobody, both = ReturnsContact(), ReturnsContact(name="Ann", telephone="1", email="a@b.org")
    for is_prefilled, contact in itertools.product((True, False), (nobody, both)):
        yield form_text.guidance, is_prefilled, contact
        yield form_text.box_prompt, is_prefilled
        yield form_text.due_line, DAY, contact
        yield report_text.contact_line, contact
    yield form_text.is_nothing_ticked, [form_text.NOTHING_TO_REPORT + " Yes"]
    yield form_text.answers_for, "Status"
    for function in (form_text.several_leads, form_text.needs_folder):
        yield (function,)
    yield from (
        (f, "MARAC cases") for f in (form_text.published_elsewhere, form_text.no_rows_by_lead)
    )
    yield form_text.unknown_lead, "Nobody", ["Ann"]
    for contract in contracts.values():
        for column in contract.columns.values():
            yield issue_text.not_read, column
            yield form_text.column_line, "Status", column
            if column.list:
                yield issue_text.accepted_answers, column, codes
            if column.privacy == "band" or column.type in form_text._ERRORS:
                yield form_text.error_text, column
    for quarter, day in ((Quarter(2019, 1), None), (None, DAY)):
        yield issue_text.outside_period, quarter, day
        yield plain_text.period_in_words, quarter, day
        yield rejection.in_the_future, quarter, day
    for function, given in (
        (issue_text.not_on_list, ()), (issue_text.before, ("Referred",)),
        (issue_text.beyond_allowed, (1,)), (issue_text.same_key, (["Ref", "Date"],)),
    ):  # fmt: skip
        yield function, *given
    messages = {"missing": issue_text.MISSING, "outside_area": issue_text.OUTSIDE_AREA}
    for code, rows, is_age, counts, sheet, first, is_first_counted in itertools.product(
        [*issue_text._KEPT, "missing", "duplicate", "outside_period"],
        ([5], [5, 6, 9]), (True, False), (True, False), (None, "Oxford"),
        (None, (4, None), (4, "Oxford")), (True, False),
    ):  # fmt: skip
        if code == "invalid_age" or (not counts and code not in issue_text._KEPT):
            continue
        words = issue_text.IssueWords(
            code, "Agency", messages.get(code, "is not a date"), issue_text.FILL_IN, rows, counts,
            None if code == "missing" else "31/06/2019", is_age, first,
            is_first_counted, sheet,
        )  # fmt: skip
        yield issue_text.issue_line, words
        yield issue_text.cell_comment, words
        yield issue_text.more_like_it, words, len(rows), rows
    for code, rows in itertools.product(question_text.CODES, ([5], [5, 6, 9])):
        yield (
            question_text.question_in_words,
            question_text.Question(
                code,
                rows,
                "Oxford",
                [21] * len(rows),
                ("part", 12.0),
                ("whole", 9.5),
                "Oxford",
                DAY,
                ["Schemes"] * len(rows),
            ),
        )
    of_no_quote = issue_text.IssueWords("invalid_value", "Age", "is an error value", "", [5], True)
    yield issue_text.issue_line, of_no_quote
    yield from rejection_cases()
    yield from report_cases()


def rejection_cases() -> Iterator[Case]:
    """Yield every reason not to accept a file and every note, with one thing in it and several."""
    yield from ((rejection.headings_missing, "Cases", list(given)) for given in ("", "A", "AB"))
    yield from ((rejection.tables_missing, "Cases", list(given)) for given in ("", "A", "AB"))
    yield rejection.two_returns, 1, ["Reviews", "Posts"]
    yield rejection.two_headings, 2, "Ref", "Cases"
    yield rejection.which_two, "Ref", "Case\nRef"
    yield rejection.two_columns, 3, ["Duty", "Total"]
    yield rejection.same_table, 1, 2
    yield from ((rejection.no_period, 1, "Cases", kind) for kind in ("quarterly", "register"))
    for found in ([Quarter(2018, 4)], [Quarter(2018, 3), Quarter(2018, 4)]):
        yield rejection.other_quarters, Quarter(2018, 1), found
    yield from ((rejection.no_valid_rows, "Cases", rows) for rows in (1, 2000))
    yield rejection.formula_without_value, 1, 4, "Recorded"
    yield from ((rejection.ragged_rows, 4, count, 6, count) for count in (1, 7))
    yield rejection.sheet_ignored, "Guidance"
    for code in rejection._HIDDEN:
        yield rejection.sheet_hidden, "Sheet1", code
        yield from ((rejection.sheets_hidden, count, code) for count in (1, 3))
    yield rejection.second_heading, "Age", "Victim Age"
    yield rejection.second_month, "April 2019"
    yield from ((rejection.other_areas, count) for count in (1, 300))
    for rows, has_answers in itertools.product((0, 1, 1200), (True, False)):
        yield lambda r=rows, a=has_answers: rejection.box_ticked(r, has_answers=a)


def report_cases() -> Iterator[Case]:
    """Yield every other line of a report."""
    yield report_text.deadline, DAY, LATER
    yield from ((report_text.first_line_rejected, code, BY) for code in rejection.IN_SHORT)
    yield (report_text.first_line_duplicate,)
    for read, number, are_entries in itertools.product((0, 1, 9), (0, 1, 3), (True, False)):
        given = report_text.ToDo(read, are_entries=are_entries, is_nothing=number == 1)
        for name in ("quarantined", "to_check", "questions", "figures"):
            if number <= read:
                to_do = replace(given, **{name: number})
                yield report_text.first_line_accepted, to_do, BY
                yield report_text.rows_line, read, to_do.quarantined, are_entries
    yield report_text.first_line_accepted, report_text.ToDo(0, is_nothing=True), BY
    yield report_text.return_heading, "MARAC cases", "April to June 2019"
    for numbers, sheet in itertools.product(([8], [8, 9]), (None, "Oxford")):
        yield report_text.left_out_line, numbers, sheet
    yield from ((report_text.not_listed_line, count) for count in (1, 30_000))
    yield from ((report_text.affected, list(figures)) for figures in ("abc", "abcdefg", "abcdefgh"))
    quarters = ("April to June 2019", "January to March 2019")
    for others in ([], ["MARAC cases"], ["MARAC cases", "MARAC attendance"]):
        yield report_text.counted_intro, quarters, "the county", others, BY
    yield report_text.figure_line, "Cases", "46", "44"
    yield from ((report_text.not_recorded_line, "Ethnicity", 1, rows) for rows in (1, 46))
    for code in report_text.NOTES_OF_COLUMNS:
        yield from (
            (report_text.columns_note, code, columns) for columns in (["Age"], ["Age", "B"])
        )
    yield report_text.file_lines, "return.xlsx", "Thames Valley Police"
    yield report_text.received_line, datetime(2019, 7, 16, 9)
    yield report_text.reference_line, "a1b2"
    yield from ((plain_text.rows_in_words, rows) for rows in ([3], [3, 5], range(1, 99, 2)))
    yield plain_text.one_line, "x" * 600
    yield plain_text.as_seen, "2019-06-01T09:30:00"
    yield from ((plain_text.counted, number, "row") for number in (0, 1, 1204))
    yield plain_text.capitalised, "a row"


@pytest.fixture(scope="module")
def watched() -> tuple[Traced, list[str]]:
    """Return which instructions of the modules of words the cases ran, and what was said."""
    traced, said = Traced(MODULES), []
    for case in (*pages_cases(), *reports_cases()):
        function, *given = case if isinstance(case, tuple) else (case,)
        found = traced.watch(partial(function, *given))
        said += [getattr(text, "text", text) for text in (found if _is_many(found) else [found])]
    return traced, list(dict.fromkeys(text for text in said if isinstance(text, str)))


def _is_many(found: object) -> bool:
    return isinstance(found, list | tuple)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_function_has_a_case_and_says_each_of_its_texts(watched, module) -> None:
    traced, _ = watched
    called = {name for name, _ in traced.ran}
    functions = public_functions(module)
    assert [n for n, f in functions.items() if name_of(f.__code__) not in called] == []
    assert [text for place, text in literals(module).items() if place not in traced.ran] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_template_of_a_module_is_filled(watched, module) -> None:
    said = "\n".join(watched[1])
    templates = [text for text in constants(module) if "{" in text]
    assert [text for text in templates if not is_rendered(text, said)] == []


def test_what_is_said_is_whole_and_plain(watched) -> None:
    plain = [text for module in MODULES for text in constants(module) if "{" not in text]
    said = [*watched[1], *plain]
    assert [text for text in said if BROKEN.search(text)] == []
    assert [fault for text in said for fault in faults(text, ["31/06/2019"])] == []


def test_a_text_that_no_case_says_is_found() -> None:
    """The test above can fail: of two branches that are not taken, each text is named."""
    module = modules_of("sources.wording")[0]
    assert literals(module)
    assert set(literals(module)) - Traced([module]).ran == set(literals(module))
    assert is_rendered("{count} rows", "Read: 7 rows.")
    assert not is_rendered("{count} rows were", "Read: 7 rows.")
