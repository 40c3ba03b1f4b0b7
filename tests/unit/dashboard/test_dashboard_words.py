"""Numbers, headlines and text alternatives are made from data, and only from what is shown."""

import re
from dataclasses import replace

import pytest

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.view_models import (
    ActivityLink,
    CellKey,
    ChartPoint,
    FigureView,
    JudgementView,
    MeasureView,
    ReferenceLine,
    ReleaseView,
)
from dashboard.wording import chart_text, formatting, judgement_words, protection_text


def figure(value, quarter="2019-20-Q1", shown="value", text=None, marks=()):
    key = CellKey("marac_cases", "quarter", quarter, "E10000025")
    given = value if shown == "value" else None
    text = text or (formatting.number(value) if shown == "value" else f"[{shown}]")
    return FigureView(key, shown, "complete", given, given, None, text, marks=marks)


def of(kind, is_stock=False):
    return MeasureView(
        measure_id="marac_cases", topic="marac", name="Cases", definition="", kind=kind,
        is_stock=is_stock or kind == "stock", unit="cases", polarity="neutral", areas="county",
        breakdowns=(), extracts=(), activities=(), default_window="quarter", caveats="",
        target_kind="", target_activity="", target_area="", target_window="", target_value=None,
        target_baseline_year="", plan_words="", look_back_days=0, source="", href="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1204, "1,204"),
        (3.5, "3.5"),
        (-3, "−3"),
        (0.05, "0.1"),
        (-0.04, "0"),
        (12.0, "12"),
    ],
)
def test_a_number_is_printed_without_needless_places(value, text):
    assert formatting.number(value) == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [(1, 8, "13%"), (23, 40, "58%"), (117, 200, "59%"), (9, 11, "82%"), (0, 5, "0%")],
)
def test_a_share_is_rounded_half_up_from_its_exact_parts(numerator, denominator, text):
    assert formatting.percent(numerator / denominator, (numerator, denominator)) == text


def test_a_rate_is_whole_and_a_median_keeps_its_half():
    assert formatting.value_text("rate", "per 10,000", 38.6, None) == "39"
    assert formatting.value_text("median", "days", 12.5, None) == "12.5"


def test_a_headline_says_both_figures_and_names_their_cells():
    now, before = figure(71), figure(64, "2018-19-Q1")
    said = formatting.headline(of("count"), now, before, "no significant change")
    assert said.text == (
        "71 cases in April to June 2019; 64 in the same period last year (no significant change)."
    )
    assert said.cells == (now.part(), before.part())


def test_what_all_activities_have_is_said_of_all():
    judged = JudgementView("awaiting", "no update", "waiting")
    links = [ActivityLink("A", "Task", "t.html", "Lead", judged, judged)] * 5
    said = judgement_words.delivery_summary(links, judgement_words.OF_THE_PLAN)
    assert said == "All the plan's 5 activities have no update."


def test_an_outcome_by_a_target_is_not_told_as_a_measure_that_got_worse_or_better():
    mixed = judgement_words.OUTCOMES["mixed"].meaning
    for better, worse in (
        ("got better", "others got worse"),
        ("met their target", "missed theirs"),
        ("moved as the plan wants", "moved against it"),
    ):
        assert better in mixed
        assert worse in mixed
    delivery = JudgementView("on_course", "on course", "good")
    links = [
        ActivityLink("A", "Task", "t.html", "Lead", delivery, JudgementView(code, code, "good"))
        for code in ("worse", "mixed", "better", "better")
    ]
    said = judgement_words.outcome_summary(links)
    assert said == "By their figures, 1 is worse, 1 is mixed and 2 are better."
    assert judgement_words.outcome_summary(links[:1]) == "By its figures, it is worse."


def test_a_figure_is_not_available_for_want_of_a_return_or_of_the_whole_period():
    for said in protection_text.COUNTS["missing"]:
        assert "a return was not received or a period is not held in full" in said


def test_a_stock_is_said_of_a_day():
    assert formatting.headline(of("stock"), figure(7), None).text == "7 cases on 30 June 2019."
    said = formatting.headline(of("stock"), figure(7), figure(9, "2018-19-Q1"), "lower")
    assert said.text == "7 cases on 30 June 2019; 9 on the same date last year (lower)."
    waiting = of("median", is_stock=True)
    assert formatting.window_in_words(waiting, figure(7).key) == "on 30 June 2019"
    told = chart_text.describe_bars(waiting, "sex", points_of(figure(7)))
    assert told.text.startswith("Bar chart: Cases by sex on 30 June 2019.")


