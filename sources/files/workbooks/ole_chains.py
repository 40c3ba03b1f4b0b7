"""The sectors of an OLE container (xls), looked through before anything else reads them.

A stream lies in sectors that a table chains together: each entry names the sector that follows. A
chain that comes back to itself has no end, and the old format's reader follows it until memory is
full. Source: [MS-CFB], Compound File Binary File Format, sections 2.2 to 2.6.
"""

import struct
from typing import NamedTuple

import numpy as np

from sources.files.rejections import damaged

HEADER_BYTES = 512
SHIFTS_AT, CHAINS_AT, LISTED_AT = 30, 48, 76
SECTOR_SHIFTS, SHORT_SHIFT = (9, 12), 6
NO_SECTOR = 2**31
"""From here on a number is a mark, and no sector."""

ENTRY = struct.Struct("<64sHBBIII36xII4x")
"""Name, its length, kind, colour, left, right, child; then the first sector and the size."""

NO_ENTRY = 2**32 - 1
ROOT = 5
MOST_CHAINS = 4
"""All chains together are no longer than the file, but for one that two entries name."""


class ContainerEntry(NamedTuple):
    """A stream or folder of the container: its kind, its neighbours in the tree, its sectors."""

    kind: int
    neighbours: tuple[int, int, int]
    first: int
    size: int


def check_chains(data: bytes) -> None:
    """Raise FileUnreadable unless every chain of the container ends, and its entries are a tree."""
    if len(data) < HEADER_BYTES:
        raise damaged()
    shift, short_shift = struct.unpack_from("<HH", data, SHIFTS_AT)
    if shift not in SECTOR_SHIFTS or short_shift != SHORT_SHIFT:
        raise damaged()
    directory, _, least_size, short, _ = struct.unpack_from("<5I", data, CHAINS_AT)
    container = _Container(data, 1 << shift)
    entries = container.entries(directory)
    _check_tree(entries)
    short_table = container.numbers(container.chain(container.table, short))
    for entry in entries:
        if entry.kind and entry.size:
            is_short = entry.size < least_size and entry.kind != ROOT
            container.chain(short_table if is_short else container.table, entry.first)


class _Container:
    """The sectors of a container, and the table that chains them."""

    def __init__(self, data: bytes, sector_bytes: int) -> None:
        self._data, self._sector_bytes = data, sector_bytes
        self._sectors = -(-(len(data) - HEADER_BYTES) // sector_bytes)
        self._followed = 0
        self.table = self.numbers(self._table_sectors())

    def _table_sectors(self) -> list[int]:
        """Return the sectors that hold the table: those of the header, and of a chain of lists."""
        listed = list(struct.unpack_from("<109I", self._data, LISTED_AT))
        at, count = struct.unpack_from("<II", self._data, LISTED_AT - 8)
        seen: set[int] = set()
        while at < NO_SECTOR and count:
            if at >= self._sectors or at in seen:
                raise damaged()
            seen.add(at)
            *more, at = map(int, self.numbers([at]))
            listed += more
        sectors = [sector for sector in listed if sector < NO_SECTOR]
        if len(set(sectors)) < len(sectors) or len(sectors) > self._sectors:
            raise damaged()
        return sectors

    def numbers(self, sectors: list[int]) -> np.ndarray:
        """Return the numbers that sectors hold, one sector after the other."""
        return np.frombuffer(self.content(sectors), np.dtype("<u4"))

    def content(self, sectors: list[int]) -> bytes:
        """Return the bytes of sectors; of one that is not there whole, zeros for the rest."""
        size = self._sector_bytes
        starts = [HEADER_BYTES + sector * size for sector in sectors]
        return b"".join(self._data[at : at + size].ljust(size, b"\0") for at in starts)

    def chain(self, table: np.ndarray, first: int) -> list[int]:
        """Return the sectors from `first` on; raise FileUnreadable where they do not end."""
        sectors: list[int] = []
        at = first
        while at < NO_SECTOR:
            if at >= table.size or len(sectors) >= table.size:
                raise damaged()
            sectors.append(at)
            at = int(table[at])
        self._followed += len(sectors)
        if self._followed > MOST_CHAINS * (self.table.size + table.size):
            raise damaged()
        return sectors

    def entries(self, first: int) -> list[ContainerEntry]:
        """Return the entries of the directory that begins at a sector."""
        content = self.content(self.chain(self.table, first))
        entries = []
        for at in range(0, len(content), ENTRY.size):
            _, _, kind, _, left, right, child, start, size = ENTRY.unpack_from(content, at)
            entries.append(ContainerEntry(kind, (left, right, child), start, size))
        return entries


def _check_tree(entries: list[ContainerEntry]) -> None:
    """Raise FileUnreadable where an entry can be reached in two ways."""
    seen: set[int] = set()
    waiting = [0]
    while waiting:
        number = waiting.pop()
        if number in seen or number >= len(entries):
            raise damaged()
        seen.add(number)
        waiting += [other for other in entries[number].neighbours if other != NO_ENTRY]
