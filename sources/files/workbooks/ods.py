"""OpenDocument spreadsheets (ods) as sheets."""

from sources.files.rejections import no_sheets, protected
from sources.files.sheet import Limits, Sheet
from sources.files.workbooks.calamine_values import CalamineReader
from sources.files.workbooks.ods_inspect import DocumentInspection
from sources.files.workbooks.zip_container import Package

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"


def read_ods(package: Package, limits: Limits) -> list[Sheet]:
    """Return the sheets of the document, hidden ones too; raises FileUnreadable."""
    if MANIFEST in package and b"encryption-data" in package.read(MANIFEST):
        raise protected()
    look = DocumentInspection(limits)
    look.read(package.stream(CONTENT))
    if not look.tables:
        raise no_sheets()
    values = CalamineReader(package.data, [table.name for table in look.tables])
    sheets = []
    for table in look.tables:
        columns, kinds = values.columns(table.position, table.marks)
        hidden = ("hidden_sheet",) if table.style in look.hidden_styles else ()
        notes = (*hidden, *table.notes)
        sheets.append(Sheet(table.name, table.position, columns, kinds, None, notes))
    return sheets
