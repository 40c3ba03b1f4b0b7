"""Files of odd makes: some only look right to one reader and are rejected, others are read.

The rejected are cases like those of `hostile`; of the others it is said what is read.
"""

from collections.abc import Callable
from dataclasses import dataclass

import xlwt

from tests.support.files.hostile import Hostile
from tests.support.files.made_files import (
    number_cell,
    ods,
    rows,
    saved,
    table,
    text_cell,
    xls,
    xlsx,
    xlsx_parts,
    zipped,
)
from tests.support.files.made_traps import CELL, GOOD, GOOD_TEXT, SECRET

Rows = list[list[str | None]]
TEXTS = "<si><t>first</t></si><si><t>second</t></si>"
DATES = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
PLAIN = xlsx_parts(rows(CELL))
TYPES, WORKBOOK, RELATIONS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


@dataclass(frozen=True)
class Odd:
    """An odd file that is read: the name it is sent under, and the cells of its first sheet."""

    what: str
    name: str
    make: Callable[[], bytes]
    cells: Rows

    def __str__(self) -> str:
        return self.what


def rejected(what: str, cells: str, says: str = "damaged at row 1", **parts: str) -> Hostile:
    """A workbook with a row of such cells is rejected."""
    return Hostile(what, "r.xlsx", lambda: xlsx(rows(cells), **parts), says)


def changed(part: str, old: str, new: str, *more: tuple[str, str]) -> bytes:
    """A good workbook with a part changed, and more parts."""
    parts = []
    for name, content in PLAIN:
        assert isinstance(content, str)
        assert name != part or old in content
        parts.append((name, content.replace(old, new) if name == part else content))
    return zipped([*parts, *more])


def related(kind: str, target: str, *more: tuple[str, str]) -> bytes:
    """A good workbook that refers to one more part."""
    relationship = f'<Relationship Id="more" Type="x/{kind}" Target="{target}"/>'
    end = "</Relationships>"
    return changed(RELATIONS, end, relationship + end, *more)


def macro_sheet_xls() -> bytes:
    data = bytearray(xls((SECRET,)))
    data[data.find(b"\x85\x00") + 9] = 1
    return bytes(data)


def far_xls(sheets: int) -> bytes:
    book = xlwt.Workbook()
    for number in range(sheets):
        sheet = book.add_sheet(f"Sheet{number}")
        sheet.write(0, 0, SECRET)
        sheet.write(65_535, 29, 1)
    return saved(book)


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="90000"><c r="U90000"><v>1</v></c></row>'
TORN = "closes in mid-field"

