"""What a contract is made of: columns and layouts."""

from typing import Annotated, Literal

import pyarrow as pa
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    model_validator,
)

from core.quarter import Quarter

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]
QuarterText = Annotated[InstanceOf[Quarter], BeforeValidator(lambda text: Quarter.parse(str(text)))]

LANDED_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "code": pa.string(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    "integer": pa.int64(),
    "number": pa.float64(),
    "yes_no": pa.bool_(),
    "list": pa.list_(pa.string()),
}

UNKNOWN_AGE = "unknown"
"""The age band of a cell that holds no age."""


class Part(BaseModel):
    """A part of a contract: nothing in it is unknown, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Part):
    """One column of an extract."""

    name: Name
    description: Text
    headings: tuple[Text, ...] = ()
    type: Literal["text", "code", "date", "datetime", "integer", "number", "yes_no", "list"]
    list: Name | None = None
    """The code list whose labels and synonyms a `code` column holds."""

    earlier_list: Name | None = None
    """The code list that it had before: what was landed then may hold codes that `list` lacks."""

    area: bool = False
    """It says which area a row is about: a place outside the county reads as `elsewhere`."""

    warehouse_name: Name | None = None
    """What the column is called from staging on; its own name where nothing is said."""

    privacy: Literal["pseudonymise", "drop", "band"] | None = None
    """pseudonymise: landed as a pseudonym; drop: never landed; band: landed as an age band."""

    kind: Name | None = None
    """What sort of identifier a person column holds; its name where nothing is said."""

    needed: bool = False
    """Without a value the row is quarantined; without its heading a sheet is not the extract."""

    heading_needed: bool = False
    """Without its heading a sheet is not the extract, though its cells may be blank."""

    optional: bool = False
    """The heading may be missing from a return; the values are then blank."""

    fill_down: bool = False
    """A blank cell repeats the one above it (merged cells)."""

    from_title: bool = False
    """Where no heading is found, a title cell that is on the code list stands for it."""

    month_of_quarter: Literal[1, 2, 3] | None = None
    """The heading is this month of the return's quarter: `Apr-19`, or an Excel date."""

    @property
    def may_be_missing(self) -> bool:
        """Whether a return may lack the column altogether: its values are then "not collected"."""
        return not (self.needed or self.heading_needed or self.privacy == "drop")

    @property
    def heading(self) -> str:
        """The heading that people know it by; what it holds where the layout gives it."""
        return self.headings[0] if self.headings else self.description

    @property
    def staged_name(self) -> str:
        """Return the column's name in the warehouse, from staging on."""
        return self.warehouse_name or self.name

    @property
    def identifier_kind(self) -> str:
        """The sort of identifier in a person column, for the scope of its pseudonym."""
        return self.kind or self.name

    @property
    def has_marker(self) -> bool:
        """Whether the column lands with a `<column>_marker` beside it."""
        return self.type in ("integer", "number") and self.privacy is None

    @model_validator(mode="after")
    def _is_sound(self) -> "Column":
        if (self.type == "code") != (self.list is not None):
            raise ValueError("a code column, and no other, names its code list under `list`")
        if self.type != "code" and (self.area or self.earlier_list):
            raise ValueError("`area` and `earlier_list` are for columns with a code list")
        if self.kind and self.privacy != "pseudonymise":
            raise ValueError("`kind` is for columns of which privacy is `pseudonymise`")
        if self.privacy == "pseudonymise" and self.type != "text":
            raise ValueError("an identifier (privacy `pseudonymise`) is text")
        if self.privacy == "band" and self.type != "integer":
            raise ValueError("an age (privacy `band`) is an integer")
        if self.from_title and self.type != "code":
            raise ValueError("only a code column can be read from a title (`from_title`)")
        if self.month_of_quarter and self.headings:
            raise ValueError("a month's heading follows from the quarter: it has no `headings`")
        return self


class TableLayout(Part):
    """A heading row with one row of cells for each record below it."""

    kind: Literal["table"] = "table"


class FormLayout(Part):
    """A table, or its headings one below the other with the value to the right of each."""

    kind: Literal["form"]


class CrosstabLayout(Part):
    """A table whose further headings are on a code list: each filled cell is one row."""

    kind: Literal["crosstab"]
    across: Name
    """The column that the headings give."""

    cells: Name
    """The column that the cells give."""

    at_least: Annotated[int, Field(ge=1)] = 1
    """How many headings must be on the list for the sheet to be this extract."""

    best_first: tuple[Text, ...]
    """The codes of the cells in the order in which one wins where two headings are one code."""


class PublishedFigure(Part):
    """Where a figure stands in published tables."""

    tables: tuple[tuple[Text, ...], ...]
    """Sets of tables: the first set of which all are there gives the figure, added up."""

    headings: tuple[tuple[Text, ...], ...]
    """Paths of stacked headings from the top down, any of them; sub-columns by their total."""

    needed: bool = False


class PublishedTablesLayout(Part):
    """Several published tables of one workbook, joined by the area code of their rows."""

    kind: Literal["published_tables"]
    join: Name
    figures: dict[Name, PublishedFigure]
    title_words: dict[Text, Text] = {}
    """Words of the titles of tables that may bear one another's name: they tell them apart."""


Layout = Annotated[
    TableLayout | FormLayout | CrosstabLayout | PublishedTablesLayout, Field(discriminator="kind")
]


class FormRows(Part):
    """The rows that a blank workbook holds beforehand: one for each code of a column's list."""

    codes: Name
    """The column whose codes they are."""

    title: Text
    """The heading of what each code is called: for the reader, and not read back."""


class OrderedDates(Part):
    """Two dates of a row of which the second cannot be before the first."""

    first: Name
    then: Name
    by: Literal["day", "time"] = "day"
