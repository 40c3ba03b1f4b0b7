"""Values of xlsx and ods workbooks by the fast reader."""

from io import BytesIO

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, XmlError, ZipError

from sources.files.rejections import damaged, damaged_at, protected
from sources.files.workbooks.cell_columns import Marks, columns_of


class CalamineReader:
    """A workbook opened by the fast reader, which has to see the sheets that the look saw."""

    def __init__(self, data: bytes, names: list[str]) -> None:
        """Open the workbook; raises FileUnreadable unless its sheets are `names`, in order."""
        try:
            self._book = CalamineWorkbook.from_filelike(BytesIO(data))
        except PasswordError:
            raise protected() from None
        except (CalamineError, ZipError, XmlError):
            raise damaged() from None
        if self._book.sheet_names != names or len(set(names)) < len(names):
            raise damaged()

    def columns(self, position: int, marks: Marks) -> tuple[list[pa.Array], list[pa.Array]]:
        """Return texts and kinds of the sheet at the 1-based position, with `marks` laid over them.

        The columns reach from A1 to the furthest filled cell.
        """
        try:
            sheet = self._book.get_sheet_by_index(position - 1)
            if sheet.start is None:
                return columns_of([], 0, marks=marks)
            # It yields the rows above the first filled one, but not the columns left of it.
            return columns_of(sheet.iter_rows(), sheet.width, sheet.start[1], marks)
        except (CalamineError, ZipError, XmlError):
            raise damaged_at(position) from None
        except BaseException as error:
            # What the reader raises where its own code gives up is no Exception, and has no name.
            if type(error).__name__ == "PanicException":
                raise damaged_at(position) from None
            raise
