"""What people read, as texts: of pages, a PDF, a workbook, the command's help and Dagster."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import openpyxl
from lxml import html
from pypdf import PdfReader

_BLOCKS = ("p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "th", "td", "caption", "figcaption")


def page_texts(page: Path) -> Iterator[str]:
    """Yield the text of each paragraph, item, heading and cell of a page, and its alternatives."""
    tree = html.fromstring(page.read_bytes())
    for block in tree.iter(*_BLOCKS):
        yield from filter(None, map(str.strip, _own_text(block).split("\n")))
    yield from (node.text_content() for node in tree.iter("title", "desc", "summary"))


def _own_text(block: html.HtmlElement) -> str:
    """Return a block's text without that of blocks inside it; tags and notes on their own lines."""
    parts = [block.text or ""]
    for child in block:
        if isinstance(child.tag, str) and next(child.iter(*_BLOCKS, "summary"), None) is None:
            apart = "\ue000" if child.tag in ("small", "strong") else ""
            parts.append(f"{apart}{child.text_content()}{apart}")
        parts.append(child.tail or "")
    return re.sub(r"\s+", " ", "".join(parts)).replace("\ue000", "\n")


def pdf_text(file: Path) -> str:
    """Return all text of a PDF, its lines joined."""
    return on_one_line(page.extract_text() for page in PdfReader(file).pages)


def on_one_line(pages: Iterable[str]) -> str:
    """Return the text of pages with its lines joined."""
    return re.sub(r"\s+", " ", " ".join(pages))


def workbook_texts(file: Path) -> Iterator[str]:
    """Yield the text of every cell, of comments, and of what checks of cells say."""
    workbook = openpyxl.load_workbook(file)
    for sheet in workbook:
        yield sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and not cell.value.startswith("="):
                    yield cell.value
                if cell.comment:
                    yield str(cell.comment.text)
        for check in sheet.data_validations.dataValidation:
            said = (check.promptTitle, check.prompt, check.errorTitle, check.error)
            yield from filter(None, said)


def document_texts(file: Path) -> Iterator[str]:
    """Yield the paragraphs, items and rows of a document, without its code."""
    text = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"`[^`]*`", "…", text)
    for part in re.split(r"\n\s*\n|\n(?=\s*[-|#\d])", text):
        yield " ".join(part.split())


def texts_within(content: object) -> Iterator[str]:
    """Yield the texts within lists and mappings."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from texts_within(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from texts_within(value)


def help_texts(command: Any, name: str = "daw") -> Iterator[tuple[str, str]]:
    """Yield the name and the help of a command, of each of its parameters and of those below it."""
    yield name, command.help or ""
    for parameter in command.params:
        yield f"{name} {parameter.name}", getattr(parameter, "help", None) or ""
    if isinstance(command, click.Group) or hasattr(command, "commands"):
        for each, below in command.commands.items():
            yield from help_texts(below, f"{name} {each}")
