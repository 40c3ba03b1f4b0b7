"""Numbers in running text, and the figures of a release that explain them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cached_property

from disclosure.audit.reader.release_reader import (
    PARTS,
    SHOWN,
    PrintedCell,
    PrintedFigure,
    PublishedRelease,
)
from disclosure.audit.reader.release_windows import shift

NUMBER = re.compile(r"(?<![\w.])\d(?:[\d,]*\d)?(?:\.\d+)?\s?%?")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NEUTRAL = re.compile(
    rf"\bQ(?:uarter )?[1-4]\b|\b\d{{1,2}} (?:{MONTHS})\b|\b(?:19|20)\d\d(?:[-/]\d\d)?\b"
    r"|#\w+|\bv\d+\b"
)
#: The data files with texts that may hold a number.
NAMING = (
    "measures", "areas", "categories", "activities", "definition_changes", "contract_indicators",
)  # fmt: skip
YEARLY = "published_yearly"  # the column of the catalogue that names tables
HALF_A_PLACE = {"rate": 0.5}


def number_of(text: str) -> float:
    """Return the number that a text is: 1204 for "1,204", 58 for "58%"."""
    return float(text.rstrip("% ").replace(",", ""))


def numbers_in(text: str) -> list[str]:
    """Return the numbers of a text as they stand; quarters, dates and years are none."""
    return [number.strip() for number in NUMBER.findall(NEUTRAL.sub(" ", text))]


class FigureLookup:
    """Looks up figures by the names that pages give them, and numbers among them."""

    def __init__(self, release: PublishedRelease) -> None:
        self.release = release

    def figure(self, mark: str) -> tuple[PrintedFigure | None, str]:
        """Return the figure and part that a mark names, None where the release has no such."""
        *key, part = mark.split("|")
        if len(key) != len(PrintedCell._fields) or part not in PARTS:
            return None, ""
        return self.release.figures.get(PrintedCell(*key)), part

    def is_hidden(self, mark: str) -> bool:
        """Return whether the figure that a mark names is hidden."""
        figure, _ = self.figure(mark)
        return figure is not None and figure.is_hidden

    def counts_people(self, figure: PrintedFigure) -> bool:
        """Return whether a figure is of a measure of people or cases."""
        return self.release.catalogue[figure.cell.measure].sensitive

    def figures(self, marks: str) -> list[PrintedFigure]:
        """Return the figures that marks name, "*" standing for anything."""
        named: dict[PrintedCell, PrintedFigure] = {}
        for mark in filter(None, marks.split(";")):
            pattern = mark.split("|")[: len(PrintedCell._fields)]
            if "*" not in pattern:
                figure = self.release.figures.get(PrintedCell(*pattern))
                named.update({figure.cell: figure} if figure else {})
                continue
            for figure in self._by_measure.get(pattern[0], ()):
                if all(
                    want in ("*", have) for want, have in zip(pattern, figure.cell, strict=True)
                ):
                    named[figure.cell] = figure
        return list(named.values())

    def unexplained(self, text: str, figures: Iterable[PrintedFigure]) -> list[str]:
        """Return the numbers of a text that no shown figure prints, those of names left out."""
        if not any(character.isdigit() for character in text):
            return []
        numbers = numbers_in(self._labels.sub(" ", text))
        known = list(figures)
        targets = {self._target(figure.cell.measure) for figure in known}
        return [
            number
            for number in numbers
            if number_of(number) / (100 if number.endswith("%") else 1) not in targets
            and not any(self.is_printed(number, figure, PARTS) for figure in known)
        ]

    @cached_property
    def targets(self) -> set[float]:
        """The targets of all measures."""
        targets = map(self._target, self.release.catalogue)
        return {target for target in targets if target is not None}

    def _target(self, measure: str) -> float | None:
        text = self.release.catalogue[measure].get("target_value")
        return float(text) if text.replace(".", "", 1).isdigit() else None

    def is_printed(self, text: str, figure: PrintedFigure, parts: Iterable[str]) -> bool:
        """Return whether a number is one of the figure's printed parts, rounded as pages round."""
        if figure.shown != SHOWN:
            return False
        decimals = len(text.rstrip("% ").partition(".")[2])
        kind = self.release.catalogue[figure.cell.measure].kind
        for part in parts:
            number = figure.number(part)
            if number is None:
                continue
            if text.endswith("%"):
                if part == "value" and not decimals and _is_share(number_of(text), figure):
                    return True
                continue
            half = HALF_A_PLACE.get(kind, 0.05) if part == "value" else 1e-9
            if decimals <= 1 and abs(number_of(text) - abs(number)) <= half + 1e-9:
                return True
        return False

    def measure_named(self, text: str) -> bool:
        """Return whether a text names a measure that counts people."""
        return any(name in text for name in self._names)

    def unexplained_of_measure(self, text: str) -> list[str] | None:
        """Return the numbers of a text that no figure of the measure that it begins with prints.

        The figures are those that a release tells of: of its quarter and of the one a year before,
        and where it publishes a table once a year, of the newest year and the one before. None
        where a text begins with no measure's name.
        """
        name = max(filter(text.startswith, self._measures_by_name), key=len, default="")
        if not name:
            return None
        figures = (
            figure
            for measure in self._measures_by_name[name]
            for figure in self._by_measure.get(measure, ())
            if figure.cell.quarter in self._quarters_told(measure)
        )
        return self.unexplained(text, figures)

    def _quarters_told(self, measure: str) -> set[str]:
        newest = {self.release.quarter}
        if self.release.catalogue[measure].get(YEARLY):
            newest.add(shift(self.release.quarter, -(int(self.release.quarter[-1]) % 4)))
        return newest | {shift(quarter, -4) for quarter in newest}

    @cached_property
    def _measures_by_name(self) -> dict[str, list[str]]:
        """The measures of each name."""
        named: dict[str, list[str]] = {}
        for measure in self.release.catalogue.values():
            if measure.get("name"):
                named.setdefault(measure.get("name"), []).append(measure.measure_id)
        return named

    @cached_property
    def _names(self) -> list[str]:
        catalogue = self.release.catalogue.values()
        return [m.get("name") for m in catalogue if m.sensitive and m.get("name")]

    @cached_property
    def _by_measure(self) -> dict[str, list[PrintedFigure]]:
        by_measure: dict[str, list[PrintedFigure]] = {}
        for figure in self.release.figures.values():
            by_measure.setdefault(figure.cell.measure, []).append(figure)
        return by_measure

    @cached_property
    def _labels(self) -> re.Pattern[str]:
        """What matches texts of the data files that hold a number: names, definitions, bands."""
        labels: set[str] = set()
        for name in NAMING:
            path = self.release.folder / "data" / f"{name}.csv"
            if path.is_file():
                with path.open(newline="", encoding="utf-8-sig") as file:
                    texts = (text for row in csv.reader(file) for text in row)
                    labels |= {text for text in texts if _is_label(text)}
        ordered = sorted(labels, key=lambda label: (-len(label), label))
        return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")


def _is_share(percentage: float, figure: PrintedFigure) -> bool:
    """Return whether per cents are a figure's value, or that of its parts where printed."""
    value, above, below = (figure.number(part) for part in ("value", "numerator", "denominator"))
    shares = [value, above / below if above is not None and below else None]
    return any(share is not None and abs(percentage / 100 - share) <= 0.0051 for share in shares)


def _is_label(text: str) -> bool:
    """Return whether a text is words with a digit among them; a bare number is no label."""
    return any(map(str.isdigit, text)) and (any(map(str.isalpha, text)) or "-" in text.strip("-"))
