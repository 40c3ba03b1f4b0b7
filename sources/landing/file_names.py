"""File names as they may be landed (docs/acceptance.md#a-files-name)."""

import re
from datetime import date


def mask_file_name(name: str) -> str:
    """Return the name without long numbers, email addresses and control characters.

    A number that says a period is no identifier, and stays.
    """
    name = name.encode("utf-8", "replace").decode()
    name = "".join(char if char.isprintable() else "?" for char in name)
    name = re.sub(r"[^\s@/]+@[^\s@/]+", "(email)", name)
    return re.sub(r"\d{6,}", lambda run: run[0] if _is_period(run[0]) else "(number)", name)


def _is_period(digits: str) -> bool:
    """Return whether the digits are a month, a day or a financial year from 2010 to 2099.

    A return is for no earlier one, and an earlier day may be somebody's day of birth.
    """
    match = re.fullmatch(r"(20[1-9][0-9])([0-9]{2})([0-9]{2})?", digits)
    if match is None:
        return False
    year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
    if day == 1 and not match[3] and month == (year + 1) % 100:
        return True
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
