"""What is said of the files of a release: their names, their sizes, and when the next come."""

from datetime import date

from dashboard.view_models import ReleaseEdition
from dashboard.wording.formatting import count_in_words, day_words, number

WORKBOOK = "Excel workbook"
PDF = "PDF of all figures"
BOARD_PACK = "Board pack (PDF)"
NARRATIVE = "narrative for the Board (Word)"
NARRATIVE_TEXT = "narrative for the Board (text)"
DATA = "CSV data"
NEXT_RELEASE = "The next quarter is due for publication on {day}."
#: What stands beside the data files, a paragraph each.
DATA_NOTICE = (
    "{county} domestic abuse dashboard: data files",
    "{standing}",
    "{name}: {words}.",
    "Each table is a CSV file. The other file of the same name holds the same, for programs. The "
    "file data_dictionary.csv says what each column holds.",
)
_KILOBYTE = 1000


def size_in_words(size: int, pages: int | None = None) -> str:
    """Return how large a file is: `97 KB`, `101 pages, 2.8 MB`."""
    kilobytes = size / _KILOBYTE
    is_large = round(kilobytes) >= _KILOBYTE
    text = f"{number(kilobytes / _KILOBYTE)} MB" if is_large else f"{max(1, round(kilobytes))} KB"
    return text if pages is None else f"{count_in_words(pages, 'page')}, {text}"


def marks_heading(column: str) -> str:
    """Return the heading of a column with the marks of another column's figures."""
    return f"{column}: marks"


def data_notice(edition: ReleaseEdition) -> str:
    """Return what the data files are and of which edition, with its watermark or version."""
    standing = edition.watermark or f"Version {edition.version}"
    said = {"county": edition.county, "name": edition.name, "words": edition.words}
    return "\n\n".join(DATA_NOTICE).format(standing=standing, **said) + "\n"


def next_release(day: date) -> str:
    """Return when the next release is due."""
    return NEXT_RELEASE.format(day=day_words(day))
