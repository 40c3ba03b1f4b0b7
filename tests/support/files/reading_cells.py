"""The cells of a file as its tests state them."""

from sources.files.sandbox.dispatch import parse
from sources.files.sheet import Kind, Limits, Sheet

T, N, D, B, E, U = Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.BOOLEAN, Kind.ERROR, Kind.UNCACHED
Cell = tuple[str, Kind] | None


def cells(sheet: Sheet) -> list[list[Cell]]:
    """The sheet's rows of texts with kinds, None where blank."""
    assert sheet.kinds is not None
    assert sheet.widths is None
    texts = [column.to_pylist() for column in sheet.columns]
    kinds = [column.to_pylist() for column in sheet.kinds]
    columns = [
        [cell(text, kind) for text, kind in zip(*pair, strict=True)]
        for pair in zip(texts, kinds, strict=True)
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def cell(text: str | None, kind: int) -> Cell:
    """Text and kind of a cell; a blank one has neither."""
    if text is None:
        assert kind == 0
        return None
    return text, Kind(kind)


def read(data: bytes, suffix: str = "xlsx") -> list[Sheet]:
    """The sheets of the file."""
    return parse(data, suffix, Limits())


def first(data: bytes, suffix: str = "xlsx") -> list[list[Cell]]:
    """The cells of the file's first sheet."""
    return cells(read(data, suffix)[0])
