"""What the blank workbook and the marked copy say to the person who fills them in."""

ABOUT_COPY_SHEET = "About this copy"
ABOUT_COPY = (
    "This is a copy of your return. It shows where the problems are.",
    "Red: the row was not counted. Amber: the row was counted, but please check the value.",
    "Point at a coloured cell to read what is wrong.",
    "The copy holds values only: formulas, macros and hidden sheets were not copied.",
    "You may correct this copy and send it back. It replaces your whole return, so keep every row.",
)
