"""Small files that are a great deal to read, match or validate: an agency, a name, the bytes.

Each is made when it is asked for. What becomes of them is in the tests of the landing room.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

import xlwt

from tests.support.files.made_files import number_cell, ods, rows, saved, text_cell, xls, xlsx

POLICE = "thames_valley_police"
MINISTRY = "mhclg"
LONGEST = 32_767
"""No cell of Excel holds a longer text."""

AGENCIES = (
    *("Police", "IDVA", "Children's Social Care", "Health", "Housing", "Probation"),
    *("Adult Social Care", "Mental Health", "Substance Misuse", "Education", "Voluntary"),
    *("MASH", "Self"),
)
INCIDENTS = "Occurrence No,Recorded,District,Crime?,Victim ID,Victim Age,Victim Sex,SDE,ODE"


@dataclass(frozen=True)
class Amplified:
    """A file that is far more to process than its size says."""

    what: str
    agency: str
    name: str
    make: Callable[[], bytes]

    def __str__(self) -> str:
        return self.what


def shared_cells(*texts: int) -> str:
    """Cells of a row that hold the shared texts of these numbers."""
    return "".join(f'<c t="s"><v>{text}</v></c>' for text in texts)


def shared_texts(*texts: str) -> str:
    return "".join(f"<si><t>{text}</t></si>" for text in texts)


def long_dates(count: int = 5_200, length: int = LONGEST) -> bytes:
    """A crosstab each of whose rows has one long text in the place of a date."""
    headings = ["MARAC", "Meeting Date", *AGENCIES, "Oxford", "Y", "x" * length]
    places = range(len(headings))
    oxford, yes, long = places[-3:]
    row = shared_cells(oxford, long, *[yes] * len(AGENCIES))
    return xlsx(rows(shared_cells(*places[:-3]), *[row] * count), shared=shared_texts(*headings))


def long_titles(text: str, sheets: int = 1) -> bytes:
    """Rows of one long text above the headings."""
    sheet = rows(*[shared_cells(*[0] * 100)] * 29, shared_cells(1, 2))
    return xlsx(*[sheet] * sheets, shared=shared_texts(text, "Occurrence No", "Recorded"))


def long_headings(length: int = 500, sheets: int = 10, distinct: int = 1) -> bytes:
    """Sheets whose first rows are full of long texts, as headings are looked for."""
    texts = [f"{number:x}".ljust(length, "a") for number in range(distinct)]
    places = iter(range(60_000))
    sheet = rows(
        *(shared_cells(*(next(places) % distinct for _ in range(2_000))) for _ in range(30))
    )
    return xlsx(*[sheet] * sheets, shared=shared_texts(*texts))


def heading_words(sheets: int = 10) -> bytes:
    """Sheets whose first rows are full of words that are headings of an extract."""
    sheet = rows(*[shared_cells(*[0, 1] * 1_000)] * 30)
    return xlsx(*[sheet] * sheets, shared=shared_texts("Victim ID", "Police"))


def faulty_texts(count: int, length: int) -> bytes:
    """Incidents every cell of which is one long text."""
    headings = INCIDENTS.split(",")
    texts = [*headings, "x" * length]
    return xlsx(
        rows(
            shared_cells(*range(len(headings))),
            *[shared_cells(*[len(headings)] * len(headings))] * count,
        ),
        shared=shared_texts(*texts),
    )


def faulty_lines(size: int) -> bytes:
    """Incidents as text, with a fault in every column of every row."""
    line = ",".join(["x"] * len(INCIDENTS.split(","))) + "\n"
    return (INCIDENTS + "\n" + line * (size // len(line))).encode()


def repeated_rows(cell: str, times: int, columns: int = 1) -> bytes:
    """A spreadsheet of OpenDocument one row of which stands for many."""
    row = (
        f'<table:table-row table:number-rows-repeated="{times}">{cell * columns}</table:table-row>'
    )
    return ods(f'<table:table table:name="a">{row}</table:table>')


def ragged(size: int, width: int = 1_900) -> bytes:
    """A wide line and short ones below it."""
    return b"a," * width + b"a\n" + b"b\n" * (size // 2)


def looping_stream() -> bytes:
    """An old workbook whose stream comes back to its beginning."""
    data = bytearray(xls(*[(i, "text") for i in range(2_000)]))
    first = struct.unpack_from("<I", data, _entry_of(data, "Workbook") + 116)[0]
    struct.pack_into("<I", data, _table_of(data) + 4 * (first + 20), first)
    return bytes(data)


def looping_short_stream(size: int = 200_000) -> bytes:
    """An old workbook whose stream is short, and lies in short sectors that form a circle."""
    data = bytearray(xls(*[(i, "text") for i in range(size // 40)]))
    entry, root = _entry_of(data, "Workbook"), _entry_of(data, "Root Entry")
    first, length = struct.unpack_from("<II", data, entry + 116)
    struct.pack_into("<II", data, root + 116, first, length)
    table = len(data) // 512 - 1
    data += struct.pack("<128I", 1, 0, *[2**32 - 1] * 126)
    struct.pack_into("<I", data, _table_of(data) + 4 * table, 2**32 - 2)
    struct.pack_into("<II", data, 60, table, 1)
    struct.pack_into("<II", data, entry + 116, 0, 4_000)
    return bytes(data)


def looping_directory() -> bytes:
    """An old workbook whose directory's sectors follow each other in a circle."""
    data = bytearray(xls((1, 2)))
    directory = struct.unpack_from("<I", data, 48)[0]
    struct.pack_into("<I", data, _table_of(data) + 4 * directory, directory)
    return bytes(data)


