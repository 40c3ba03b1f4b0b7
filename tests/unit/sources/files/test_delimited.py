"""Delimited text comes back as it was written, whatever the dialect, the encoding and the route."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.files.sandbox.dispatch import parse
from sources.files.sheet import FileUnreadable, Limits, Sheet
from sources.files.text import delimited, record_scan
from sources.files.text.delimited import find_delimiter, read_records
from sources.files.text.encoding import to_utf8
from sources.files.text.strict_csv import StrictReader

LIMITS = Limits()
MARK = '"'
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"]
MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}

any_text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6)
risky_text = st.text(st.sampled_from('a,;\t"\r\n é'), max_size=5)
tables = st.lists(st.lists(any_text | risky_text, max_size=4), min_size=1, max_size=12)


@pytest.fixture(autouse=True, scope="module")
def _small_parts() -> Iterator[None]:
    """Make the fast route take parts as small as these tests are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "WORTH_SPLITTING", 2)
        patch.setattr(record_scan, "CHUNK", 7)
        yield


def written(
    table: list[list[str]], delimiter: str = ",", line_end: str = "\r\n", quote_all: bool = False
) -> str:
    """The table as the standard library writes it."""
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(table)
    return out.getvalue()


def encoded(text: str, encoding: str) -> bytes:
    """The text in that encoding, with the mark that goes with it."""
    return MARKS.get(encoding, b"") + text.encode(encoding)


def records(sheet: Sheet) -> list[list[str]]:
    """The rows of a sheet of text, each as wide as it stood, blank cells as empty text."""
    assert sheet.widths is not None
    columns = [column.to_pylist() for column in sheet.columns]
    assert all(len(column) == len(sheet.widths) for column in columns)
    rows = []
    for i, width in enumerate(sheet.widths):
        row = [column[i] for column in columns]
        assert all(cell is None for cell in row[width:])
        assert "" not in row
        rows.append([cell or "" for cell in row[:width]])
    return rows


@settings(deadline=None)
@given(
    table=tables,
    delimiter=st.sampled_from(delimited.DELIMITERS),
    line_end=st.sampled_from(["\r\n", "\n", "\r"]),
    encoding=st.sampled_from(ENCODINGS),
    quote_all=st.booleans(),
)
def test_what_is_written_is_read(
    table: list[list[str]], delimiter: str, line_end: str, encoding: str, quote_all: bool
) -> None:
    # Python before 3.13 leaves a line break unquoted when it is not the dialect's own.
    has_breaks = any("\n" in cell or "\r" in cell for row in table for cell in row)
    text = written(table, delimiter, line_end, quote_all or (has_breaks and line_end != "\r\n"))
    try:
        data = encoded(text, encoding)
        buffer = to_utf8(data)
    except (UnicodeEncodeError, FileUnreadable):
        assert encoding == "cp1252"
        return
    if encoding == "cp1252" and buffer.to_pybytes() == data:
        return  # It happens to be UTF-8, and to say something else.
    if text.startswith("\ufeff") and encoding == "utf-8":
        return  # The text begins with what is a mark in a file.
    assert records(read_records(buffer, delimiter, LIMITS)) == table


@settings(deadline=None)
@given(st.text(st.sampled_from('ab,"\r\n'), max_size=60), st.integers(1, 9))
def test_both_routes_say_the_same(text: str, chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record_scan, "CHUNK", chunk)
        assert outcome(read_records, text) == outcome(read_exactly, text)


@settings(deadline=None)
@given(
    st.lists(st.text(st.sampled_from('ab,"\r\n'), max_size=9), max_size=12)
    | st.lists(st.sampled_from(["a,b\n", '"a\n",b\n', '"a""",\n', ",\r\n"]), min_size=4),
    st.integers(2, 9),
    st.integers(1, 4),
)
def test_pieces_say_what_the_whole_says(parts: list[str], threads: int, smallest: int) -> None:
    """Any number of cuts, quotation marks and line ends within fields on either side of one."""
    text = "".join(parts)
    whole = outcome(read_records, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "WORTH_A_PIECE", smallest)
        assert outcome(read_records, text, Limits(threads=threads)) == whole


@given(st.integers(0, 1000), st.integers(1, 100_000), st.integers(1, 64))
def test_pieces_follow_one_another_and_none_is_too_small(
    first: int, count: int, threads: int
) -> None:
    cuts = delimited._cuts(first, first + count, threads)
    assert (cuts[0], cuts[-1]) == (first, first + count)
    sizes = [end - start for start, end in pairwise(cuts)]
    assert len(sizes) <= min(threads, delimited.MOST_PIECES)
    assert len(sizes) == 1 or min(sizes) >= delimited.WORTH_A_PIECE


def read_exactly(text: pa.Buffer, delimiter: str, limits: Limits) -> Sheet:
    """The sheet by the exact route alone."""
    columns, widths = StrictReader(delimiter, limits).read(text, 1)
    return Sheet(None, 1, columns, None, widths)