REJECTED = [
    # Values that readers bend, each in its own way
    rejected("a text by a negative number", '<c t="s"><v>-1</v></c>', shared=TEXTS),
    rejected("a text by a fraction", '<c t="s"><v>1.0</v></c>', shared=TEXTS),
    rejected("a text by a padded number", '<c t="s"><v> 1 </v></c>', shared=TEXTS),
    rejected("a text by no number", '<c t="s"><v></v></c>', shared=TEXTS),
    rejected("a text by a huge number", f'<c t="s"><v>{10**30}</v></c>', shared=TEXTS),
    rejected("a comment in a number", "<c><v>1<!-- x -->2</v></c>"),
    rejected("an instruction in a number", "<c><v>1<?x y?>2</v></c>"),
    rejected("an element in a number", "<c><v>1<x/>2</v></c>"),
    rejected("a cell in a number", "<c><v><c/>12</v></c>"),
    rejected("a cell in a cell", "<c><c><v>1</v></c></c>"),
    rejected("a value in no cell", "<c/><v>1</v>"),
    rejected("a formula in no cell", "<c/><f>1+1</f>"),
    rejected("a digit by its code", "<c><v>1&#50;</v></c>"),
    rejected("a number that is none", "<c><v>1,5</v></c>"),
    rejected("a number in other digits", "<c><v>１</v></c>"),
    rejected("a hexadecimal number", "<c><v>0x1F</v></c>"),
    rejected("a truth that is neither", '<c t="b"><v>2</v></c>', "damaged"),
    rejected("a text where a number should be", "<c><is><t>5</t></is></c>"),
    rejected("a value where a text should be", '<c t="inlineStr"><v>x</v></c>'),
    rejected(
        "an element in a text", '<c t="s"><v>0</v></c>', "damaged", shared="<si><t>a<b/>c</t></si>"
    ),
    rejected(
        "an element in a cell's text", '<c t="inlineStr"><is><t>a<t>b</t></t></is></c>', "damaged"
    ),
    rejected("a kind of cell that is none", '<c t="S"><v>0</v></c>', "damaged", shared=TEXTS),
    rejected("a day before all days", '<c s="1"><v>-1e300</v></c>', "damaged", styles=DATES),
    rejected(
        "a moment after all days", '<c s="1"><v>2958465.9999999</v></c>', "damaged", styles=DATES
    ),
    # Structure
    rejected("a row in a row", '<row r="2"><c r="A2"><v>1</v></c></row>'),
    rejected("a cell of another vocabulary", '<z:c xmlns:z="u" r="A1"><z:v>7</z:v></z:c>'),
    rejected("two versions of a cell", "<AlternateContent><c><v>1</v></c></AlternateContent>"),
    Hostile(
        "rows out of order",
        "r.xlsx",
        lambda: xlsx(f'<sheetData><row r="2"/><row r="1">{CELL}</row></sheetData>'),
        "damaged at row 2",
    ),
    Hostile(
        "far cells in many sheets",
        "r.xlsx",
        lambda: xlsx(*[f"<sheetData>{FAR}</sheetData>"] * 300),
        "Up to sheet 2 the workbook has 4 filled cells",
    ),
    Hostile(
        "two cells far apart",
        "r.xlsx",
        lambda: xlsx(
            '<sheetData><row r="1"><c><v>1</v></c></row>'
            '<row r="10000"><c r="BXX10000"><v>1</v></c></row></sheetData>'
        ),
        "far more blank ones",
    ),
    Hostile(
        "blank cells without end",
        "r.xlsx",
        lambda: xlsx(rows(*["<c/>" * 50] * 60_000)),
        "far more blank ones",
    ),
    Hostile(
        "blank rows without end",
        "r.xlsx",
        lambda: xlsx(rows(*[""] * 1_048_576)),
        "blank cells",
    ),
    # Two workbooks in one
    Hostile("two workbooks in a row", "r.xlsx", lambda: GOOD + GOOD, "damaged"),
    Hostile("something before the workbook", "r.xlsx", lambda: GOOD[:90] + GOOD, "damaged"),
    Hostile(
        "a second workbook beside the first",
        "r.xlsx",
        lambda: changed(
            "_rels/.rels", WORKBOOK, "xl/other.xml", ("xl/other.xml", str(dict(PLAIN)[WORKBOOK]))
        ),
        "damaged",
    ),
    Hostile(
        "texts elsewhere",
        "r.xlsx",
        lambda: related(
            "sharedStrings",
            "other.xml",
            ("xl/other.xml", "<sst/>"),
            ("xl/sharedStrings.xml", f"<sst>{TEXTS}</sst>"),
        ),
        "damaged",
    ),
    Hostile(
        "styles that nobody refers to",
        "r.xlsx",
        lambda: changed(TYPES, "", "", ("xl/styles.xml", f"<styleSheet>{DATES}</styleSheet>")),
        "damaged",
    ),
    Hostile(
        "another way of packing in the part itself",
        "r.xlsx",
        lambda: GOOD[:8] + b"\0\0" + GOOD[10:],
        "damaged",
    ),
    # Macros under other names
    Hostile("macros by reference", "r.xlsx", lambda: related("vbaProject", "x.bin"), "macros"),
    Hostile(
        "a macro sheet by reference", "r.xlsx", lambda: related("xlMacrosheet", "x.xml"), "macros"
    ),
    Hostile(
        "a macro sheet by content type",
        "r.xlsx",
        lambda: changed(TYPES, "application/xml", "application/vnd.ms-excel.macrosheet+xml"),
        "macros",
    ),
    Hostile("a macro sheet in an old workbook", "r.xls", macro_sheet_xls, "macros"),
    # OpenDocument
    *(
        Hostile(f"{what} in OpenDocument", "r.ods", lambda made=made: ods(table(made)), "row 1")
        for what, made in [
            ("a kind of cell that is none", text_cell("x").replace("string", "zz")),
            ("a value without its kind", number_cell("1").replace("value-type", "kind")),
            ("a number without its value", number_cell("1").replace('office:value="1"', "")),
            ("a number that is none", number_cell("1,5")),
            ("a number with a text", number_cell("1", 'office:string-value="2"')),
            ("a text outside its paragraph", text_cell("x").replace("<text:p>", "y<text:p>")),
            ("a paragraph in a paragraph", text_cell("a<text:p>b</text:p>")),
            ("a cell in a cell", text_cell(f"</text:p>{text_cell('x')}<text:p>")),
            ("a row in a row", "<table:table-row/>" + text_cell("x")),
        ]
    ),
    Hostile(
        "two cells far apart in OpenDocument",
        "r.ods",
        lambda: ods(
            table(
                number_cell("1"),
                number_cell("1", 'table:number-columns-repeated="30"').replace(
                    "<table:table-cell", '<table:table-cell table:style-name="a"'
                ),
            ).replace(
                "<table:table-row>",
                '<table:table-row table:number-rows-repeated="90000">',
            )
        ),
        "filled cells, far more",
    ),
    Hostile("far cells in old sheets", "r.xls", lambda: far_xls(40), "far more blank ones"),
    # Text
    Hostile("UTF-32", "r.csv", lambda: GOOD_TEXT.decode().encode("utf-32"), "NUL"),
    Hostile(
        "two encodings of another alphabet",
        "r.csv",
        lambda: "a,Ζωή\n".encode() + "b,Zoë\n".encode("cp1252"),
        "mixes two encodings",
    ),
    Hostile("a quote escaped by a backslash", "r.csv", lambda: b'a,b\n"\\"x\\"",1\n', TORN),
    Hostile("a space after a quote", "r.csv", lambda: b'a,b\n"x" ,1\n', TORN),
    Hostile("one quotation mark", "r.csv", lambda: b'"', "Row 1"),
    Hostile("a field without end", "r.csv", lambda: GOOD_TEXT + b"x" * 5_000_000, "without end"),
    Hostile(
        "carriage returns without end", "r.csv", lambda: b"a,b\r" * 16_000_000, "10000000 rows"
    ),
    Hostile("line feeds without end", "r.csv", lambda: b"\n" * 60_000_000, "10000000 rows"),
    Hostile("inches", "r.csv", lambda: b'a,b\n6" nail,8" nail\n', "an odd one"),
    Hostile(
        "an unclosed quote before 80 MB",
        "r.csv",
        lambda: b'a,b\n"x' + b"y,z\n" * 20_000_000,
        "Row 2",
    ),
    Hostile("quotation marks alone", "r.csv", lambda: b'"' * 60_000_001, "Row 1"),
]

