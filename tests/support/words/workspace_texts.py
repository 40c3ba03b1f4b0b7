"""Every text for people that a workspace holds: releases, drafts, reports to agencies, copies."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from core.workspace import Workspace
from sources.contract.schema import load_contracts
from sources.reports.report_files import TEXT
from sources.wording.form_text import ABOUT_COPY_SHEET
from tests.support.words.plain_english import (
    FOR_EVERYBODY,
    agreed_names,
    all_faults,
    faults,
    quotations,
    without,
    words_not_used,
)
from tests.support.words.read_texts import page_texts, pdf_text, workbook_texts

_QUOTED = re.compile(r"'[^'\n]*'|: .*\.(?:xlsx?|ods|csv|tsv|txt|pdf)$")


def release_faults(folder: Path) -> list[str]:
    """Return what the rules forbid in a release: its pages, PDF, workbook and data dictionary."""
    pages = sorted((folder / "site").rglob("*.html"))
    texts = [text for page in pages for text in page_texts(page)]
    found = all_faults([*texts, *workbook_texts(folder / "workbook.xlsx")])
    # The dictionary is of columns and codes: only the words around them are for reading.
    found += [fault for text in dictionary_texts(folder) for fault in words_not_used(text)]
    # Lines of a PDF run into one another, and marks of cells into words.
    printed = without(pdf_text(folder / "dashboard.pdf"), quotations() | agreed_names())
    words = words_not_used(printed, FOR_EVERYBODY)
    return found + [fault for fault in words if "no mark in a sentence" not in fault]


def dictionary_texts(folder: Path) -> Iterator[str]:
    """Yield the descriptions of a release's data dictionary."""
    with (folder / "data" / "data_dictionary.csv").open(encoding="utf-8-sig", newline="") as file:
        yield from (row["description"] for row in csv.DictReader(file))


def report_faults(workspace: Workspace) -> tuple[int, list[str]]:
    """Return how many reports to agencies there are, and what the rules forbid in them."""
    reports = sorted(workspace.reports.rglob(f"*{TEXT}"))
    lines = {line for path in reports for line in path.read_text(encoding="utf-8").splitlines()}
    return len(reports), _faults_beside_quotations(lines)


def marked_faults(workspace: Workspace) -> tuple[int, list[str]]:
    """Return how many marked copies there are, and what the rules forbid in their comments."""
    copies = sorted(workspace.reports.rglob("*.xlsx"))
    return len(copies), _faults_beside_quotations({t for path in copies for t in _comments(path)})


def _comments(path: Path) -> Iterator[str]:
    """Yield what a marked copy adds to a return: its comments, and the sheet about the copy."""
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            yield from (str(cell.comment.text) for cell in row if cell.comment)
            if sheet.title == ABOUT_COPY_SHEET:
                yield from (str(cell.value) for cell in row if cell.value is not None)


def _faults_beside_quotations(texts: set[str]) -> list[str]:
    """Return what the rules forbid in texts, apart from what a sender wrote and headed."""
    headings = [
        heading
        for contract in load_contracts().values()
        for column in contract.columns.values()
        for heading in (column.heading, *column.headings)
        if len(heading) > 4
    ]
    headings += agreed_names()
    plain = [_QUOTED.sub("“…”", text) for text in sorted(texts)]
    found = (fault for text in plain for fault in faults(text, headings))
    return list(dict.fromkeys(found))
