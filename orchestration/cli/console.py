"""What the command prints for people: summaries, matrices and rows."""

import csv
import json
import math
import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.quarter import Quarter
from dashboard.outputs.data.data_files import harmless
from dashboard.wording.formatting import day_words
from orchestration.landed.outstanding_returns import MissingReturn

if TYPE_CHECKING:
    from disclosure.audit import Finding
    from orchestration.cli.pipeline import MainRun
    from orchestration.jobs.publish_release import Audit

QUARTERS_SHOWN = 6
LEGEND = "✓ received on time, late, – not received, * corrected since"
MARKS = {"received": "✓", "late": "late", "missing": "–"}


def print_main_run(out: Console, done: "MainRun") -> None:
    """Print a summary of a main run: what is left in the inbox, files, seconds and draft."""
    for line in done.left:
        out.print(line, markup=False)
    if done.built:
        out.print(f"{done.ingested} files received, {done.rejected} of them not accepted.")
        out.print(done.built, markup=False)
        out.print(
            ", ".join(f"{step.replace('_', ' ')} {s:.1f} s" for step, s in done.seconds.items())
        )
    else:
        out.print(
            "Nothing was done: no file, code, reference data or setting has changed since the "
            "last run. To build all the same: daw run --force"
        )
    if done.page:
        out.print(f"The draft of {done.quarter}: {done.page}", markup=False)


def print_missing(out: Console, quarter: Quarter, missing: Sequence[MissingReturn]) -> None:
    """Print which returns the quarter still needs, and who to contact about each."""
    months = quarter.months_in_words
    if not missing:
        out.print(f"All returns for {months} have been received.")
        return
    one = len(missing) == 1
    out.print(f"{len(missing)} return{'' if one else 's'} for {months} not received:")
    for missing_return in missing:
        out.print(f"  {missing_return}", markup=False)


def print_waiting(out: Console, waiting: tuple[int, Path] | None) -> None:
    """Print how many corrected figures wait, since which release the first does, and why."""
    if waiting is None:
        return
    figures, since = waiting
    out.print(
        f"{figures} corrected figure{' waits' if figures == 1 else 's wait'} to be published, the "
        f"longest since {since.parent.name}/{since.name}. "
        "Shown now, they could reveal small numbers."
    )


def print_coverage(out: Console, coverage: pd.DataFrame, quarter: Quarter | None) -> None:
    """Print every expected return by quarter as a matrix, then the chosen quarter's counts."""
    quarters = sorted(coverage["quarter"].unique())[-QUARTERS_SHOWN:]
    matrix = Table(title=LEGEND, box=box.SIMPLE_HEAD, padding=0)
    matrix.add_column("Return")  # long names go on below, so that no quarter is cut on any screen
    for parsed in map(Quarter.parse, quarters):
        heading = f"Q{parsed.number}\n{parsed.year_words}"
        matrix.add_column(heading, justify="center", no_wrap=True, min_width=8)
    for agency, expected in coverage.groupby("agency_name"):
        matrix.add_row(str(agency), style="bold")
        for title, rows in expected.groupby("return_title"):
            states = {row.quarter: _mark(row) for row in rows.itertuples()}
            matrix.add_row(f"  {title}", *(states[name] for name in quarters))
    out.print(matrix)
    if quarter is None:
        return
    counts = Table(title=f"Rows for {quarter.months_in_words}", box=box.SIMPLE_HEAD, padding=(0, 1))
    for name in ("Agency", "Return"):
        counts.add_column(name)
    for name in ("Counted", "Not counted"):
        counts.add_column(name, justify="right", no_wrap=True)
    arrived = coverage[(coverage["quarter"] == str(quarter)) & (coverage["state"] != "missing")]
    columns = ["agency_name", "return_title", "rows_accepted", "rows_quarantined"]
    for row in arrived.sort_values(columns[:2])[columns].itertuples(index=False, name=None):
        counts.add_row(*(cell if isinstance(cell, str) else f"{cell:,.0f}" for cell in row))
    out.print(counts)
    due = coverage.loc[coverage["quarter"] == str(quarter), "due_on"]
    if len(due):
        out.print(f"Returns for {quarter.months_in_words}: due by {day_words(due.iloc[0])}.")


def _mark(row: Any) -> str:
    """Return how a return stands: a quarter's return that another replaced has a star."""
    is_corrected = row.delivery == "quarterly" and row.superseded_count > 0
    return MARKS[row.state] + ("*" if is_corrected else "")


def print_audit(out: Console, audit: "Audit") -> None:
    """Print what an attack found: warnings first, breaches last, then the conclusion."""
    if not audit.releases:
        out.print("There are no releases to test yet.")
        return
    first, last = audit.releases[0], audit.releases[-1]
    if first == last:
        out.print(f"1 release tested: {first}.", markup=False)
    else:
        out.print(
            f"{len(audit.releases)} releases tested together: {first} to {last}.", markup=False
        )
    for severity, findings in (("warning", audit.warnings), ("BREACH", audit.breaches)):
        for finding in findings:
            out.print(f"{severity}, {_one_line(finding)}", markup=False, soft_wrap=True)
    if audit.possible:
        out.print(
            f"{len(audit.possible)} suppressed counts could be worked out if they are small. "
            "To check whether they are, build the warehouse and run this again."
        )
    if audit.breaches:
        one = len(audit.breaches) == 1
        out.print(f"{len(audit.breaches)} breach{'' if one else 'es'}.")
    elif audit.possible:
        out.print("No certain breach.")
    else:
        out.print("No suppressed figure can be worked out.")


def _one_line(finding: "Finding") -> str:
    """Return a finding in one line: rule, release, place, and what is wrong there."""
    place = " ".join(filter(None, (finding.cell.replace("|", " "), finding.part)))
    return f"rule {finding.rule}, {finding.release or 'all'}: {place}: {finding.message}"


def print_rows(out: Console, rows: pd.DataFrame, form: str, is_raw: bool = False) -> None:
    """Print the rows of a query as a table, as csv with a heading line, or as a json list.

    What a spreadsheet would take for a formula has an apostrophe before it in csv, unless `is_raw`.
    """
    names = list(rows.columns)
    values = [[_as_text(value) for value in row] for row in rows.itertuples(index=False)]
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        if is_raw:
            writer.writerows([names, *values])
            return
        writer.writerow(map(harmless, names))
        for row in rows.itertuples(index=False):
            writer.writerow(map(_as_harmless_text, row))
    elif form == "json":
        records = [
            dict(zip(names, map(_jsonable, row), strict=True))
            for row in rows.itertuples(index=False)
        ]
        print(json.dumps(records, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        table = Table()
        for name in names:
            table.add_column(Text(name))
        for texts in values:
            table.add_row(*map(Text, texts))
        out.print(table)


def _is_null(value: Any) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and value != value)


def _as_text(value: Any) -> str:
    """Return a value as text: nothing for null, dates and times in ISO form."""
    if _is_null(value):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def _as_harmless_text(value: Any) -> str:
    """Return a value as text in which a spreadsheet sees a number or a text, and no formula."""
    text = _as_text(value)
    return text if isinstance(value, (int, float, Decimal)) else harmless(text)


def _jsonable(value: Any) -> Any:
    """Return a value as JSON has it: null for a number that is not finite, the rest as text."""
    if _is_null(value) or (isinstance(value, float) and math.isinf(value)):
        return None
    if isinstance(value, dict):
        return {_as_text(key): _jsonable(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(part) for part in value]
    if isinstance(value, (bool, int, float, str)):
        return value
    return _as_text(value)
