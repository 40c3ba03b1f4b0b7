"""What is said of the returns of a quarter: received, late, missing."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.quarter import Quarter
from dashboard.view_models import FigureView, Sentence
from dashboard.wording.formatting import day_words, list_in_words

NOT_RECEIVED = "not received"
#: Whether a return came in time, by its state in the warehouse.
ON_TIME = {"received": "yes", "late": "late", "missing": "no"}
COLUMNS = ("Due", "Received", "On time", "Rows accepted", "Rows quarantined", "Figures")


def received_sentence(received: FigureView | None, on_time: FigureView | None) -> Sentence:
    """Return how many of the returns that were due have come, and how many in time."""
    if received is None or received.of_text is None:
        return Sentence("What was received is not known.")
    came, due = received.of_text
    text = f"All {due} returns received" if came == due else f"{came} of {due} returns received"
    cells: tuple[str, ...] = (received.part("denominator"),)
    if came != due:
        cells = (received.part("numerator"), *cells)
    if on_time is not None and on_time.of_text is not None:
        is_all = on_time.of_text[0] == came
        text += ", all of those on time" if is_all else f", {on_time.of_text[0]} of them on time"
        cells += () if is_all else (on_time.part("numerator"),)
    return Sentence(text + ".", cells)


def returns_note(quarter: Quarter, due: date, *, protected: bool) -> str:
    """Return what stands above the table of returns."""
    note = (
        f"Returns for {quarter.months_in_words} were due by {day_words(due)}. "
        "A return that never came leaves a gap, never a zero. A row is quarantined when a needed "
        "value is missing or cannot be read; the agency is told which rows and why. Provisional "
        "figures stand until a published figure takes their place."
    )
    if protected:
        note += (
            " Where rows are people or cases, how many there are is not printed ([c]): it would "
            "tell figures that are hidden. There, some says that rows were quarantined, 0 that all "
            "were accepted."
        )
    return note


def missing_returns(awaited: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return a line for each agency with the returns that are awaited of it."""
    return tuple(f"{agency}: {list_in_words(titles)}" for agency, titles in awaited.items())


def revision_reason(returns: str, agencies: Sequence[str], count: int) -> str:
    """Return which returns came since the last release, as the reason of a revision."""
    came = "a return came since" if count == 1 else "returns came since"
    return f"{came}: {returns} ({list_in_words(agencies)})"


ANY_RETURN_CAME = "returns came since"
NO_RETURN_CAME = "a change in how the figure is made or protected"
