"""The parts of a workbook that is a zip, looked through before anything else opens it."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from sources.cells import Limits, Unreadable
from sources.reading.refusals import damaged, doctype, macros, protected, too_large

MOST_PARTS = 10_000
DIRECTORY_ENTRY = b"PK\x01\x02"
LOCAL_HEADER = struct.Struct("<4s22xHH")
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
        """Raise Unreadable unless every part is what the zip's directory says, and harmless."""
        self.data = data
        self.limits = limits
        self._entries = self._directory()
        self._check_places()
        if any(entry.flag_bits & ENCRYPTED for entry in self._entries.values()):
            raise protected()
        if sum(entry.file_size for entry in self._entries.values()) > limits.unpacked_bytes:
            raise too_large(f"unpacked it is more than {limits.unpacked_bytes // 1_000_000} MB")
        _check_macros(list(self._entries))
        for name in self._entries:
            self._inspect(name)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    def size(self, name: str) -> int:
        """How many bytes the part unpacks to; raises Unreadable when it is absent."""
        return self._entry(name).file_size

    def read(self, name: str) -> bytes:
        """The whole of a part that is expected to be small; raises Unreadable when it is absent."""
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes]:
        """The unpacked part in pieces; raises Unreadable when it is absent or damaged."""
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

    def _directory(self) -> dict[str, zipfile.ZipInfo]:
        if self.data.count(DIRECTORY_ENTRY) > MOST_PARTS:
            raise too_large(f"it is made of more than {MOST_PARTS} parts")
        try:
            with zipfile.ZipFile(BytesIO(self.data)) as archive:
                listed = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
            raise damaged() from None
        _check_names([entry.filename.removesuffix("/") for entry in listed])
        entries = [entry for entry in listed if not entry.is_dir()]
        named = {entry.filename.casefold(): entry for entry in entries}
        if len(named) < len(entries):
            raise Unreadable(
                "The workbook holds two parts of the same name, so what it says depends on who "
                "reads it. Please open it in Excel, save it again and send it."
            )
        return named

    def _check_places(self) -> None:
        """Raise Unreadable when two parts share bytes, as those of a bomb do."""
        end = 0
        for entry in sorted(self._entries.values(), key=lambda entry: entry.header_offset):
            if entry.header_offset < end:
                raise damaged()
            end = self._start(entry) + entry.compress_size
            if end > len(self.data):
                raise damaged()

    def _start(self, entry: zipfile.ZipInfo) -> int:
        header = self.data[entry.header_offset : entry.header_offset + LOCAL_HEADER.size]
        if len(header) < LOCAL_HEADER.size:
            raise damaged()
        signature, name_length, extra_length = LOCAL_HEADER.unpack(header)
        start = entry.header_offset + LOCAL_HEADER.size
        if signature != b"PK\x03\x04" or self.data[start : start + name_length] != (
            entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437")
        ):
            raise damaged()
        return int(start + name_length + extra_length)

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        start = self._start(entry)
        return memoryview(self.data)[start : start + entry.compress_size]

    def _inspect(self, name: str) -> None:
        """Unpack the part once: its size is true, its ratio bearable, and it has no DTD."""
        entry = self._entries[name]
        markup = name.endswith((".xml", ".rels"))
        size, tail = 0, b""
        for piece in self.stream(name):
            size += len(piece)
            if size > RATIO_FROM and size > self.limits.ratio * entry.compress_size:
                raise too_large("a part of it unpacks to far more than it should")
            if markup:
                window = tail + piece
                if any(doctype in window for doctype in DOCTYPES):
                    raise doctype()
                tail = window[-LONGEST_DOCTYPE:]


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
        if "\\" in name or ":" in name or "" in parts or "." in parts or ".." in parts:
            raise Unreadable(
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