READ = [
    Odd(
        "numbers of every make",
        "r.xlsx",
        lambda: xlsx(
            rows(
                "<c><v>+5</v></c><c><v>5.</v></c><c><v>.5</v></c><c><v>-1.5E-3</v></c>"
                "<c><v>123456789012345678</v></c><c><v>0.1000000000000000055</v></c>"
            )
        ),
        [["5", "5", "0.5", "-0.0015", "123456789012345678", "0.1"]],
    ),
    Odd(
        "days that are none",
        "r.xlsx",
        lambda: xlsx(
            rows('<c s="1"><v>-1</v></c><c s="1"><v>0</v></c><c s="1"><v>2958466</v></c>'),
            styles=DATES,
        ),
        [["-1", "0", "2958466"]],
    ),
    Odd(
        "a comment beside a value",
        "r.xlsx",
        lambda: xlsx(
            rows('<!-- x --><c><!-- x --><v>5</v></c><c t="s"><v>0</v></c>'),
            shared="<si><t>a<!-- x -->b<![CDATA[<c>]]></t></si>",
        ),
        [["5", "ab<c>"]],
    ),
    Odd(
        "cells and rows without references",
        "r.xlsx",
        lambda: xlsx(
            '<sheetData><row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c></row>'
            "<row><c><v>3</v></c></row></sheetData>"
        ),
        [[None, None, None], [None, "1", "2"], ["3", None, None]],
    ),
    Odd(
        "a furthest cell that is not there",
        "r.xlsx",
        lambda: xlsx('<dimension ref="A1:XFD1048576"/>' + rows("<c><v>1</v></c>")),
        [["1"]],
    ),
    Odd("bytes after the workbook", "r.xlsx", lambda: GOOD + b"\0" * 50, [[SECRET]]),
    Odd(
        "a workbook within the workbook",
        "r.xlsx",
        lambda: zipped([*PLAIN, ("xl/embeddings/a.xlsx", GOOD)]),
        [[SECRET]],
    ),
    Odd(
        "a text box, a link and a field",
        "r.ods",
        lambda: ods(
            table(
                text_cell("a<text:a>b</text:a><text:span>c</text:span>")
                + text_cell("x").replace(
                    "</table:table-cell>", "<shape><text:p>no</text:p></shape></table:table-cell>"
                )
                + text_cell("p <text:title>q</text:title>")
            )
        ),
        [["abc", "x", "p q"]],
    ),
    Odd("a mark of another program", "r.csv", lambda: b"sep=;\r\na;b\r\n1;2\r\n",
        [["sep=", None], ["a", "b"], ["1", "2"]]),
    Odd("carriage returns alone", "r.csv", lambda: b'a,b\r"x\r\ny",2\r\r3,4',
        [["a", "b"], ["x\r\ny", "2"], [None, None], ["3", "4"]]),
    Odd("line ends of all kinds", "r.txt", lambda: b"a\tb\r\n1\t2\n3\t4\r5\t6",
        [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]),
    Odd("decimal commas", "r.csv", lambda: b"a;b\n1,5;2,5\n3,5;4,5\n",
        [["a", "b"], ["1,5", "2,5"], ["3,5", "4,5"]]),
    Odd("feet and inches", "r.csv", lambda: b'a,b\n6" by 8",nail\n',
        [["a", "b"], ['6" by 8"', "nail"]]),
    Odd("quotes within quotes", "r.csv", lambda: b'a,b\n"""x""","y, ""z"""\n',
        [["a", "b"], ['"x"', 'y, "z"']]),
    Odd("words for nothing", "r.csv", lambda: b"a,b\nNULL,NaN\nNA,None\n",
        [["a", "b"], ["NULL", "NaN"], ["NA", "None"]]),
    Odd("numbers that are codes", "r.csv", lambda: b"a,b\n007,1e5\n", [["a", "b"], ["007", "1e5"]]),
    Odd("breaks that end no line", "r.csv", lambda: "a,b\n1\u20282,3\x0b4\x0c5\x856\n".encode(),
        [["a", "b"], ["1\u20282", "3\x0b4\x0c5\x856"]]),
    Odd("UTF-16, the other way round", "r.csv",
        lambda: b"\xfe\xff" + "a,b\nZoë,1\n".encode("utf-16-be"), [["a", "b"], ["Zoë", "1"]]),
    Odd("headings and blank lines in the middle", "r.csv", lambda: b"a,b\n1,2\n\n,\na,b\n3,4\n",
        [["a", "b"], ["1", "2"], [None, None], [None, None], ["a", "b"], ["3", "4"]]),
]  # fmt: skip