def test_a_text_alternative_names_what_is_hidden_once_after_what_is_shown():
    hidden = figure(None, shown="c")
    points = [
        ChartPoint(area, place, "2019-20-Q1", each)
        for place, (area, each) in enumerate(
            {"Cherwell": figure(5), "Oxford": hidden, "Vale": hidden}.items()
        )
    ]
    told = chart_text.describe_multiples(of("count"), "quarter", points)
    assert told.text.endswith(
        "In April to June 2019: Cherwell 5. Hidden to protect people: Oxford, Vale."
    )
    assert told.cells == (points[0].figure.part(),)
    every = chart_text.describe_multiples(of("count"), "quarter", points[1:])
    assert every.text.endswith("In April to June 2019: hidden to protect people in each case.")


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("1", "cases", "1 case"),
        ("1", "young people", "1 young person"),
        ("1", "children", "1 child"),
        ("0", "people", "0 people"),
        ("1,204", "homes", "1,204 homes"),
        ("58%", "%", "58%"),
        ("20", "per 10,000", "20"),
    ],
)
def test_a_number_has_its_noun(text, unit, said):
    assert formatting.with_unit(text, unit) == said


@pytest.mark.parametrize(("shown", "reason"), [("c", "hidden"), ("x", "not available")])
def test_what_is_not_shown_is_named_in_words_and_no_cell_is_quoted(shown, reason):
    hidden = figure(3, shown=shown)
    said = formatting.headline(of("count"), hidden, hidden)
    assert reason in said.text.lower()
    assert reason in said.text.split(";")[1]
    assert said.cells == ()


def test_a_text_alternative_speaks_of_shown_values_only():
    series = [figure(9, "2018-19-Q3"), figure(2, "2018-19-Q4", shown="c"), figure(7)]
    points = [ChartPoint("", i, f.key.quarter, f) for i, f in enumerate(series)]
    said = chart_text.describe_trend("Cases", "Oxford", "quarter", points)
    assert "Lowest shown 7 (Q1 2019-20), highest 9 (Q3 2018-19), latest 7." in said.text
    assert "gaps" in said.text
    assert "2 (" not in said.text


def points_of(*figures: FigureView, panels: str = "") -> list[ChartPoint]:
    named = panels.split() or [""] * len(figures)
    return [
        ChartPoint(panel, place, each.key.quarter, each)
        for place, (panel, each) in enumerate(zip(named, figures, strict=True))
    ]


def test_a_trends_headline_gives_its_target_or_its_ends():
    series = points_of(figure(9, "2018-19-Q3"), figure(2, "2018-19-Q4", shown="c"), figure(7))
    said = chart_text.trend_headline(of("count"), series)
    assert said.text == "Between 7 (Q1 2019-20) and 9 (Q3 2018-19), where shown, since October 2018"
    assert said.cells == (series[2].figure.part(), series[0].figure.part())
    target = ReferenceLine("target", 8, "target 8", "")
    aimed = chart_text.trend_headline(of("count"), series, [target])
    assert aimed.text == "7 cases in April to June 2019; target 8"
    flat = chart_text.trend_headline(of("count"), points_of(figure(7, "2018-19-Q4"), figure(7)))
    assert flat.text == "7 every quarter"
    assert "only figure" in chart_text.trend_headline(of("count"), series[1:]).text


def apart(low, high):
    """Whether two figures differ, for a world without chance."""
    return low.value != high.value


def test_a_headline_of_areas_names_the_highest_and_the_lowest_that_are_shown():
    three = points_of(figure(9), figure(5), figure(7), panels="Oxford Cherwell Vale")
    said = chart_text.areas_headline(of("ratio"), three, apart)
    assert said.text == "Highest in Oxford (9), lowest in Cherwell (5) in April to June 2019"
    hidden = points_of(figure(9), figure(2, shown="c"), figure(7), panels="Oxford Cherwell Vale")
    said = chart_text.areas_headline(of("ratio"), hidden, apart)
    assert said.text.startswith("Highest shown in Oxford (9), lowest shown in Vale (7)")
    every = points_of(figure(3), figure(3), panels="Oxford Vale")
    assert chart_text.areas_headline(of("ratio"), every, apart).text.startswith("3 in every area")
    none = points_of(figure(3, shown="c"), figure(3, shown="c"), panels="Oxford Vale")
    assert chart_text.areas_headline(of("ratio"), none, apart).cells == ()


