"""A generator of traps, by kind: each draws files that exhaust, mislead or are not all there.

Those that are named one by one lie in `hostile`, `odd` and `amplified`; what is drawn here varies.
"""

import csv
import io
import struct
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from tests.support.files import amplified
from tests.support.files.made_files import number_cell, ods, rows, table, text_cell, xls, xlsx
from tests.support.files.made_traps import SECRET

HEADINGS = ["Comment", "Occurrence No", "Recorded", "Crime?", "District", "Officer"]
"""Those of incidents: three that are needed, one that is read, and one on each side that is not."""

NEEDED = (1, 2, 3)
MAPPED = (*NEEDED, 4)
MARK = '"'
DAYS = [f"{day:02}/05/2019" for day in range(1, 29)]


@dataclass(frozen=True)
class Trap:
    """A file of which it is only known that it must stop nothing: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Spoilt:
    """A file of which something went wrong after it was written: as it is, and as it was."""

    name: str
    content: bytes
    whole: bytes


@dataclass(frozen=True)
class TornTable:
    """A text table that was torn after it was written, and its rows as they were meant."""

    text: str
    rows: list[list[str]]
    is_as_meant: bool


def amplified_text() -> st.SearchStrategy[Trap]:
    """Small files that are a great deal of text to look at."""
    length = st.integers(1, 5_000)
    words = st.sampled_from(["1 april - ", "as at ", "Q1 2019-", "a", "£", "Total "])
    titles = st.builds(lambda word, count: amplified.long_titles(word * count), words, length)
    headings = st.builds(
        amplified.long_headings,
        length=st.integers(1, 600),
        sheets=st.integers(1, 2),
        distinct=st.integers(1, 500),
    )
    dates = st.builds(amplified.long_dates, count=st.integers(1, 200), length=length)
    faults = st.builds(amplified.faulty_texts, count=st.integers(1, 100), length=length)
    return (titles | headings | dates | faults).map(lambda data: Trap("r Q1 2019-20.xlsx", data))


def repeated_parts() -> st.SearchStrategy[Trap]:
    """Workbooks that say of one cell, row or sheet that it stands for many."""
    times = st.integers(1, 20).flatmap(lambda digits: st.integers(1, 10**digits))
    cell = st.sampled_from([text_cell(SECRET * 10), number_cell("1"), "<table:table-cell/>"])
    repeated_rows = st.builds(amplified.repeated_rows, cell, times, st.integers(1, 20))
    repeated_cells = st.builds(
        lambda count, before: ods(
            table(before + number_cell("1", f'table:number-columns-repeated="{count}"'))
        ),
        times,
        cell,
    )
    sheets = st.builds(amplified.many_sheets, st.integers(1, 200)).map(
        lambda data: Trap("r Q1 2019-20.xlsx", data)
    )
    return (repeated_rows | repeated_cells).map(lambda data: Trap("r.ods", data)) | sheets


def looping_chains() -> st.SearchStrategy[Trap]:
    """Old workbooks some of whose sectors do not lead where they should."""
    whole = xls(*[(number, SECRET, "x" * 50) for number in range(300)])
    table_at = 512 * (1 + struct.unpack_from("<I", whole, 76)[0])
    entry = st.tuples(st.integers(0, 127), st.integers(0, 200) | st.integers(0, 2**32 - 1))
    header = st.tuples(st.integers(44, 508), st.integers(0, 2**32 - 1))

    def damaged(entries: list[tuple[int, int]], headers: list[tuple[int, int]]) -> Trap:
        data = bytearray(whole)
        for place, value in entries:
            struct.pack_into("<I", data, table_at + 4 * place, value)
        for place, value in headers:
            struct.pack_into("<I", data, place, value)
        return Trap("r.xls", bytes(data))

    return st.builds(damaged, st.lists(entry, min_size=1, max_size=5), st.lists(header, max_size=1))


def torn_quoting() -> st.SearchStrategy[TornTable]:
    """Tables in which one quotation mark or delimiter is lacking, doubled or too many.

    Or all marks within a field have a backslash before them, as some programs write them: one
    fault at a time, since two may make up for one another.
    """
    text = st.sampled_from(
        ["Doe, Mary", 'Roe "Jim" X', "Smith", 'a, "b", c', '5" pipe', '", "', ""]
    )
    return st.builds(
        _torn,
        st.lists(st.tuples(text, text), min_size=1, max_size=6),
        st.sampled_from(
            ["none", "backslash", "without", "doubled", "more", "no delimiter", "a delimiter"]
        ),
        st.randoms(use_true_random=False),
    )


def _torn(texts: list[tuple[str, str]], damage: str, chance: Random) -> TornTable:
    escape = "\\" if damage == "backslash" else MARK
    meant = [
        [comment, f"O{number}", DAYS[number], "Crime", "Oxford", officer]
        for number, (comment, officer) in enumerate(texts)
    ]
    fields = [
        [
            f'"{field.replace(MARK, escape + MARK)}"' if set(field) & {",", MARK} else field
            for field in row
        ]
        for row in meant
    ]
    data = "".join(",".join(row) + "\n" for row in fields)
    head = ",".join(HEADINGS) + "\n"
    places = _places(data, damage)
    if places:
        at = chance.choice(places)
        added = {"doubled": MARK, "more": MARK, "a delimiter": ","}.get(damage, "")
        data = data[:at] + added + data[at + (not added) :]
    return TornTable(head + data, meant, damage == "none")


def _places(data: str, damage: str) -> list[int]:
    """Return where a table may be damaged in that way: delimiters only outside quotation marks."""
    if damage in ("none", "backslash"):
        return []
    if damage == "more":
        return list(range(len(data)))
    if damage in ("without", "doubled"):
        return [at for at, char in enumerate(data) if char == MARK]
    inside, places = False, []
    for at, char in enumerate(data):
        inside ^= char == MARK
        if not inside and (char == "," or damage == "a delimiter"):
            places.append(at)
    return places


def remarks() -> st.SearchStrategy[list[list[str]]]:
    """Rows of incidents with remarks beside the data, below it and in its place."""
    words = ["", "", "Total", "Notes", "Noted", "* late", "*", "Source: x", "Crime", "O1"]
    return st.lists(st.tuples(*[st.sampled_from(words)] * len(HEADINGS)).map(list), max_size=8)


def reads_as_data(row: list[str]) -> bool:
    """Return whether a row is data, sentence by sentence of docs/acceptance.md#a-row."""
    filled = [at for at, cell in enumerate(row) if cell]
    if not any(at in MAPPED for at in filled):
        return False
    first = row[filled[0]]
    lacks = any(not row[at] for at in NEEDED if at != filled[0])
    if first == "Total" and (filled[0] in NEEDED or lacks):
        return False
    is_note = first in ("Notes", "* late", "Source: x")
    if is_note and (lacks or not any(at in MAPPED for at in filled[1:])):
        return False
    return sum(at in MAPPED for at in filled) > 1


