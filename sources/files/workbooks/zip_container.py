"""The parts of a workbook that is a zip, looked through before anything else opens it."""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO

from sources.files.rejections import damaged, doctype, macros, protected, too_large
from sources.files.sheet import FileUnreadable, Limits

MOST_PARTS = 10_000
DIRECTORY_ENTRY = b"PK\x01\x02"
LOCAL_HEADER = struct.Struct("<4s2xHH16xHH")
CHUNK = 1 << 18
ENCRYPTED = 0x1
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
LONGEST_DOCTYPE = max(map(len, DOCTYPES))
RATIO_FROM = 10_000_000
"""Smaller parts may be packed as tightly as they like: small tables of zeros are."""

NO_MACRO_CODE = {"script-lc.xml", "script-lb.xml"}
"""An OpenDocument file lists its macro libraries in these even when it has none."""


class Package:
    """The inspected parts of a zip: names that are unique and safe, sizes that are true."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raise FileUnreadable unless every part is what the zip's directory says, and harmless."""
        self.data = data
        self.limits = limits
        listed = self._directory()
        if any(entry.flag_bits & ENCRYPTED for entry in listed):
            raise protected()
        self._check_places(listed)
        self._entries = _by_name(entry for entry in listed if not entry.is_dir())
        self._check_sizes()
        _check_macros(list(self._entries))
        for name in self._entries:
            if name.endswith((".xml", ".rels")):
                self._check_doctype(name)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    def size(self, name: str) -> int:
        """Return how many bytes the part unpacks to; raises FileUnreadable when it is absent."""
        return self._entry(name).file_size

    def read(self, name: str) -> bytes:
        """Return the whole of a part that should be small; raise FileUnreadable if absent."""
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield the unpacked part in pieces; raise FileUnreadable when it is absent or damaged."""
        entry = self._entry(name)
        packed = self._packed(entry)
        if entry.compress_type == zipfile.ZIP_STORED:
            pieces = _stored(packed)
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            pieces = _inflated(packed)
        else:
            raise damaged()
        size = check = 0
        for piece in pieces:
            size += len(piece)
            check = zlib.crc32(piece, check)
            if size > entry.file_size:
                raise damaged()
            yield piece
        if size != entry.file_size or check != entry.CRC:
            raise damaged()

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = self._entries.get(name.casefold())
        if entry is None:
            raise damaged()
        return entry

    def _directory(self) -> list[zipfile.ZipInfo]:
        if self.data.count(DIRECTORY_ENTRY) > MOST_PARTS:
            raise too_large(f"it is made of more than {MOST_PARTS} parts")
        try:
            with zipfile.ZipFile(BytesIO(self.data)) as archive:
                listed = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
            raise damaged() from None
        _check_names([entry.orig_filename.removesuffix("/") for entry in listed])
        return listed

    def _check_places(self, listed: list[zipfile.ZipInfo]) -> None:
        """Raise FileUnreadable when parts share bytes, as those of a bomb do, or others come first.

        What comes first may be another workbook, which other programs might open.
        """
        end = 0
        for entry in sorted(listed, key=lambda entry: entry.header_offset):
            if entry.header_offset < end or (not end and entry.header_offset):
                raise damaged()
            end = self._start(entry) + entry.compress_size
            if end > len(self.data):
                raise damaged()

    def _check_sizes(self) -> None:
        """Raise FileUnreadable for sizes beyond the limits; `stream` sees that they are true."""
        sizes = [(entry.file_size, entry.compress_size) for entry in self._entries.values()]
        if sum(size for size, _ in sizes) > self.limits.unpacked_bytes:
            limit = self.limits.unpacked_bytes // 1_000_000
            raise too_large(f"unpacked it is more than {limit} MB")
        if any(size > RATIO_FROM and size > self.limits.ratio * packed for size, packed in sizes):
            raise too_large("a part of it unpacks to far more than it should")

    def _start(self, entry: zipfile.ZipInfo) -> int:
        header = self.data[entry.header_offset : entry.header_offset + LOCAL_HEADER.size]
        if len(header) < LOCAL_HEADER.size:
            raise damaged()
        signature, flags, method, name_length, extra_length = LOCAL_HEADER.unpack(header)
        start = entry.header_offset + LOCAL_HEADER.size
        if signature != b"PK\x03\x04" or self.data[start : start + name_length] != (
            entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437")
        ):
            raise damaged()
        if method != entry.compress_type or (flags ^ entry.flag_bits) & ENCRYPTED:
            raise damaged()
        return int(start + name_length + extra_length)

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        start = self._start(entry)
        return memoryview(self.data)[start : start + entry.compress_size]

    def _check_doctype(self, name: str) -> None:
        """Unpack a part of XML once, to see that it is whole and has no DTD."""
        tail = b""
        for piece in self.stream(name):
            window = tail + piece
            if any(start in window for start in DOCTYPES):
                raise doctype()
            tail = window[-LONGEST_DOCTYPE:]


def _by_name(entries: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    named: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        if named.setdefault(entry.filename.casefold(), entry) is not entry:
            raise FileUnreadable(
                "The workbook holds two parts of the same name, so what it says depends on who "
                "reads it. Please open it in Excel, save it again and send it."
            )
    return named


def _stored(packed: memoryview) -> Iterator[bytes]:
    for i in range(0, len(packed), CHUNK):
        yield bytes(packed[i : i + CHUNK])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for i in range(0, len(packed), CHUNK):
            waiting = bytes(packed[i : i + CHUNK])
            while waiting:
                if inflater.eof:
                    raise damaged()
                yield inflater.decompress(waiting, CHUNK)
                waiting = inflater.unused_data or inflater.unconsumed_tail
        yield inflater.flush()
    except zlib.error:
        raise damaged() from None
    if not inflater.eof:
        raise damaged()


def _check_names(names: list[str]) -> None:
    for name in names:
        parts = name.split("/")
        if (
            "\0" in name
            or "\\" in name
            or ":" in name
            or "" in parts
            or "." in parts
            or ".." in parts
        ):
            raise FileUnreadable(
                "The workbook holds a part whose name points out of the file. Please open it in "
                "Excel, save it again and send it."
            )


def _check_macros(names: list[str]) -> None:
    for name in names:
        folder, _, last = name.rpartition("/")
        if last.startswith("vbaproject") or "macrosheets" in folder or folder.startswith("scripts"):
            raise macros()
        if folder.startswith("basic") and last not in NO_MACRO_CODE:
            raise macros()
