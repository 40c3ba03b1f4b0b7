"""Excel workbooks (xlsx) as sheets."""

import posixpath
from array import array
from dataclasses import dataclass

from sources.cells import Limits, Sheet
from sources.reading.fast import FastReader
from sources.reading.markup import walk
from sources.reading.package import Package
from sources.reading.refusals import check_reach, damaged, no_sheets
from sources.reading.shared_texts import Allowance, text_lengths
from sources.reading.xlsx_look import SheetLook

WORKBOOK = "xl/workbook.xml"
RELATIONSHIPS = "xl/_rels/workbook.xml.rels"


@dataclass(frozen=True)
class Listed:
    """A sheet as the workbook lists it; `part` is None when it is a chart or a dialogue."""

    name: str
    part: str | None
    is_hidden: bool


def read_xlsx(package: Package, limits: Limits) -> list[Sheet]:
    """The worksheets of the workbook, hidden ones too; raises Unreadable."""
    if WORKBOOK not in package or RELATIONSHIPS not in package:
        raise no_sheets()
    targets = _targets(package)
    listed = _listed_sheets(package, targets)
    looks = _looks(package, listed, _allowance(package, targets, limits), limits)
    if not looks:
        raise no_sheets()
    values = FastReader(package.data, [about.name for about in listed])
    return [_sheet(values, listed[look.position - 1], look) for look in looks]


def _looks(
    package: Package, listed: list[Listed], allowance: Allowance, limits: Limits
) -> list[SheetLook]:
    looks = []
    for position, about in enumerate(listed, 1):
        if about.part is None:
            continue
        counted = allowance.must_be_counted(package.size(about.part))
        look = SheetLook(position, allowance if counted else None)
        look.read(package.stream(about.part))
        check_reach(position, look.height, look.width, limits)
        looks.append(look)
    return looks


def _allowance(package: Package, targets: dict[str, tuple[str, str]], limits: Limits) -> Allowance:
    parts = [part for kind, part in targets.values() if kind == "sharedStrings"]
    if len(parts) > 1:
        raise damaged()
    lengths = text_lengths(package.stream(parts[0])) if parts else array("L")
    return Allowance(lengths, limits.unpacked_bytes // 2)


def _sheet(values: FastReader, about: Listed, look: SheetLook) -> Sheet:
    columns, kinds = values.columns(look.position, look.marks)
    notes = ("hidden_sheet", *look.notes) if about.is_hidden else look.notes
    return Sheet(about.name, look.position, columns, kinds, None, notes)


def _listed_sheets(package: Package, targets: dict[str, tuple[str, str]]) -> list[Listed]:
    listed: list[Listed] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name != "sheet":
            return
        identifier = next((v for k, v in attributes.items() if k.endswith(":id")), "")
        if identifier not in targets or "name" not in attributes:
            raise damaged()
        kind, target = targets[identifier]
        listed.append(
            Listed(
                attributes["name"],
                target if kind == "worksheet" else None,
                attributes.get("state", "visible") != "visible",
            )
        )

    walk(package.stream(WORKBOOK), start)
    return listed


def _targets(package: Package) -> dict[str, tuple[str, str]]:
    """Kind and part of each relationship of the workbook, by its identifier."""
    targets: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            identifier, target = attributes.get("Id", ""), attributes.get("Target", "")
            if identifier in targets:
                raise damaged()
            kind = attributes.get("Type", "").rpartition("/")[2]
            targets[identifier] = kind, posixpath.normpath(posixpath.join("/xl", target))[1:]

    walk(package.stream(RELATIONSHIPS), start)
    return targets
