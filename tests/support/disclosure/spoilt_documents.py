"""Ways to spoil workbook, papers and narrative of a finished release, kept with the others."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pypdf
import pypdf.annotations
import typst
from openpyxl.chart import BarChart, Reference
from openpyxl.workbook.defined_name import DefinedName

from tests.support.disclosure.spoilt_bytes import BYTES, of_bytes

__all__ = ["BYTES"]


@of_bytes("11")
def writes_it_in_the_workbook(folder: Path) -> None:
    change_sheet(folder, lambda sheet: sheet.cell(6, 6, 3))


@of_bytes("11")
def calculates_it_in_the_workbook(folder: Path) -> None:
    change_sheet(folder, lambda sheet: sheet.cell(6, 6, "=F3-SUM(F4:F5)"))


@of_bytes("11")
def hides_a_sheet_in_the_workbook(folder: Path) -> None:
    def hide(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.sheet_state = "hidden"

    change_sheet(folder, hide)


@of_bytes("11")
def comments_in_the_workbook(folder: Path) -> None:
    def comment(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.cell(6, 6).comment = openpyxl.comments.Comment("3", "author")

    change_sheet(folder, comment)


def change_sheet(folder: Path, change: Callable[..., object]) -> None:
    path = folder / "workbook.xlsx"
    workbook = openpyxl.load_workbook(path)
    change(workbook["Referrals"])
    workbook.save(path)


@of_bytes("11")
def writes_it_in_the_pdf(folder: Path) -> None:
    table = "#table(columns: 3, [Area], [2018-19-Q3], [2018-19-Q4], [D4], [\\[c\\]], [3])"
    text = f'#set document(title: "D", date: none)\nReferrals, by area\n\n{table}'
    (folder / "dashboard.pdf").write_bytes(typst.compile(text.encode()))


def change_workbook(folder: Path, change: Callable[[openpyxl.Workbook], object]) -> None:
    path = folder / "workbook.xlsx"
    workbook = openpyxl.load_workbook(path)
    change(workbook)
    workbook.save(path)


@of_bytes("11")
def describes_the_workbook_with_it(folder: Path) -> None:
    def describe(workbook: openpyxl.Workbook) -> None:
        workbook.properties.description = "D4: 3"

    change_workbook(folder, describe)


@of_bytes("11")
def names_it_in_the_workbook(folder: Path) -> None:
    def name(workbook: openpyxl.Workbook) -> None:
        workbook.defined_names["d4"] = DefinedName("d4", attr_text="3")

    change_workbook(folder, name)


@of_bytes("11")
def formats_a_cell_as_it(folder: Path) -> None:
    def form(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.cell(6, 6).number_format = '"3"'

    change_sheet(folder, form)


@of_bytes("11")
def keeps_it_in_a_charts_cache(folder: Path) -> None:
    def chart(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        drawn = BarChart()
        drawn.add_data(Reference(sheet, min_col=6, min_row=3, max_row=6))
        sheet.add_chart(drawn, "J2")

    change_sheet(folder, chart)


@of_bytes("11")
def checks_a_cell_against_it(folder: Path) -> None:
    def check(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        rule = openpyxl.worksheet.datavalidation.DataValidation(type="whole", formula1="3")
        sheet.add_data_validation(rule)
        rule.add("F6")

    change_sheet(folder, check)


@of_bytes("11")
def comments_on_the_archive(folder: Path) -> None:
    with zipfile.ZipFile(folder / "workbook.xlsx", "a") as archive:
        archive.comment = b"D4: 3"


@of_bytes("11")
def appends_to_the_workbook(folder: Path) -> None:
    path = folder / "workbook.xlsx"
    path.write_bytes(path.read_bytes() + b"D4: 3")


def change_pdf(
    folder: Path, change: Callable[[pypdf.PdfWriter], object], name: str = "dashboard.pdf"
) -> None:
    path = folder / name
    writer = pypdf.PdfWriter(clone_from=path)
    change(writer)
    writer.write(path)


@of_bytes("11")
def describes_the_pdf_with_it(folder: Path) -> None:
    change_pdf(folder, lambda writer: writer.add_metadata({"/Keywords": "D4: 3"}))


@of_bytes("11")
def attaches_it_to_the_pdf(folder: Path) -> None:
    change_pdf(folder, lambda writer: writer.add_attachment("d4.txt", b"3"))


@of_bytes("11")
def notes_it_in_the_pdf(folder: Path) -> None:
    note = pypdf.annotations.Text(rect=(50, 550, 200, 650), text="D4: 3")
    change_pdf(folder, lambda writer: writer.add_annotation(0, note))


@of_bytes("11")
def appends_to_the_pdf(folder: Path) -> None:
    path = folder / "dashboard.pdf"
    path.write_bytes(path.read_bytes() + b"% D4: 3\n%%EOF\n")


def add_to_narrative(folder: Path, text: str) -> None:
    path = folder / "board-narrative.md"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@of_bytes("11")
def writes_it_in_the_pack(folder: Path) -> None:
    text = '#set document(title: "D", date: none)\n#table(columns: 2, [Referrals], [3])'
    (folder / "board-pack.pdf").write_bytes(typst.compile(text.encode()))


@of_bytes("11")
def describes_the_pack_with_it(folder: Path) -> None:
    change_pdf(folder, lambda writer: writer.add_metadata({"/Keywords": "D4: 3"}), "board-pack.pdf")


@of_bytes("11")
def appends_to_the_pack(folder: Path) -> None:
    path = folder / "board-pack.pdf"
    path.write_bytes(path.read_bytes() + b"% D4: 3\n%%EOF\n")


@of_bytes("11")
def writes_it_in_the_narrative(folder: Path) -> None:
    add_to_narrative(folder, "- Referrals, D4, 2018-19-Q4: 3.\n")


@of_bytes("11")
def says_it_in_the_narrative(folder: Path) -> None:
    add_to_narrative(folder, "In the fourth district 3 people were referred.\n")


@of_bytes("11")
def comments_in_the_narrative(folder: Path) -> None:
    add_to_narrative(folder, "<!-- three -->\n")


def change_explored(folder: Path, before: str, after: str, count: int = 1) -> None:
    path = folder / "site" / "explore" / "figures.js"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, count), encoding="utf-8")


@of_bytes("11")
def lets_it_be_explored(folder: Path) -> None:
    change_explored(folder, "[c]", "3")


@of_bytes("11")
def keeps_it_behind_a_hidden_figure_to_explore(folder: Path) -> None:
    change_explored(folder, "[c]", "[c]|3")


@of_bytes("11")
def gives_a_figure_to_explore_another_part(folder: Path) -> None:
    change_explored(folder, "%|", "%|1")


@of_bytes("11")
def adds_it_to_the_names_to_explore(folder: Path) -> None:
    change_explored(folder, '"name":"Referrals"', '"name":"Referrals","note":"in D4 3"')


@of_bytes("11")
def numbers_it_among_the_names_to_explore(folder: Path) -> None:
    change_explored(folder, '"name":"Referrals"', '"name":"Referrals","note":3')


@of_bytes("11")
def comments_in_the_figures_to_explore(folder: Path) -> None:
    change_explored(folder, "};\n", "}; // three\n")


@of_bytes("11")
def says_a_name_to_explore_twice(folder: Path) -> None:
    change_explored(folder, '"quarters":', '"quarters":["three"],"quarters":')


@of_bytes("11")
def explores_with_another_script(folder: Path) -> None:
    (folder / "site" / "explore" / "explore.js").write_text("const d4 = 'three';")


@of_bytes("11")
def runs_a_script_of_its_own(folder: Path) -> None:
    page = folder / "site" / "index.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</body>", "<script>d4 = 'three'</script></body>"))


@of_bytes("11")
def runs_a_script_from_elsewhere(folder: Path) -> None:
    page = folder / "site" / "index.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</body>", '<script src="d4.js"></script></body>'))


def change_word(folder: Path, change: Callable[[docx.document.Document], object]) -> None:
    path = folder / "board-narrative.docx"
    document = docx.Document(str(path))
    change(document)
    document.save(str(path))


@of_bytes("11")
def writes_it_in_the_word_document(folder: Path) -> None:
    change_word(folder, lambda word: word.add_paragraph("Referrals, D4, 2018-19-Q4: 3."))


@of_bytes("11")
def writes_it_below_the_page_of_the_word_document(folder: Path) -> None:
    change_word(folder, lambda word: word.sections[0].footer.paragraphs[0].add_run("D4: 3"))


@of_bytes("11")
def describes_the_word_document_with_it(folder: Path) -> None:
    def describe(word: docx.document.Document) -> None:
        word.core_properties.subject = "D4: 3"

    change_word(folder, describe)


@of_bytes("11")
def hides_it_in_the_word_document(folder: Path) -> None:
    def hide(word: docx.document.Document) -> None:
        word.add_paragraph("").add_run("three").font.hidden = True

    change_word(folder, hide)


@of_bytes("11")
def keeps_it_beside_the_word_document(folder: Path) -> None:
    with zipfile.ZipFile(folder / "board-narrative.docx", "a") as archive:
        archive.writestr("word/comments.xml", "<c>3</c>")


def change_listed(folder: Path, column: int) -> None:
    """Writes 3 into a column of the first hidden figure of the list of figures."""

    def change(workbook: openpyxl.Workbook) -> None:
        sheet = workbook["Figures"]
        row = next(row for row in sheet.iter_rows() if row[4].value == "[c]")
        row[column].value = 3

    change_workbook(folder, change)


@of_bytes("11")
def lists_it_among_the_figures(folder: Path) -> None:
    change_listed(folder, 4)


@of_bytes("11")
def lists_it_as_a_part_of_a_figure(folder: Path) -> None:
    change_listed(folder, 5)


def draw_in_workbook(folder: Path, line: str) -> None:
    """Adds a line that is drawn in a cell to the first sheet, as a spreadsheet writes it."""
    path = folder / "workbook.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    names = 'uri="lines" xmlns:x14="urn:x14" xmlns:xm="urn:xm"'
    drawn = f"<extLst><ext {names}>{line}</ext></extLst></worksheet>".encode()
    parts[name] = parts[name].replace(b"</worksheet>", drawn)
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


@of_bytes("11")
def draws_a_line_of_it(folder: Path) -> None:
    draw_in_workbook(folder, "<x14:sparkline><xm:f>3</xm:f></x14:sparkline>")


@of_bytes("11")
def scales_a_line_to_it(folder: Path) -> None:
    draw_in_workbook(folder, '<x14:sparklineGroup manualMax="3"></x14:sparklineGroup>')