def test_raw_counts_of_areas_and_noise_are_not_ranked():
    three = points_of(figure(9), figure(5), figure(7), panels="Oxford Cherwell Vale")
    said = chart_text.areas_headline(of("count"), three, apart)
    assert (said.text, said.cells) == ("", ())
    noise = chart_text.areas_headline(of("ratio"), three, lambda low, high: False)
    assert noise.text.startswith("The areas do not differ significantly in April")
    for kind in ("ratio", "count"):
        bars = chart_text.bars_headline(of(kind), three, lambda low, high: False)
        assert bars.text == "The groups do not differ significantly"


def test_a_headline_of_bars_says_so_where_several_share_an_end():
    bars = points_of(*map(figure, (4, 4, 4, 9)))
    named = [
        ChartPoint("", p.position, name, p.figure) for p, name in zip(bars, "abcd", strict=True)
    ]
    told = chart_text.bars_headline(of("ratio"), named, apart).text
    assert told == "Highest: d (9); lowest: several groups (4)"
    two = chart_text.bars_headline(of("ratio"), named[1:], apart)
    assert two.text == "Highest: d (9); lowest: b and c (4)"


def test_a_headline_of_counts_names_the_most_common_and_what_they_are_part_of():
    bars = [
        ChartPoint("", place, name, figure(value))
        for place, (name, value) in enumerate((("a", 20), ("b", 90), ("c", 3), ("d", 88)))
    ]

    def said(points, differ=lambda low, high: high.value - low.value > 5, whole=None):
        return chart_text.bars_headline(of("count"), points, differ, whole)

    told = said(bars[:3], whole=figure(113))
    assert told.text == "Most common: b (90), of 113 in all"
    assert told.cells == (bars[1].figure.part(), figure(113).part())
    assert said(bars, whole=figure(5, shown="c")).text == "Most common: b (90) and d (88)"
    hidden = [*bars[:3], ChartPoint("", 3, "d", figure(0, shown="c"))]
    assert said(hidden).text == "Most common of those shown: b (90)"
    close = [*bars, ChartPoint("", 4, "e", figure(86))]
    assert said(close).text == "", "three that chance may order otherwise"
    assert said(hidden[3:]).text == "No figure can be shown"
    assert said(hidden[2:]).text == "3 c, the only figure shown"


def test_a_headline_of_bars_of_an_older_window_says_when():
    named = [ChartPoint("", 0, "a", figure(4)), ChartPoint("", 1, "b", figure(9))]
    said = chart_text.bars_headline(of("ratio"), named, apart, window="in April to June 2018")
    assert said.text == "Highest: b (9); lowest: a (4), in April to June 2018"
    assert len(said.cells) == 2


def test_a_median_of_a_few_values_stands_in_no_headline():
    one = replace(figure(464), denominator=1)
    said = formatting.headline(of("median"), one, None)
    assert said.text == "Fewer than ten values: their median is in the table."
    assert said.cells == ()
    ten = replace(figure(30, text="30"), denominator=10)
    assert formatting.headline(of("median"), ten, one).text == "30 cases in April to June 2019."
    assert chart_text.trend_headline(of("median"), points_of(one)).text == "No figure can be shown"


def test_a_figure_that_is_not_published_says_why_and_compares_nothing():
    now, before = figure(0, shown="n"), figure(7, "2018-19-Q1")
    said = formatting.headline(of("count"), now, before, "no significant change")
    assert said.text == f"Not published for April to June 2019: {formatting.NOT_PROTECTABLE}."
    assert said.cells == ()
    stock = formatting.headline(of("stock"), now, None)
    assert stock.text.startswith("Not published for 30 June 2019: ")
    said = formatting.headline(of("count"), before, figure(0, "2017-18-Q1", shown="n"))
    assert said.text.endswith("; the figure for the same period last year is not published.")
    target = ReferenceLine("target", 12, "target 12", "")
    told = chart_text.trend_headline(of("count"), points_of(before, now), [target])
    assert told.text == "Not published for April to June 2019; target 12"
    alternative = chart_text.describe_trend("Cases", "Oxford", "quarter", points_of(before, now))
    assert "latest not published." in alternative.text


