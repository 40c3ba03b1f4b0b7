"""What the warehouse adds to agencies' reports: the figures of their returns, and questions.

A figure is told to an agency only where it is made from that agency's own rows, or is published by
its owner anyway: nobody learns another agency's small numbers.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from core.connections import connection
from core.county import this_county
from core.quarter import Quarter
from core.workspace import Workspace
from dashboard.wording.formatting import number, value_text
from sources.contract.schema import Contract, load_contracts
from sources.reports.report_content import ReturnContent
from sources.reports.report_files import original_folders, read_content, rewrite_report
from sources.reports.validation_report import ReturnFigures
from sources.wording.question_text import ASKED_ALONE, Question, question_in_words
from sources.wording.report_text import figure_line, not_recorded_line

Row = Mapping[str, Any]

_TABLES = {
    "returns": "select submission_id, agency, extract from quality.returns where is_current",
    "questions": "select * from quality.disagreements order by all",
    "completeness": "select * from quality.completeness where row_count > recorded_count",
    "measures": "select measure_id, name, kind, unit, extracts from marts.dim_measure "
    "order by position",
    "values": "select measure_id, quarter, area_code, numerator, denominator, value "
    "from measures.measure_values where period_type = 'quarter' and breakdown = 'all' "
    "and value is not null",
    "areas": "select area_code, area_name, level from marts.dim_area",
    "agencies": "select agency, area_code from marts.dim_agency",
    "activities": "select activity_id, short_title from marts.dim_activity",
}


def add_figures_to_reports(workspace: Workspace) -> int:
    """Write the reports of the returns that count anew, with figures and questions.

    Return how many changed. Reports of originals that are gone, and of returns that count no
    more, stay as they are.
    """
    with workspace.landing_lock(), connection(workspace.warehouse) as opened:
        made = _Warehouse.read(opened)
        by_file: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in made.rows("returns"):
            by_file[row["agency"], row["submission_id"]].add(row["extract"])
        return sum(
            _rewrite(workspace, folder, made, extracts)
            for (agency, submission_id), extracts in sorted(by_file.items())
            for folder in original_folders(workspace, agency, submission_id)
        )


def _rewrite(workspace: Workspace, folder: Path, made: "_Warehouse", extracts: set[str]) -> bool:
    """Write one file's report anew; return whether it changed."""
    content = read_content(folder)
    if content is None:
        return False
    figures = {
        (part.extract, part.quarter): made.return_figures(
            part, content.agency, content.submission_id
        )
        for part in content.returns
        if part.extract in extracts
    }
    return rewrite_report(workspace, folder, figures)


