"""Words made from data: printed numbers, windows, days and the headlines of measures.

A number is printed here and nowhere else, so that page, chart, workbook and PDF agree.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.view_models import CellKey, FigureView, MeasureView, Sentence

#: Why a figure is not published at all where its table is published in less detail.
NOT_PROTECTABLE = "it could not be protected without revealing small numbers"
#: What stands for a figure of a table that is published once a year, and not of this period.
ONCE_A_YEAR = "[y]"
SHORTHAND = {
    "[c]": "hidden to protect people: small, or a small number could be worked out from it",
    "[n]": f"not published: {NOT_PROTECTABLE}",
    "[x]": "not available: a return was not received, or the period is not held in full",
    ONCE_A_YEAR: "published once a year, with the figures for January to March",
    "[z]": "not applicable: nothing to count",
    "[p]": "provisional: some returns are missing, or an official figure is awaited",
    "[r]": "revised since an earlier release",
}
MARKS_IN_WORDS = {"[p]": "provisional", "[r]": "revised"}

NOT_SHOWN = {
    "c": "hidden to protect people",
    "n": "not published",
    "x": "not available",
    "y": "published once a year",
    "z": "nothing to count",
}
#: Nouns whose singular is more than without an s.
_SINGULARS = {"people": "person", "children": "child"}
_NO_LEVEL = {"to_be_determined": "not set", "reduction": "no figure"}
NOT_AVAILABLE = "Not available."
TOO_FEW_VALUES = "Fewer than {least} values: their median is in the table."
#: A change of nothing.
THE_SAME = "the same"
_NUMBER_WORDS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip


def _round(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number(value: float, places: int = 1) -> str:
    """Return a number as printed: `1,204`, `3.5`; no trailing `.0`, rounded half from zero."""
    rounded = _round(Decimal(repr(float(value))), places)
    text = f"{rounded:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "\N{MINUS SIGN}")


def number_in_words(number: int) -> str:
    """Return a small whole number as a word, a greater one as figures: `three`, `21`."""
    return _NUMBER_WORDS[number] if 0 <= number < len(_NUMBER_WORDS) else str(number)


def percent(value: float, of: tuple[float, float] | None = None) -> str:
    """Return a share as a whole per cent: `58%`; from its two counts where they are known.

    The two are exact, while their quotient as a float may fall on the wrong side of a half.
    """
    if of is not None and of[1]:
        exact = Fraction(of[0]) / Fraction(of[1]) * 100
        return number(float(_round(Decimal(exact.numerator) / Decimal(exact.denominator), 0))) + "%"
    return number(float(_round(Decimal(repr(float(value))) * 100, 0)), 0) + "%"


def value_text(kind: str, unit: str, value: float, of: tuple[float, float] | None) -> str:
    """Return a value as printed: shares and rates whole, counts and medians as they are."""
    if unit == "%":
        return percent(value, of)
    if kind == "rate":
        return number(value, 0)
    return number(value)


def figure_in_words(figure: FigureView, unit: str = "") -> str:
    """Return a figure inside a sentence: its number and noun, or why there is none."""
    if not figure.is_shown:
        return NOT_SHOWN[figure.shown]
    return with_unit(figure.text, unit) + (" (provisional)" if "[p]" in figure.marks else "")


def with_unit(text: str, unit: str) -> str:
    """Return a printed number and its noun: `12 cases`, `1 case`, `58%`.

    A rate's name says what it is of.
    """
    if unit in ("", "%") or unit.startswith("per "):
        return text
    return f"{text} {_singular(unit) if text == '1' else unit}"


def noun_and_marks(figure: FigureView, unit: str) -> str:
    """Return what stands behind a figure that is printed large: `cases, provisional`."""
    if not figure.is_shown:
        return ""
    noun = with_unit(figure.text, unit).removeprefix(figure.text).strip()
    return ", ".join(filter(None, (noun, *(MARKS_IN_WORDS[mark] for mark in figure.marks))))


def _singular(unit: str) -> str:
    """Return the noun of one: `case`, `young person`."""
    *first, noun = unit.split(" ")
    return " ".join([*first, _SINGULARS.get(noun) or noun.removesuffix("s")])


def quoted_cells(figure: FigureView) -> tuple[str, ...]:
    """Return the cells that `said` quotes for a figure."""
    return (figure.part(),) if figure.is_shown else ()


def window_in_words(measure: MeasureView, key: CellKey) -> str:
    """Return when a cell's window is: `in April to June 2019`, a stock's `on 30 June 2019`."""
    quarter = Quarter.parse(key.quarter)
    if measure.is_stock:
        return f"on {day_words(quarter.last_day)}"
    return f"in {quarter.window(key.period_type)}"


def window_alone(measure: MeasureView, key: CellKey) -> str:
    """Return when a cell's window is, as a label: `April to June 2019`, `year to June 2019`."""
    return window_in_words(measure, key).partition(" ")[2].removeprefix("the ")


