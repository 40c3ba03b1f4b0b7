"""The county that the warehouse is for, chosen by `DAW_COUNTY`: its seeds and who sends what."""

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

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
    raise CountyError(
        f"DAW_COUNTY is {named!r}, which is not a folder. Use a folder, or one of: {known}."
    )


@dataclass(frozen=True)
class AgreedDelivery:
    """That an agency sends an extract: whether it is looked for every quarter, and whom to ask."""

    extract: str
    agency: str
    expected: bool
    contact: str


class ReturnsContact(BaseModel):
    """Whom agencies ring and write to about their returns, and where they send them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = "the co-ordinator of the domestic abuse partnership"
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class County:
    """What a county has agreed with its agencies."""

    deliveries: tuple[AgreedDelivery, ...]
    agency_names: Mapping[str, str] = field(default_factory=dict)
    contact: ReturnsContact = field(default_factory=ReturnsContact)

    def agency_name(self, agency: str) -> str:
        """Return what people call an agency; its identifier where the county does not name it."""
        return self.agency_names.get(agency, agency)

    def agencies_of(self, extract: str) -> tuple[str, ...]:
        """Return the agencies that send an extract; none where the county has no part in it."""
        return tuple(each.agency for each in self.deliveries if each.extract == extract)

    def deliveries_of(self, extract: str) -> tuple[AgreedDelivery, ...]:
        """Return what was agreed with each agency that sends an extract."""
        return tuple(each for each in self.deliveries if each.extract == extract)

    def extracts_of(self, agency: str) -> frozenset[str]:
        """Return the extracts that an agency sends."""
        return frozenset(each.extract for each in self.deliveries if each.agency == agency)

    def is_expected(self, extract: str) -> bool:
        """Return whether somebody is looked to for the extract every quarter."""
        return any(each.expected for each in self.deliveries if each.extract == extract)

    def contacts_of(self, extract: str) -> tuple[str, ...]:
        """Return whom to ask for an extract, each once."""
        contacts = (each.contact for each in self.deliveries if each.extract == extract)
        return tuple(dict.fromkeys(contacts))


def this_county() -> County:
    """Return what the county in use has agreed."""
    return load_county(county_folder())


@cache
def load_county(folder: Path) -> County:
    """Return what the county of a folder has agreed: its deliveries, agencies and contact."""
    return County(
        tuple(
            AgreedDelivery(row["extract"], row["agency"], row["expected"] == "true", row["contact"])
            for row in _rows(folder / "deliveries.csv")
        ),
        {row["agency"]: row["agency_name"] for row in _rows(folder / "agencies.csv")},
        _contact(folder / "contact.yml"),
    )


def _contact(path: Path) -> ReturnsContact:
    """Return whom the county's agencies turn to; a county may name nobody yet."""
    if not path.exists():
        return ReturnsContact()
    return ReturnsContact.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))
