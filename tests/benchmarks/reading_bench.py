"""Prints what reading costs, of good files of each kind: the file reader alone.

`.venv/bin/python -m tests.benchmarks.reading_bench [ROWS]`
"""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from sources.files.sandbox.protocol import READ
from tests.benchmarks.reading_cost import cost
from tests.support.files.made_files import number_cell, ods, rows, table, text_cell, xls, xlsx

COLUMNS = 10
MOST_OLD_ROWS = 60_000
"""An old workbook has no more than 65,536 rows."""


def main() -> None:
    """Prints a line a kind: cells, KB as sent, processor seconds, cells a second, MiB."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with TemporaryDirectory() as folder:
        for suffix, make in KINDS.items():
            path = Path(folder) / f"file.{suffix}"
            path.write_bytes(make(count))
            outcome = cost(path)
            assert outcome.status == READ, suffix
            cells, seconds = count * COLUMNS, outcome.processor_seconds
            print(
                f"{suffix:5} {cells:>9,} cells {path.stat().st_size / 1e3:8,.0f} kB "
                f"{seconds:6.2f} s {cells / seconds:>12,.0f} cells/s "
                f"{outcome.memory_bytes / 2**20:5.0f} MiB"
            )


def _csv(count: int) -> bytes:
    return b"".join(b"%d,text,2019-04-01,%d\n" % (i, i) for i in range(count * COLUMNS // 4))


def _xlsx(count: int) -> bytes:
    cells = (
        f'<c r="A{i}"><v>{i}</v></c><c r="B{i}" t="s"><v>0</v></c>'
        + "".join(f'<c r="{letter}{i}"><v>{i}</v></c>' for letter in "CDEFGHIJ")
        for i in range(1, count + 1)
    )
    return xlsx(rows(*cells), shared="<si><t>text</t></si>")


def _ods(count: int) -> bytes:
    return ods(table(*(number_cell(str(i)) * 5 + text_cell(f"t{i}") * 5 for i in range(count))))


def _xls(count: int) -> bytes:
    return xls(*((i, *["text"] * (COLUMNS - 1)) for i in range(min(count, MOST_OLD_ROWS))))


KINDS: dict[str, Callable[[int], bytes]] = {"csv": _csv, "xlsx": _xlsx, "ods": _ods, "xls": _xls}


if __name__ == "__main__":
    main()