@dataclass(frozen=True)
class _Warehouse:
    """The tables of a warehouse that reports need, and the contracts."""

    tables: Mapping[str, Sequence[Row]]
    contracts: Mapping[str, Contract]
    values: Mapping[tuple[str, str, str], Row]

    @classmethod
    def read(cls, opened: Connection) -> "_Warehouse":
        """Return the tables as a connection reads them."""
        tables = {
            name: [dict(row) for row in opened.execute(text(query)).mappings()]
            for name, query in _TABLES.items()
        }
        values = {
            (row["measure_id"], row["quarter"], row["area_code"]): row for row in tables["values"]
        }
        return cls(tables, load_contracts(), values)

    def rows(self, table: str, **wanted: str) -> list[Row]:
        """Return the rows of a table whose columns have these values."""
        return [
            row
            for row in self.tables[table]
            if all(row[column] == value for column, value in wanted.items())
        ]

    def return_figures(self, part: ReturnContent, agency: str, submission_id: str) -> ReturnFigures:
        """Return what is to be said of one return."""
        quarter = Quarter.parse(part.quarter)
        area_code = self._area_of(agency)
        (area,) = self.rows("areas", area_code=area_code)
        missing = self.rows(
            "completeness", extract=part.extract, agency=agency, quarter=part.quarter
        )
        measures = self._measures_told(part, agency, area_code)
        return ReturnFigures(
            area["area_name"],
            quarter.months_in_words,
            quarter.previous.months_in_words,
            self._others(part, measures),
            [
                *(self._figure_line(measure, part, area_code) for measure in measures),
                *(
                    not_recorded_line(
                        row["characteristic"].replace("_", " ").capitalize(),
                        int(row["row_count"] - row["recorded_count"]),
                        int(row["row_count"]),
                    )
                    for row in missing
                ),
            ],
            list(self._questions(part, submission_id)),
        )

    def _area_of(self, agency: str) -> str:
        """Return the area that an agency's returns are about: its own, else the county."""
        for row in self.rows("agencies", agency=agency):
            if row["area_code"]:
                return str(row["area_code"])
        return str(self.rows("areas", level="county")[0]["area_code"])

    def _measures_told(self, part: ReturnContent, agency: str, area_code: str) -> list[Row]:
        """Return the measures of a return with a figure, this quarter or the one before."""
        quarters = (part.quarter, str(Quarter.parse(part.quarter).previous))
        return [
            measure
            for measure in self.rows("measures")
            if part.extract in _extracts_of(measure)
            and self._is_own(_extracts_of(measure), agency, area_code)
            and any((measure["measure_id"], each, area_code) in self.values for each in quarters)
        ]

    def _others(self, part: ReturnContent, measures: Sequence[Row]) -> list[str]:
        """Return the titles of the other returns that some of the measures are made from."""
        extracts = {each for measure in measures for each in _extracts_of(measure)}
        return sorted(self.contracts[each].title for each in extracts - {part.extract})

    def _figure_line(self, measure: Row, part: ReturnContent, area_code: str) -> str:
        """Return a measure's line: its figure this quarter and in the one before."""
        before = str(Quarter.parse(part.quarter).previous)
        now, then = (
            _printed(measure, self.values.get((measure["measure_id"], quarter, area_code)))
            for quarter in (part.quarter, before)
        )
        return figure_line(measure["name"], now, then)

    def _is_own(self, extracts: list[str], agency: str, area_code: str) -> bool:
        """Return whether figures for the area are made from the agency's rows alone."""
        county = this_county()
        has_own_area = any(row["area_code"] for row in self.rows("agencies", agency=agency))
        return all(
            county.agencies_of(extract) == (agency,)
            or (has_own_area and agency in county.agencies_of(extract))
            or not county.is_expected(extract)
            for extract in extracts
        )

    def _questions(self, part: ReturnContent, submission_id: str) -> Iterator[str]:
        """Yield the questions about a return, equal ones of several rows once."""
        asked: dict[tuple[Any, ...], list[Row]] = {}
        rows = self.rows("questions", submission_id=submission_id, extract=part.extract)
        for number_, row in enumerate(rows):
            alone = number_ if row["code"] in ASKED_ALONE else None
            asked.setdefault((row["code"], row["sheet"], alone), []).append(row)
        for (code, sheet, _), equal in asked.items():
            first = equal[0]
            yield question_in_words(
                Question(
                    code,
                    rows=[int(row["row_number"]) for row in equal if row["row_number"]],
                    sheet=part.sheet_names.get(int(sheet)) if sheet else None,
                    days=[abs(int(row["days"])) for row in equal if row["days"] is not None],
                    figure=self._figure(part, first, "figure_name", "figure"),
                    compared=self._figure(part, first, "compared_name", "compared_figure"),
                    place=self._name("areas", "area_code", first["area_code"], "area_name"),
                    day=first["meeting_date"],
                    things=[
                        self._name("activities", "activity_id", row["activity"], "short_title")
                        for row in equal
                    ],
                )
            )

    def _figure(
        self, part: ReturnContent, row: Row, name: str, figure: str
    ) -> tuple[str, float] | None:
        """Return a figure that a question is about, with the heading that the sender gave it."""
        if not row[name]:
            return None
        columns = self.contracts[part.extract].columns.values()
        column = next(each for each in columns if each.staged_name == row[name])
        return part.headings.get(column.name, column.heading), float(row[figure])

    def _name(self, table: str, key: str, code: str | None, name: str) -> str:
        """Return what people call the thing with a code; nothing where there is no code."""
        found = self.rows(table, **{key: code}) if code else []
        return str(found[0][name]) if found else str(code or "")


def _extracts_of(measure: Row) -> list[str]:
    return (measure["extracts"] or "").split(";")


def _printed(measure: Row, value: Row | None) -> str:
    """Return a figure as it is printed, a percentage with what it is of."""
    if value is None:
        return "no figure"
    is_share = measure["unit"] == "%" and value["numerator"] is not None and value["denominator"]
    of = (value["numerator"], value["denominator"]) if is_share else None
    printed = value_text(measure["kind"], measure["unit"], value["value"], of)
    return f"{printed} ({number(of[0])} of {number(of[1])})" if of else printed
