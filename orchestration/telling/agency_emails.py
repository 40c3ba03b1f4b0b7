"""Emails for a co-ordinator to send: to each agency what is missing of a quarter, or thanks.

Each is a draft that a mail program opens. It has no recipient, since the county knows roles and no
addresses. It names returns and counts of rows, never a value.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pandas as pd

from core.county import this_county
from core.policy import county_policy
from core.quarter import Quarter
from dashboard.wording.formatting import day_words, number
from orchestration.landed.outstanding_returns import (
    MissingReturn,
    expected_returns,
    missing_returns,
)


class QuarterNotAskedError(Exception):
    """A quarter for which nothing was ever asked of an agency, or that has not ended."""


def check_asked(coverage: pd.DataFrame, quarter: Quarter, newest_ended: Quarter) -> None:
    """Raise QuarterNotAskedError for a quarter before the first of `coverage` or not ended yet."""
    first = min(map(Quarter.parse, coverage["quarter"]), default=newest_ended)
    if not first <= quarter <= newest_ended:
        raise QuarterNotAskedError(
            f"There is no email for {quarter}: returns are asked for from {first} on, once a "
            f"quarter has ended, and the last to end was {newest_ended}."
        )


def write_emails(coverage: pd.DataFrame, quarter: Quarter, today: date, folder: Path) -> list[Path]:
    """Write an email for each agency that is to send something; return their paths.

    `coverage` is `quality.coverage`. The folder is made where it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for agency, returns in expected_returns(coverage, quarter).groupby("agency"):
        path = folder / f"{agency} {quarter}.eml"
        path.write_bytes(agency_email(returns, quarter, today).as_bytes(policy=SMTP))
        written.append(path)
    return written


def agency_email(returns: pd.DataFrame, quarter: Quarter, today: date) -> EmailMessage:
    """Return the email to one agency about its rows of `quality.coverage` for a quarter."""
    missing = missing_returns(returns, quarter)
    months = quarter.months_in_words
    subject = f"{months}: {len(missing)} still to come" if missing else f"{months}: thank you"
    email = EmailMessage()
    email["Subject"] = f"Domestic abuse returns, {subject}"
    email["X-Unsent"] = "1"  # mail programs open it as a draft
    paragraphs = [
        "Dear colleague",
        *(_asked(missing, quarter, today) if missing else ()),
        *_thanked(returns[returns["state"] != "missing"], quarter),
        "\n".join(_whom_to_ask()),
    ]
    email.set_content("\n\n".join(paragraphs) + "\n")
    return email


def _asked(missing: Sequence[MissingReturn], quarter: Quarter, today: date) -> Iterator[str]:
    """Yield the paragraphs that ask for what is missing."""
    due = county_policy().due_day(quarter)
    many = len(missing) > 1
    verb = ("are" if many else "is") if today <= due else ("were" if many else "was")
    yield (
        f"We have not received {'these returns' if many else 'this return'} from you for "
        f"{quarter.months_in_words}. {'They' if many else 'It'} {verb} due by {day_words(due)}."
    )
    yield "\n".join(f"- {each.return_title}, usually from: {each.role}" for each in missing)
    address = this_county().contact.email
    yield (
        f"Please send {'them' if many else 'it'}{f' to {address}' if address else ''}. If there is "
        "nothing to report, tick the box for that in the blank workbook."
    )


def _thanked(came: pd.DataFrame, quarter: Quarter) -> Iterator[str]:
    """Yield the paragraphs that say what came, and what of it was counted."""
    if came.empty:
        return
    yield f"Thank you for what you sent for {quarter.months_in_words}:"
    columns = ["return_title", "rows_accepted", "rows_quarantined"]
    lines = []
    for title, counted, left in came.sort_values(columns)[columns].itertuples(index=False):
        rows = f"{number(counted)} row{'' if counted == 1 else 's'} counted"
        report = f", {number(left)} not counted (please see our report)" if left else ""
        lines.append(f"- {title}: {rows}{report}")
    yield "\n".join(lines)


def _whom_to_ask() -> Iterator[str]:
    contact = this_county().contact
    yield "If you have a question, please ask:"
    yield from filter(None, (contact.name, contact.telephone, contact.email))