@pytest.mark.parametrize(
    ("kind", "now", "before", "direction", "said"),
    [
        ("share", "79%", "86%", "lower", "−7 percentage points"),
        ("share", "78%", "77%", "higher", "+1 percentage point"),
        ("share", "91%", "91%", "lower", "less than 1 percentage point lower"),
        ("share", "91%", "91%", "same", "the same"),
        ("count", "1,204", "1,197", "higher", "+7"),
        ("count", "10.9", "11", "lower", "−0.1"),
        ("count", "40", "40", "same", "the same"),
    ],
)
def test_a_change_is_the_difference_of_what_is_printed(
    release: ReleaseView, kind, now, before, direction, said
):
    share = next(m for m in release.measures if m.is_share)
    count = next(m for m in release.measures if m.kind == "count")
    measure = share if kind == "share" else count
    printed = figure(1, text=now), figure(1, "2018-19-Q1", text=before)
    assert formatting.change_text(measure, *printed, direction) == said


@pytest.mark.parametrize(
    ("written", "window", "said"),
    [
        ("2019-20-Q1", "quarter", "April to June 2019"),
        ("2018-19-Q4", "quarter", "January to March 2019"),
        ("2018-19-Q4", "rolling_year", "the year to March 2019"),
        ("2019-20-Q3", "year_to_date", "April to December 2019"),
        ("2019-20-Q4", "year_to_date", "April 2019 to March 2020"),
    ],
)
def test_a_window_in_words(written, window, said):
    assert Quarter.parse(written).window(window) == said


def test_a_quarter_knows_its_days():
    quarter, policy = Quarter.parse("2019-20-Q1"), county_policy()
    assert str(policy.publication_day(quarter)) == "2019-07-28"
    assert str(policy.due_day(quarter)) == "2019-07-21"
    assert str(quarter.plus(-4)) == "2018-19-Q1"
    assert Quarter.of(quarter.last_day) == quarter
    with pytest.raises(ValueError, match="is not a quarter"):
        Quarter.parse("2019-21-Q1")


def test_every_sentence_of_a_release_quotes_the_cells_it_names(release: ReleaseView, published):
    """Recounted from the values: each number in a headline or text alternative is a named cell."""
    texts = _texts(published.values, release)
    sentences = [section.headline for topic in release.topics for section in topic.sections]
    sentences += [chart.description for chart in release.charts]
    sentences += [chart.headline for chart in release.charts]
    sentences += [changed.sentence for changed in release.overview.changed]
    names = sorted({m.name for m in release.measures}, key=len, reverse=True)
    assert len(sentences) > 150
    for sentence in sentences:
        quoted = [texts[cell] for cell in sentence.cells]
        assert all(text in sentence.text for text in quoted), sentence
        assert set(_numbers(sentence.text, names)) <= set(quoted), sentence


def _texts(values, release):
    measures = {m.measure_id: m for m in release.measures}
    texts = {}
    for row in values[values["shown"] == "value"].itertuples():
        measure = measures[row.measure_id]
        of = (row.numerator, row.denominator) if row.numerator == row.numerator else None
        of = of if of and of[1] == of[1] else None
        key = "|".join(row[1:7])
        texts[f"{key}|value"] = formatting.value_text(measure.kind, measure.unit, row.value, of)
        texts[f"{key}|numerator"] = row.numerator
    return texts


def _numbers(text, names):
    for name in names:
        text = text.replace(name, "")
    text = re.sub(r"(A line marks|;) (target|SafeLives|Home Office) [\d.,]+%?", "", text)
    days = r"\b[Oo]n 3[01] \w+|Q[1-4] \d{4}-\d\d|\b20\d\d\b"
    text = re.sub(days + r"|\d\d-\d\d|65 and over|under 16", "", text)
    return re.findall(r"(?<![\w-])−?\d+(?:,\d{3})*(?:\.\d+)?%?", text)


@pytest.mark.parametrize(
    ("target_kind", "number", "target", "stands", "text"),
    [
        ("yearly_count", 12, 6, True, "6"),
        ("yearly_count", 12, None, True, "12"),
        ("yearly_count", 12, None, False, ""),
        ("to_be_determined", None, None, True, "not set"),
        ("reduction", 0.1, None, True, "no figure"),
        ("", None, None, False, ""),
    ],
)
def test_a_target_without_a_number_is_not_none(
    release: ReleaseView, target_kind, number, target, stands, text
):
    count = next(m for m in release.measures if m.kind == "count")
    measure = replace(count, target_kind=target_kind, target_value=number)
    assert formatting.target_text(measure, target, stands=stands) == text
