"""What is said of the returns of a quarter: received, late, missing."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.quarter import Quarter
from dashboard.view_models import FigureView, Sentence
from dashboard.wording.formatting import day_words, list_in_words

NOT_RECEIVED = "not received"
#: How many returns were received, by whether that is all of them, and whether one was due.
RETURNS = {
    (True, False): "All {due} returns were received",
    (True, True): "The {due} return due was received",
    (False, False): "{came} of {due} returns were received",
    (False, True): "The {due} return due was not received ({came} received)",
}
#: Whether a return was received on time, by its state in the warehouse.
ON_TIME = {"received": "yes", "late": "late", "missing": "no"}
COLUMNS = ("Agency", "Due", "Received", "On time", "Rows counted", "Rows not counted", "Figures")


def received_sentence(received: FigureView | None, on_time: FigureView | None) -> Sentence:
    """Return how many of the returns that were due were received, and how many on time."""
    if received is None or received.of_text is None:
        return Sentence("The number of returns received is not known.")
    came, due = received.of_text
    is_complete = came == due
    text = RETURNS[is_complete, due == "1"].format(came=came, due=due)
    cells: tuple[str, ...] = (received.part("denominator"),)
    if not is_complete:
        cells = (received.part("numerator"), *cells)
    if on_time is not None and on_time.of_text is not None:
        is_all = on_time.of_text[0] == came
        if is_complete and is_all:
            text += " on time"
        else:
            text += f", {'all' if is_all else on_time.of_text[0]} of them on time"
        cells += () if is_all else (on_time.part("numerator"),)
    return Sentence(text + ".", cells)


def returns_note(quarter: Quarter, due: date, *, protected: bool) -> str:
    """Return what introduces the table of returns."""
    note = (
        f"Returns for {quarter.months_in_words} were due by {day_words(due)}. "
        "Missing returns are shown as gaps, not zeros. Rows with missing or unreadable required "
        "values are not counted; we tell the agency which rows and why. Provisional figures are "
        "replaced when official figures are published."
    )
    if protected:
        note += (
            " For returns about people or cases, the number of records received is not shown "
            "([c]), because it could reveal suppressed figures. For these returns we say only "
            "whether some rows were not counted."
        )
    return note


def missing_returns(awaited: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return a line for each agency with its returns that have not been received."""
    return tuple(f"{agency}: {list_in_words(titles)}" for agency, titles in awaited.items())


def revision_reason(returns: str, agencies: Sequence[str], count: int) -> str:
    """Return which returns were received since the last release, as a revision's reason."""
    received = "a late or corrected return" if count == 1 else "late or corrected returns"
    return f"{received}: {returns} ({list_in_words(agencies)})"


ANY_RETURN_CAME = "late or corrected returns"
NO_RETURN_CAME = "a change in how the figure is calculated or protected"
