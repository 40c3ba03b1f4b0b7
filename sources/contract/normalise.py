"""Words as people write them, folded to what is compared."""

import re
import unicodedata

# What a person cannot see: zero-width characters, soft hyphens, byte order marks, variation marks.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff"
_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))


def fold_text(text: str) -> str:
    """The text without outer spaces; inner spaces, non-breaking spaces and line breaks are one."""
    return " ".join(text.translate(_INVISIBLE).split())


def fold_identifier(text: str) -> str:
    """The identifier as it is compared before its pseudonym is made: folded, without case."""
    return fold_text(text).casefold()


def fold_word(text: str) -> str:
    """The letters and digits of a word, without case; a word that has none, as it stands."""
    word = unicodedata.normalize("NFKC", fold_text(text)).casefold()
    return "".join(filter(str.isalnum, word)) or fold_text(text)


def fold_heading(text: str) -> str:
    """The letters and digits of a heading, without case; empty when it has none."""
    heading = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, heading))


def heading_without_footnote(text: str) -> str:
    """The folded heading without one trailing footnote digit (`Victim Name4`, `Total²`)."""
    return re.sub(r"[0-9]$", "", fold_heading(text))
