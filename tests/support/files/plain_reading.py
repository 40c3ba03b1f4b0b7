"""A second, plain reading of workbooks by the standard library, to compare with."""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

Cells = dict[tuple[int, int], str | float]
"""What stands in each filled cell, by row and column from 1: a text or a number."""


def xlsx_cells(data: bytes) -> list[Cells]:
    """The cells of each worksheet; raises whatever a broken file brings about."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    targets = {
        relation.attrib["Id"]: "xl/" + relation.attrib["Target"].removeprefix("/xl/")
        for relation in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    }
    shared = []
    if "xl/sharedStrings.xml" in parts:
        root = ElementTree.fromstring(parts["xl/sharedStrings.xml"])
        shared = [_text(item) for item in root if _name(item) == "si"]
    return [
        _sheet(ElementTree.fromstring(parts[targets[_identifier(sheet)]]), shared)
        for sheet in ElementTree.fromstring(parts["xl/workbook.xml"]).iter()
        if _name(sheet) == "sheet"
    ]


def ods_cells(data: bytes) -> list[Cells]:
    """The cells of each table; raises whatever a broken file brings about."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    sheets = [each for each in root.iter() if _name(each) == "spreadsheet"]
    return [_table(each) for sheet in sheets for each in sheet if _name(each) == "table"]


def _sheet(root: Element, shared: list[str]) -> Cells:
    cells: Cells = {}
    number = 0
    rows = (row for data in root if _name(data) == "sheetData" for row in data)
    for row in rows:
        number, column = int(row.get("r", number + 1)), 0
        for cell in row:
            letters = re.sub("[0-9]", "", cell.get("r", ""))
            column = _column(letters) if letters else column + 1
            value = _value(cell, shared)
            if value not in (None, ""):
                cells[number, column] = value
    return cells


def _value(cell: Element, shared: list[str]) -> str | float | None:
    kind = cell.get("t", "n")
    parts = {_name(part): part for part in cell}
    if kind == "inlineStr":
        return _text(parts["is"]) if "is" in parts else None
    text = "".join(parts["v"].itertext()) if "v" in parts else ""
    if kind == "s" and text:
        return shared[int(text)]
    return float(text) if kind in ("n", "b") and text else text


def _table(table: Element) -> Cells:
    cells: Cells = {}
    number = 0
    for row in _rows(table):
        column = 0
        rows = int(row.get(_attribute(row, "number-rows-repeated"), 1))
        for cell in row:
            columns = int(cell.get(_attribute(cell, "number-columns-repeated"), 1))
            value = _ods_value(cell)
            if value not in (None, ""):
                places = [(i, j) for i in range(rows) for j in range(columns)]
                cells |= {(number + i + 1, column + j + 1): value for i, j in places}
            column += columns
        number += rows
    return cells


def _rows(table: Element) -> Iterator[Element]:
    for each in table:
        if _name(each) == "table-row":
            yield each
        elif _name(each) in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _rows(each)


def _ods_value(cell: Element) -> str | float | None:
    kind = cell.get(_attribute(cell, "value-type"))
    if kind in ("float", "percentage", "currency"):
        return float(cell.attrib[_attribute(cell, "value")])
    if kind in ("date", "time", "boolean"):
        return cell.attrib[_attribute(cell, f"{kind}-value")]
    paragraphs = [each for each in cell if _name(each) == "p"]
    return "\n".join("".join(_pieces(each)) for each in paragraphs)


def _pieces(paragraph: Element) -> Iterator[str]:
    yield paragraph.text or ""
    for each in paragraph:
        if _name(each) == "s":
            yield " " * int(each.get(_attribute(each, "c"), 1))
        elif _name(each) in ("tab", "line-break"):
            yield " "
        else:
            yield from _pieces(each)
        yield each.tail or ""


def _text(item: Element) -> str:
    """The text of a shared or inline text, without what says how it sounds."""
    return "".join(
        "".join(part.itertext()) if _name(part) == "t" else _text(part)
        for part in item
        if _name(part) != "rPh"
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _identifier(sheet: Element) -> str:
    return next(value for key, value in sheet.attrib.items() if key.endswith("}id"))


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    """The attribute's whole name, whatever its vocabulary."""
    return next((key for key in element.attrib if key.rpartition("}")[2] == name), name)