def figure_with_window(measure: MeasureView, figure: FigureView) -> str:
    """Return a figure and its window: `58% in April to June 2019`, `12 cases in ...`."""
    window = window_in_words(measure, figure.key)
    if figure.shown == "n":  # what is not published of a quarter might else be published in it
        return f"{figure_in_words(figure)} for {window.partition(' ')[2]}"
    return f"{figure_in_words(figure, measure.unit)} {window}"


def is_firm(measure: MeasureView, figure: FigureView) -> bool:
    """Return whether a figure may stand in a headline: shown, and no median of a few values."""
    if measure.kind != "median" or not figure.is_shown:
        return figure.is_shown
    return (figure.denominator or 0) >= county_policy().smallest_share_denominator


def headline(
    measure: MeasureView, now: FigureView, before: FigureView | None, change: str = ""
) -> Sentence:
    """Return a measure's figures as a sentence: this period, and the same period last year.

    `before` is left out where the two are not compared; `change` says in words how they differ.
    """
    if now.is_shown and not is_firm(measure, now):
        least = county_policy().smallest_share_denominator
        return Sentence(TOO_FEW_VALUES.format(least=number_in_words(least)))
    if before is not None and before.is_shown and not is_firm(measure, before):
        before, change = None, ""
    text = figure_with_window(measure, now)
    cells = quoted_cells(now)
    if now.shown == "n":
        return Sentence(f"{text[:1].upper()}{text[1:]}: {NOT_PROTECTABLE}.")
    if before is not None:
        text += f"; {_last_year(measure, before)}"
        cells += quoted_cells(before)
    text += f" ({change})." if change else "."
    return Sentence(text[:1].upper() + text[1:], cells)


def _last_year(measure: MeasureView, before: FigureView) -> str:
    when = "on the same date last year" if measure.is_stock else "in the same period last year"
    if before.is_shown:
        return f"{before.text} {when}"
    return {
        "c": "the figure for the same period last year is hidden to protect people",
        "n": "the figure for the same period last year is not published",
        "x": "the figure for the same period last year is not available",
        "z": f"{when} there was nothing to count",
    }[before.shown]


def list_in_words(items: Sequence[str]) -> str:
    """Return items as a list in a sentence: `a, b and c`."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def count_in_words(count: int, one: str, many: str | None = None) -> str:
    """Return a count and its noun: `1 return`, `3 returns`, `no returns`."""
    noun = one if count == 1 else many or one + "s"
    return f"{count or 'no'} {noun}"


def uncapitalised(sentence: str) -> str:
    """Return a sentence as it goes on after a colon: with a small letter, names apart."""
    first = sentence.split(" ")[0]
    return sentence if first[1:] != first[1:].lower() else sentence[:1].lower() + sentence[1:]


def day_words(day: date) -> str:
    """Return a day as printed: `28 July 2019`."""
    return f"{day.day} {day:%B %Y}"


def change_text(measure: MeasureView, now: FigureView, before: FigureView, direction: str) -> str:
    """Return the difference of two figures as they are printed: `+7`, `−3 percentage points`.

    Where they are printed alike and are not, it says so; `direction` is the warehouse's.
    """
    by = _printed_number(now) - _printed_number(before)
    if by == 0 and direction == "same":
        return THE_SAME
    unit = " percentage point" if measure.is_share else ""
    if by == 0:
        least = "1" if measure.is_share or measure.kind == "rate" else "0.1"
        return f"less than {least}{unit} {direction}"
    size = number(float(abs(by)))
    sign = "+" if by > 0 else "\N{MINUS SIGN}"
    plural = "s" if unit and size != "1" else ""
    return f"{sign}{size}{unit}{plural}"


def _printed_number(figure: FigureView) -> Decimal:
    """Return the number that a shown figure is printed as: 58 for `58%`."""
    return Decimal(figure.text.removesuffix("%").replace(",", "").replace("\N{MINUS SIGN}", "-"))


def target_text(measure: MeasureView, target: float | None, *, stands: bool) -> str:
    """Return a target as printed, or why it has no number; empty where none stands.

    A reduction's follows from the figure it starts at; any other stands in the plan, met or not.
    """
    if target is None and stands:
        if measure.target_kind in _NO_LEVEL:
            return _NO_LEVEL[measure.target_kind]
        target = measure.target_value
    return "" if target is None else value_text(measure.kind, measure.unit, target, None)
