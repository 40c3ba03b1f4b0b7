"""Excel workbooks (xlsx) as sheets."""

import posixpath
from array import array
from dataclasses import dataclass

from sources.files.rejections import (
    check_blanks,
    check_filled,
    check_reach,
    check_sheets,
    damaged,
    macros,
    no_sheets,
)
from sources.files.sheet import Limits, Sheet
from sources.files.workbooks.calamine_values import CalamineReader
from sources.files.workbooks.shared_strings import Allowance, text_lengths
from sources.files.workbooks.xlsx_inspect import WorksheetInspection
from sources.files.workbooks.xml_stream import walk
from sources.files.workbooks.zip_container import Package

WORKBOOK = "xl/workbook.xml"
READ_BY_NAME = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
MACRO_KINDS = {"vbaProject", "xlMacrosheet", "xlIntlMacrosheet"}

Targets = dict[str, tuple[str, str]]
"""Kind and part of each relationship of a part, by its identifier."""


@dataclass(frozen=True)
class ListedSheet:
    """A sheet as the workbook lists it; `part` is None when it is a chart or a dialogue."""

    name: str
    part: str | None
    is_hidden: bool


def read_xlsx(package: Package, limits: Limits) -> list[Sheet]:
    """Return the worksheets of the workbook, hidden ones too; raises FileUnreadable."""
    if WORKBOOK not in package:
        raise no_sheets()
    _check_parts(package, _targets(package, ""), {"officeDocument": WORKBOOK})
    targets = _targets(package, WORKBOOK)
    if any(kind in MACRO_KINDS for kind, _ in targets.values()):
        raise macros()
    _check_parts(package, targets, READ_BY_NAME)
    listed = _listed_sheets(package, targets)
    check_sheets(len(listed), limits)
    looks = _looks(package, listed, _allowance(package, limits), limits)
    if not looks:
        raise no_sheets()
    values = CalamineReader(package.data, [about.name for about in listed])
    return [_sheet(values, listed[look.position - 1], look) for look in looks]


def _looks(
    package: Package, listed: list[ListedSheet], allowance: Allowance, limits: Limits
) -> list[WorksheetInspection]:
    looks = []
    cells = filled = 0
    parts = [about.part for about in listed if about.part is not None]
    is_counted = allowance.must_be_counted(sum(map(package.size, parts)))
    for position, about in enumerate(listed, 1):
        if about.part is None:
            continue
        look = WorksheetInspection(position, allowance, limits, is_counted=is_counted)
        look.read(package.stream(about.part))
        check_reach(position, look.height, look.width, limits)
        cells, filled = cells + look.height * look.width, filled + look.filled
        check_blanks(position, cells - filled, filled, limits)
        check_filled(position, filled, limits)
        look.is_filtered |= _has_filtered_table(package, about.part)
        looks.append(look)
    return looks


def _check_parts(package: Package, targets: Targets, expected: dict[str, str]) -> None:
    """Raise FileUnreadable when parts stand elsewhere than where the fast reader looks for them.

    Other programs go by what the parts refer to, and might read something else.
    """
    for kind, name in expected.items():
        found = [part.casefold() for each, part in targets.values() if each == kind]
        if found != ([name.casefold()] if name in package else []):
            raise damaged()


def _allowance(package: Package, limits: Limits) -> Allowance:
    part = READ_BY_NAME["sharedStrings"]
    lengths = text_lengths(package.stream(part)) if part in package else array("L")
    return Allowance(lengths, limits.text_bytes)


def _sheet(values: CalamineReader, about: ListedSheet, look: WorksheetInspection) -> Sheet:
    columns, kinds = values.columns(look.position, look.marks)
    notes = ("hidden_sheet", *look.notes) if about.is_hidden else look.notes
    return Sheet(about.name, look.position, columns, kinds, None, notes)


def _listed_sheets(package: Package, targets: Targets) -> list[ListedSheet]:
    listed: list[ListedSheet] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name != "sheet":
            return
        identifier = next((v for k, v in attributes.items() if k.endswith(":id")), "")
        if identifier not in targets or "name" not in attributes:
            raise damaged()
        kind, target = targets[identifier]
        listed.append(
            ListedSheet(
                attributes["name"],
                target if kind == "worksheet" else None,
                attributes.get("state", "visible") != "visible",
            )
        )

    walk(package.stream(WORKBOOK), start)
    return listed


def _targets(package: Package, part: str) -> Targets:
    """Return what the part refers to within the workbook."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    seen: set[str] = set()
    targets: Targets = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name != "Relationship":
            return
        identifier, target = attributes.get("Id", ""), attributes.get("Target", "")
        if identifier in seen:
            raise damaged()
        seen.add(identifier)
        if attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            path = posixpath.normpath(posixpath.join("/", folder, target))
            targets[identifier] = kind, path.lstrip("/")

    if listed in package:
        walk(package.stream(listed), start)
    return targets


def _has_filtered_table(package: Package, part: str) -> bool:
    """Return whether rows of one of the sheet's tables are filtered away."""
    filters: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        if name == "filterColumn":
            filters.append(name)

    for kind, table in _targets(package, part).values():
        if kind == "table":
            walk(package.stream(table), start)
    return bool(filters)
