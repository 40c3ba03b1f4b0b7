"""The county that the warehouse is for: the folder of its seeds, chosen by `DAW_COUNTY`."""

import os
from pathlib import Path

from core.project import COUNTIES

DEFAULT = "oxfordshire"
"""The county of a workspace that names none; the one place outside its folder that knows it."""


class CountyError(Exception):
    """No such county; the message names the setting and what there is."""


def county_folder() -> Path:
    """Return the folder of the county's seeds: DAW_COUNTY is its name here, or its own path.

    Raises CountyError where there is no such folder.
    """
    named = os.environ.get("DAW_COUNTY") or DEFAULT
    for folder in (COUNTIES / named, Path(named).absolute()):
        if folder.is_dir():
            return folder
    known = ", ".join(sorted(path.name for path in COUNTIES.iterdir() if path.is_dir()))
    raise CountyError(f"DAW_COUNTY is {named!r}: neither a folder nor one of {known}.")