def looping_tree() -> bytes:
    """An old workbook each of whose entries is to the left and to the right of the one before."""
    data = bytearray(xls((1, 2)))
    entry = _entry_of(data, "Workbook")
    struct.pack_into("<II", data, entry + 68, 0, 0)
    return bytes(data)


def _table_of(data: bytearray) -> int:
    """Where the first sector of the table of sectors begins."""
    return int(512 * (1 + struct.unpack_from("<I", data, 76)[0]))


def _entry_of(data: bytearray, name: str) -> int:
    """Where the directory's entry of that name begins."""
    return data.index(name.encode("utf-16-le").ljust(64, b"\0"))


def old_long_texts(count: int = 15_000, length: int = LONGEST) -> bytes:
    """An old workbook whose cells share one long text."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for row in range(count):
        for column in range(4):
            sheet.write(row, column, "x" * length)
    return saved(book)


def many_sheets(count: int = 1_500) -> bytes:
    """A workbook of many sheets, each with the headings of a return."""
    headings = INCIDENTS.split(",")
    sheet = rows(shared_cells(*range(len(headings))))
    return xlsx(*[sheet] * count, shared=shared_texts(*headings))


def published(rows_of_headings: int = 55, columns: int = 1_900) -> bytes:
    """A sheet like a published table, with the same heading in every cell above its areas."""
    above = [shared_cells(0), *[shared_cells(*[1] * columns)] * rows_of_headings]
    return xlsx(
        rows(*above, shared_cells(2)),
        shared=shared_texts("Table A1 - x", "Total", "E07000178"),
    )


AMPLIFIED = [
    Amplified("long dates of a crosstab", POLICE, "r Q1 2019-20.xlsx", long_dates),
    Amplified("dates of a crosstab", POLICE, "r Q1 2019-20.xlsx", lambda: long_dates(5_200, 9_000)),
    Amplified("long titles", POLICE, "r.xlsx", lambda: long_titles("1 april - " * 3_276)),
    Amplified("titles", POLICE, "r.xlsx", lambda: long_titles("1 april - " * 1_600)),
    Amplified("titles on sheets", POLICE, "r.xlsx", lambda: long_titles("as at " * 140, 20)),
    Amplified("long headings", POLICE, "r.xlsx", long_headings),
    Amplified("headings, each another", POLICE, "r.xlsx",
              lambda: long_headings(150, sheets=4, distinct=60_000)),
    Amplified("headings", POLICE, "r.xlsx", lambda: long_headings(200, sheets=4)),
    Amplified("headings without end", POLICE, "r.xlsx", lambda: heading_words(4)),
    Amplified("long faults", POLICE, "r Q1 2019-20.xlsx", lambda: faulty_texts(500, LONGEST)),
    Amplified("faults", POLICE, "r Q1 2019-20.xlsx", lambda: faulty_texts(500, 10_000)),
    Amplified("many faults of a workbook", POLICE, "r Q1 2019-20.xlsx",
              lambda: faulty_texts(22_000, 200)),
    Amplified("many faults of 1 MB of text", POLICE, "r Q1 2019-20.csv",
              lambda: faulty_lines(999_000)),
    Amplified("rows of one text", POLICE, "r.ods",
              lambda: repeated_rows(text_cell("x" * 245), 200_000)),
    Amplified("rows of one number", POLICE, "r.ods",
              lambda: repeated_rows(number_cell("1"), 11_000, 18)),
    Amplified("cells of one text", POLICE, "r.xlsx",
              lambda: xlsx(rows(*[shared_cells(0)] * 1_500), shared=shared_texts("x" * LONGEST))),
    Amplified("old cells of one text", POLICE, "r.xls", lambda: old_long_texts(380)),
    Amplified("ragged lines", POLICE, "r.csv", lambda: ragged(90_000)),
    Amplified("more ragged lines", POLICE, "r.csv", lambda: ragged(4_000_000, 45)),
    Amplified("a short stream in a circle", POLICE, "r.xls", looping_short_stream),
    Amplified("sheets", POLICE, "r Q1 2019-20.xlsx", lambda: many_sheets(1_000)),
    Amplified("headings of a published table", MINISTRY, "r.xlsx", published),
    Amplified("fields of commas", POLICE, "r.csv", lambda: (b"," * 1_800 + b"x\n") * 500),
    Amplified("lines of quotation marks", POLICE, "r.csv", lambda: b'"",""\n' * 150_000),
]  # fmt: skip