def written(lines: list[list[str]]) -> bytes:
    """Return the rows as text, as the standard library writes it."""
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue().encode()


def partial_writes() -> st.SearchStrategy[Spoilt]:
    """Files that were not written to their end: cut off, or filled up with nothing."""
    line = ["", "O1", "02/05/2019", "Crime", "Oxford", SECRET]
    cells = "".join(f'<c t="inlineStr"><is><t>{cell or "x"}</t></is></c>' for cell in line)
    wholes = {
        "r.csv": written([HEADINGS, *[line] * 20]),
        "r.xlsx": xlsx(rows(*[cells] * 20)),
        "r.ods": ods(table(*["".join(text_cell(cell or "x") for cell in line)] * 20)),
        "r.xls": xls(*[tuple(line)] * 20),
    }

    def spoilt(name: str, ends: tuple[float, float], how: str) -> Spoilt:
        whole = wholes[name]
        first, last = sorted(int(end * len(whole)) for end in ends)
        content = {
            "cut": whole[:first],
            "filled": whole[:first] + b"\0" * (len(whole) - first),
            "a hole": whole[:first] + b"\0" * (last - first) + whole[last:],
        }[how]
        return Spoilt(name, content, whole)

    share = st.floats(0, 1)
    return st.builds(
        spoilt,
        st.sampled_from(sorted(wholes)),
        st.tuples(share, share),
        st.sampled_from(["cut", "filled", "a hole"]),
    )
