"""XML read as a stream, with nothing in it that could be a trap."""

from collections.abc import Callable, Iterable
from itertools import chain
from xml.parsers import expat

from sources.files.rejections import damaged, doctype

Start = Callable[[str, dict[str, str]], None]


UTF8_NAMES = {"utf-8", "utf8", "us-ascii", "ascii"}
UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class LocalNames(dict[str, str]):
    """Names of elements without their prefix, by the name as written."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


def make_parser() -> expat.XMLParserType:
    """Return a parser that raises FileUnreadable for a DTD and for any encoding but UTF-8.

    Workbooks are written in UTF-8 alone. Another reader of the same file might not see a DTD,
    an entity or another encoding as this one does, so they are no matter of taste.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _reject_doctype
    parser.XmlDeclHandler = _check_encoding
    return parser


def feed(parser: expat.XMLParserType, pieces: Iterable[bytes]) -> None:
    """Parse the whole document; raises FileUnreadable when it is not well-formed."""
    iterator = iter(pieces)
    first = next(iterator, b"")
    if first.startswith(UTF16_STARTS):
        raise damaged()
    try:
        for piece in chain([first], iterator):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise damaged() from None


def walk(pieces: Iterable[bytes], start: Start) -> None:
    """Call `start` with the local name and the attributes of every element of the document."""
    parser, names = make_parser(), LocalNames()
    parser.StartElementHandler = lambda name, attributes: start(names[name], attributes)
    feed(parser, pieces)


def _reject_doctype(*_: object) -> None:
    raise doctype()


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.casefold() not in UTF8_NAMES:
        raise damaged()
