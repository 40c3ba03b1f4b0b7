"""The rejections that more than one reader gives, in words for the file's sender."""

from sources.files.sheet import FileUnreadable, Limits

AGAIN = "Please open it, save it again as an Excel workbook (xlsx) and send it."
DELETE = (
    "Please delete the rows far below and the columns far to the right of the table, and send "
    "it again."
)
FEW = 10
"""So many blank cells a filled one are nothing out of the way."""

LAST_ROW = 1_048_576
"""No spreadsheet program has more; what stands below is lost by some readers."""


def damaged() -> FileUnreadable:
    """Return the rejection of a workbook whose content contradicts itself or breaks off."""
    return FileUnreadable(f"The workbook is damaged and cannot be read safely. {AGAIN}")


def unusual(where: str) -> FileUnreadable:
    """Return the rejection of a file that breaks what reads it; `where` is for whoever mends that.

    It names an error and a place in the code.
    """
    return FileUnreadable(
        f"The file is damaged or of an unusual make and could not be read. {AGAIN}", where=where
    )


def damaged_at(sheet: int, row: int | None = None) -> FileUnreadable:
    """Return the rejection of a workbook with a damaged sheet, at its 1-based place and row."""
    where = f"Sheet {sheet} of the workbook is damaged" + (f" at row {row}" if row else "")
    return FileUnreadable(f"{where}. {AGAIN}", sheet=sheet, row=row or None)


def protected() -> FileUnreadable:
    """Return the rejection of a file that only a password opens."""
    return FileUnreadable(
        "The workbook is protected by a password. Please take the password off and send it again."
    )


_WITHOUT_MACROS = (
    "which are not taken. Please save it as an Excel workbook without macros (xlsx) and send it "
    "again."
)


def macros() -> FileUnreadable:
    """Return the rejection of a workbook that brings programs along."""
    return FileUnreadable(f"The workbook holds macros, {_WITHOUT_MACROS}")


def macros_by_name(suffix: str) -> FileUnreadable:
    """Return the rejection of a file whose name is that of a workbook with programs."""
    return FileUnreadable(
        f"The file's name ends in .{suffix}, which is for workbooks with macros, {_WITHOUT_MACROS}"
    )


def too_large(why: str) -> FileUnreadable:
    """Return the rejection of a file over a limit; `why` is a clause about the file."""
    return FileUnreadable(
        f"The file is too large: {why}. Please send it in smaller parts, or ask for the limit "
        "to be raised."
    )


def repeated_texts(position: int) -> FileUnreadable:
    """Return the rejection of a workbook that makes far more text of itself than its size says."""
    return too_large(f"the texts of its sheets up to sheet {position} repeat without end")


def doctype() -> FileUnreadable:
    """Return the rejection of XML with a document type definition (DTD), which can be a trap."""
    return FileUnreadable(
        "The workbook holds a document type definition (DTD), which no spreadsheet program "
        f"writes. {AGAIN}"
    )


def no_sheets() -> FileUnreadable:
    """Return the rejection of a workbook without a sheet of cells."""
    return FileUnreadable(f"The workbook has no sheet that can be read. {AGAIN}")


def check_reach(sheet: int, height: int, width: int, limits: Limits) -> None:
    """Raise FileUnreadable when the furthest cell is too far out to hold what lies between."""
    is_within = width <= limits.columns and height <= LAST_ROW
    if is_within and height * width <= limits.workbook_cells:
        return
    raise FileUnreadable(
        f"The furthest filled cell of sheet {sheet} is so far out that the sheet has more than "
        f"{limits.columns} columns, {LAST_ROW} rows or {limits.workbook_cells} cells. {DELETE}",
        sheet=sheet,
    )


def check_sheets(count: int, limits: Limits) -> None:
    """Raise FileUnreadable for more sheets than any return has."""
    if count > limits.sheets:
        raise too_large(f"it has more than {limits.sheets} sheets")


def check_filled(sheet: int, filled: int, limits: Limits) -> None:
    """Raise FileUnreadable when a workbook has more filled cells than a file of its size has."""
    if filled > limits.filled_cells:
        raise too_large(
            f"up to sheet {sheet} it has more than {limits.filled_cells} filled cells, far more "
            "than its size says"
        )


def check_blanks(sheet: int, blank: int, filled: int, limits: Limits) -> None:
    """Raise FileUnreadable when a workbook has far more blank than filled cells up to a sheet.

    They cost as much to read as any, and a small file can have them without end.
    """
    if blank > limits.blank_cells + FEW * filled:
        raise FileUnreadable(
            f"Up to sheet {sheet} the workbook has {filled} filled cells and far more blank ones "
            f"than the {limits.blank_cells} that are read: one stands so far out, or blank rows "
            f"are formatted. {DELETE}",
            sheet=sheet,
        )