def outcome(
    read: Callable[[pa.Buffer, str, Limits], Sheet], text: str, limits: Limits = LIMITS
) -> object:
    """The rows that are read, or the row that is rejected."""
    try:
        return records(read(pa.py_buffer(text.encode()), ",", limits))
    except FileUnreadable as rejection:
        return rejection.row


def test_rows_keep_their_numbers() -> None:
    sheet = parse(b'title\n\na,b,c\n1,"x\ny",3\n\n4,5\n', "csv", LIMITS)[0]
    assert records(sheet) == [["title"], [], ["a", "b", "c"], ["1", "x\ny", "3"], [], ["4", "5"]]
    assert sheet.widths is not None
    assert sheet.widths.tolist() == [1, 0, 3, 3, 0, 2]
    assert (sheet.name, sheet.position, sheet.kinds) == (None, 1, None)


def test_text_is_not_trimmed_and_stays_text() -> None:
    sheet = parse(b"a,b\n 1 ,NA\n  ,1.0\n", "csv", LIMITS)[0]
    assert records(sheet) == [["a", "b"], [" 1 ", "NA"], ["  ", "1.0"]]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("name;address\nx;1 High Street, Oxford\ny;2 Low Road, Bicester\n", ";"),
        ("name,note\nx,a; b\ny,c; d\nz,e\n", ","),
        ("name\tnote\nx\ta, b; c\n", "\t"),
        ("Sessions, Quarter 1\n\nname;count;place\nx;1;y\nz;2;y\n", ";"),
        ('"a;b";"c,d"\n"1;2";"3,4"\n', ";"),
        ("a;b;c\n", ";"),
        ("one column\nof text\n", ","),
    ],
)
def test_the_delimiter_is_decided_once_for_the_file(text: str, delimiter: str) -> None:
    assert find_delimiter(pa.py_buffer(text.encode())) == delimiter


@pytest.mark.parametrize("name", ["csv", "CSV", "tsv", "txt", ""])
def test_any_name_of_a_text_will_do(name: str) -> None:
    assert records(parse(b"a\tb\n1\t2\n", name.casefold(), LIMITS)[0]) == [["a", "b"], ["1", "2"]]


def test_typed_marks_are_no_mixed_encoding() -> None:
    text = "name,note\nZoë,“it’s” – £5…\nCAFÉ’S,x\n"
    assert records(parse(text.encode("cp1252"), "csv", LIMITS)[0])[1:] == [
        ["Zoë", "“it’s” – £5…"],
        ["CAFÉ’S", "x"],
    ]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('a,b\n1, "6, Long Row"\n', 2),
        ('a,b\n1,5" pipe\n', 2),
        ('a,b\n1,2\n\nx"y,3\n', 4),
        ('a;b\n"1;2"; 3" nails\n', 2),
        ('a\tb\n1\t2"\r\n', 2),
    ],
)
def test_half_of_a_torn_field_makes_a_file_unreadable(text: str, row: int) -> None:
    with pytest.raises(FileUnreadable, match="does not begin with a quotation mark") as raised:
        parse(text.encode(), "csv", LIMITS)
    assert raised.value.row == row


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,b\n1,so-called "home"\n', [["a", "b"], ["1", 'so-called "home"']]),
        ('a,b\n1,"5"" pipe"\n', [["a", "b"], ["1", '5" pipe']]),
        ('a,b\n"x ""y",2\n', [["a", "b"], ['x "y', "2"]]),
        ('a,b\n"x\n""",2\n', [["a", "b"], ['x\n"', "2"]]),
    ],
)
def test_marks_that_pair_up_or_stand_in_a_quoted_field_are_text(
    text: str, rows: list[list[str]]
) -> None:
    assert records(parse(text.encode(), "csv", LIMITS)[0]) == rows


@settings(deadline=None)
@given(st.lists(st.lists(st.text(st.sampled_from('ab ",'), max_size=4), min_size=1), min_size=1))
def test_what_was_written_without_marks_around_it_is_torn_by_an_odd_number_of_them(
    table: list[list[str]],
) -> None:
    """Fields with the delimiter in them, or a mark in front, are quoted; the others as they are."""
    needs_marks = re.compile('^"|,')
    fields = [
        [
            (f'"{field.replace(MARK, MARK * 2)}"' if needs_marks.search(field) else field)
            for field in row
        ]
        for row in table
    ]
    text = "".join(",".join(row) + "\n" for row in fields)
    torn = [
        number
        for number, row in enumerate(table, start=1)
        if any(not needs_marks.search(field) and field.count(MARK) % 2 for field in row)
    ]
    as_read = [row if row != [""] else [] for row in table]
    assert outcome(read_records, text) == (torn[0] if torn else as_read)
