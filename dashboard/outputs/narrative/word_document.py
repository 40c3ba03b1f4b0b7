"""The narrative as a Word document: real headings and lists, to be edited by a person."""

import io
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Cm

from dashboard.outputs.narrative.narrative_blocks import narrative_blocks
from dashboard.view_models import ReleaseView

_FIXED = datetime(2000, 1, 1)
_STYLES = {
    "title": "Title", "heading": "Heading 1", "subheading": "Heading 2", "paragraph": "Normal",
    "item": "List Bullet",
}  # fmt: skip
#: Parts of the library's own template that no reader needs, by the end of their relation's kind.
_DROPPED = ("/thumbnail", "/customXml", "/extended-properties")


def write_word(release: ReleaseView, path: Path) -> None:
    """Write the narrative of a release; the same release gives the same bytes."""
    document = Document()
    for block in narrative_blocks(release):
        document.add_paragraph(" ".join(block.text.split()), style=_STYLES[block.kind])
    _set_up(document, release)
    made = io.BytesIO()
    document.save(made)
    with ZipFile(made) as written, ZipFile(path, "w", ZIP_DEFLATED) as kept:
        for name in written.namelist():
            kept.writestr(ZipInfo(name, _FIXED.timetuple()[:6]), written.read(name), ZIP_DEFLATED)


def _set_up(document: WordDocument, release: ReleaseView) -> None:
    """Set paper, language and properties, and drop what the template holds beside the text."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    edition = release.edition
    properties = document.core_properties
    properties.title = f"{edition.county} domestic abuse narrative: {edition.words}"
    properties.author = properties.last_modified_by = f"{edition.county} domestic abuse partnership"
    properties.comments = edition.watermark or f"Version {edition.version}"
    properties.language = "en-GB"
    properties.created = properties.modified = _FIXED
    for element in [*document.element.iter(), *properties._element]:
        for name in [name for name in element.attrib if "rsid" in name]:  # of its last editing
            del element.attrib[name]
        if element.tag.endswith("}revision"):
            element.getparent().remove(element)
    for part in (document.part.package, document.part):
        for name, relation in list(part.rels.items()):
            if relation.reltype.endswith(_DROPPED):
                part.rels.pop(name)
