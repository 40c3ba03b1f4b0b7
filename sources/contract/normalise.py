"""Labels, headings and identifiers as people write them, folded to what is compared."""

import re
import unicodedata

# What a person cannot see: zero-width characters, soft hyphens, byte order marks, variation marks.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff"
_NO_LETTER = re.compile(r"[\W_]+")
_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))


def fold_text(text: str) -> str:
    """Return the text without outer spaces, with each run of inner ones as a single space."""
    return " ".join(text.translate(_INVISIBLE).split())


def fold_identifier(text: str) -> str:
    """Return the identifier as it is compared before its pseudonym is made: without case."""
    return fold_text(text).casefold()


def fold_label(text: str) -> str:
    """Return a label's letters and digits, without case; one that has none, as it stands."""
    label = unicodedata.normalize("NFKC", fold_text(text)).casefold()
    return _NO_LETTER.sub("", label) or fold_text(text)


def fold_heading(text: str) -> str:
    """Return a heading's letters and digits, without case; empty when it has none."""
    if text.isascii():
        return text.lower() if text.isalnum() else _NO_LETTER.sub("", text.lower())
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def without_footnote_digit(folded: str) -> str:
    """Return a folded heading without a trailing footnote digit (`Victim Name4`, `Total²`)."""
    return folded[:-1] if folded and folded[-1] in "0123456789" else folded
