"""The bytes of a text file as UTF-8, whatever encoding it was saved in."""

import codecs
import re
from typing import Any

import pyarrow as pa

from sources.files.sheet import FileUnreadable

# What British agencies type beyond ASCII: Latin letters, signs, typographic marks, emoji, and
# words of other alphabets. In a Windows-1252 text these byte sequences would be two or more odd
# characters in a row.
UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\xbf]{2}|\xf0\x9f[\x80-\xbf]{2}|\xef\xbb\xbf"
    rb"|(?:[\xc2-\xdf][\x80-\xbf]){2}|(?:[\xe1-\xef][\x80-\xbf]{2}){2}"
)

SAVE_AGAIN = "Please save it again as CSV UTF-8 and send it."
CHUNK = 1 << 20


def to_utf8(data: Any) -> pa.Buffer:
    """Return the text as UTF-8 without a byte order mark, in the memory of `data` where it can.

    `data` is the file's bytes (bytes or a memory map). Raises FileUnreadable for a NUL, for bytes
    that are no text, and for a file part of which is in one encoding and part in another.
    """
    head = data[:4]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _from_utf16(data)
    nul = data.find(b"\x00")
    if nul >= 0:
        raise FileUnreadable(
            f"The file holds a NUL character near line {_line(data, nul)}, so it is no plain text "
            f"table. {SAVE_AGAIN}",
        )
    start = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    buffer = pa.py_buffer(data)[start:]
    if _is_utf8(buffer):
        return buffer
    if start or UTF8_SEQUENCE.search(data):
        line = _line(data, _first_odd_byte(buffer))
        raise FileUnreadable(
            f"The file mixes two encodings: part of it is UTF-8, but line {line} is not. "
            f"{SAVE_AGAIN}",
            row=line,
        )
    return _transcoded(data, 0, "cp1252")


def _is_utf8(buffer: pa.Buffer) -> bool:
    offsets = pa.array([0, buffer.size], pa.int64()).buffers()[1]
    text = pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, buffer])
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _first_odd_byte(buffer: pa.Buffer) -> int:
    try:
        buffer.to_pybytes().decode()
    except UnicodeDecodeError as error:
        return error.start
    raise ValueError("the text is UTF-8")


def _from_utf16(data: Any) -> pa.Buffer:
    little = data[:2] == codecs.BOM_UTF16_LE
    buffer = _transcoded(data, 2, "utf-16-le" if little else "utf-16-be")
    if memoryview(buffer).tobytes().find(b"\x00") >= 0:
        raise FileUnreadable(
            f"The file holds a NUL character, so it is no text table. {SAVE_AGAIN}"
        )
    return buffer


def _transcoded(data: Any, start: int, encoding: str) -> pa.Buffer:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    sink = pa.BufferOutputStream()
    try:
        for at in range(start, len(data), CHUNK):
            sink.write(decoder.decode(data[at : at + CHUNK]).encode())
        sink.write(decoder.decode(b"", True).encode())
    except UnicodeError:
        raise FileUnreadable(
            f"The file holds bytes that are no text in its encoding. {SAVE_AGAIN}"
        ) from None
    return sink.getvalue()


def _line(data: Any, position: int) -> int:
    return int(data[:position].count(b"\n")) + 1
