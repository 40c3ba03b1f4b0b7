"""Blank workbooks, with the last answers where a return has the same rows each time."""

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import column, func, select, table

from core.connections import connection
from core.county import county_folder
from core.quarter import Quarter
from core.workspace import Workspace
from sources.contract.code_lists import CodeLists, load_code_lists
from sources.contract.schema import Contract
from sources.forms.blank_workbook import Answers, NoFormError, write_template
from sources.wording.form_text import needs_folder, no_rows_by_lead, unknown_lead

ALL_LEADS = "all"


def make_templates(
    workspace: Workspace, contract: Contract, quarter: Quarter, target: Path, lead: str | None
) -> list[Path]:
    """Write the blank workbook of a return into a folder, or as a file; return what was written.

    With a lead it has that lead's rows alone; with `all` there is one for each lead. Raises
    NoFormError for a return without a form or without leads, and for a lead that is not known.
    """
    codes = load_code_lists()
    leads: Sequence[str | None] = [None] if lead is None else _leads(contract, lead)
    if len(leads) > 1 and not target.is_dir():
        raise NoFormError(needs_folder())
    answers = _last_answers(workspace, contract, quarter)
    written = []
    for each in leads:
        name = f"{contract.title} {quarter.short}" + (f" - {each}" if each else "")
        path = target / _file_name(name) if target.is_dir() else target
        write_template(contract, codes, quarter, path, _rows(contract, codes, answers, each))
        written.append(path)
    return written


def _leads(contract: Contract, lead: str) -> list[str]:
    """Return the leads who are to have a workbook each."""
    if contract.form_rows is None:
        raise NoFormError(no_rows_by_lead(contract.title))
    known = list(dict.fromkeys(row["lead"] for row in _activities() if row["lead"]))
    if lead == ALL_LEADS:
        return known
    if lead not in known:
        raise NoFormError(unknown_lead(lead, known))
    return [lead]


def _rows(
    contract: Contract, codes: CodeLists, answers: Mapping[str, Mapping[str, Any]], lead: str | None
) -> list[Answers]:
    """Return the rows that the workbook holds beforehand, in the order of the county's plans."""
    form_rows = contract.form_rows
    if form_rows is None:
        return []
    about = contract.columns[form_rows.codes]
    labels = codes.codes(about.list or "")
    return [
        {
            **_labelled(contract, codes, answers.get(row["activity_id"], {})),
            about.heading: labels[row["activity_id"]],
            form_rows.title: row["short_title"],
        }
        for row in _activities()
        if row["activity_id"] in labels and lead in (None, row["lead"])
    ]


def _labelled(contract: Contract, codes: CodeLists, answer: Mapping[str, Any]) -> dict[str, object]:
    """Return an answer by heading, a code as its label."""
    return {
        each.heading: codes.codes(each.list).get(value) if each.list else value
        for each in contract.columns.values()
        if (value := answer.get(each.staged_name)) is not None
    }


def _last_answers(
    workspace: Workspace, contract: Contract, quarter: Quarter
) -> dict[str, Mapping[str, Any]]:
    """Return the answers of the newest return before a quarter, by the code of the row."""
    if contract.form_rows is None or not workspace.warehouse.exists():
        return {}
    name = contract.columns[contract.form_rows.codes].staged_name
    wanted = [each.staged_name for each in contract.columns.values() if each.privacy != "drop"]
    staged = table(
        f"stg_{contract.extract}",
        *map(column, [*wanted, "quarter", "is_current"]),
        schema="staging",
    )
    counts = staged.c.is_current & (staged.c.quarter < str(quarter))
    newest = select(func.max(staged.c.quarter)).where(counts).scalar_subquery()
    query = select(staged).where(counts & (staged.c.quarter == newest))
    with connection(workspace.warehouse) as opened:
        return {str(row[name]): dict(row) for row in opened.execute(query).mappings()}


def _activities() -> list[dict[str, str]]:
    """Return the activities of the county's plans, in their order."""
    with (county_folder() / "activities.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _file_name(name: str) -> str:
    """Return a file name of characters and of a length that every computer takes."""
    return re.sub(r'[<>:"/\\|?*]', "-", name)[:120].rstrip(" .") + ".xlsx"
