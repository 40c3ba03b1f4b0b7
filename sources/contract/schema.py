"""Contracts: one file per extract, the only hand-written statement about it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import pyarrow as pa
import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from core.county import this_county
from core.project import CONTRACTS
from sources.contract.elements import (
    LANDED_TYPES,
    UNKNOWN_AGE,
    Column,
    CrosstabLayout,
    FormLayout,
    FormRows,
    Layout,
    Name,
    OrderedDates,
    Part,
    PublishedFigure,
    PublishedTablesLayout,
    TableLayout,
    Text,
)
from sources.contract.normalise import fold_heading

__all__ = [
    "CONTRACTS",
    "LANDED_TYPES",
    "UNKNOWN_AGE",
    "Column",
    "Contract",
    "ContractError",
    "CrosstabLayout",
    "FormLayout",
    "OrderedDates",
    "PublishedFigure",
    "PublishedTablesLayout",
    "TableLayout",
    "contracts_of",
    "load_contract",
    "load_contracts",
]


class ContractError(Exception):
    """A contract that cannot be used; the message names the file, the key and what is wrong."""


class Contract(Part):
    """What is known and agreed about one extract."""

    extract: Name
    title: Text
    """What the return is called, as in `MARAC cases`."""

    description: Text
    form: Text
    """The kind of file and its habits, for people."""

    delivery: Literal["quarterly", "register"]
    coverage: Literal["own_quarter", "back_from_as_at", "carried_forward"]
    """Which quarters a return speaks for: its own, all before its as-at date, or its own and the
    following ones until the next return."""

    area: Literal["sender"] | None = None
    """sender: the rows are about the district that sends them."""

    layout: Layout = TableLayout()
    key: tuple[Name, ...]
    period: Name | None = None
    order: tuple[OrderedDates, ...] = ()
    max_rows: Annotated[int, Field(ge=1)] | None = None
    """Every data row after so many is a duplicate."""

    form_rows: FormRows | None = None
    """Which rows a blank workbook holds beforehand; none where nothing is said."""

    columns: dict[Name, Column]

    @field_validator("columns", mode="before")
    @classmethod
    def _name_columns(cls, columns: Any) -> Any:
        if not isinstance(columns, dict):
            return columns
        return {
            name: {**column, "name": name} if isinstance(column, dict) else column
            for name, column in columns.items()
        }

    @property
    def needed(self) -> tuple[Column, ...]:
        """The columns without which a row cannot be accepted."""
        return tuple(column for column in self.columns.values() if column.needed)

    @property
    def needed_headings(self) -> tuple[Column, ...]:
        """The columns whose headings must be found for a sheet to be this extract.

        A column that is optional, that a title may stand for, or that the layout supplies, is not
        among them.
        """
        return tuple(
            column
            for column in self.columns.values()
            if (column.needed or column.heading_needed)
            and column.headings
            and not (column.optional or column.from_title)
        )

    @property
    def landed_columns(self) -> dict[str, pa.DataType]:
        """The names and types of what is landed, in the contract's order, markers included."""
        landed: dict[str, pa.DataType] = {}
        for name, column in self.columns.items():
            if column.privacy == "drop":
                continue
            landed[name] = pa.string() if column.privacy == "band" else LANDED_TYPES[column.type]
            if column.has_marker:
                landed[f"{name}_marker"] = pa.string()
        return landed

    @model_validator(mode="after")
    def _is_sound(self) -> "Contract":
        for errors in (self._name_errors(), self._layout_errors(), self._heading_errors()):
            for error in errors:
                raise ValueError(error)
        if (self.coverage == "own_quarter") > (self.delivery == "quarterly"):
            raise ValueError("coverage: only a quarterly return speaks for its own quarter alone")
        if (self.coverage == "back_from_as_at") > (self.delivery == "register"):
            raise ValueError("coverage: only a register speaks back from its as-at date")
        return self

    def _name_errors(self) -> Iterable[str]:
        named = [("key", name) for name in self.key]
        named += [("period", self.period)] if self.period else []
        if self.form_rows and self.form_rows.codes not in self.columns:
            yield f"form_rows: there is no column {self.form_rows.codes!r}"
        named += [("order", name) for pair in self.order for name in (pair.first, pair.then)]
        for key, name in named:
            if name not in self.columns:
                yield f"{key}: there is no column {name!r}"
            elif self.columns[name].privacy == "drop":
                yield f"{key}: column {name!r} is dropped and can be no part of it"
            elif key != "key" and self.columns[name].type not in ("date", "datetime"):
                yield f"{key}: column {name!r} is no date"

    def _layout_errors(self) -> Iterable[str]:
        supplied: set[str] = set()
        if isinstance(self.layout, CrosstabLayout):
            supplied = {self.layout.across, self.layout.cells}
            for name in sorted(supplied):
                if name not in self.columns or self.columns[name].type != "code":
                    yield f"layout: there is no code column {name!r}"
        elif isinstance(self.layout, PublishedTablesLayout):
            supplied = {self.layout.join, *self.layout.figures}
            for name in sorted(supplied - self.columns.keys()):
                yield f"layout: there is no column {name!r}"
        for name, column in self.columns.items():
            if name not in supplied and not column.headings and not column.month_of_quarter:
                yield f"columns.{name}: it has neither headings nor a place in the layout"
            if name in supplied and column.headings:
                yield f"columns.{name}: the layout supplies it, so it has no headings"

    def _heading_errors(self) -> Iterable[str]:
        column_of: dict[str, str] = {}
        for name, column in self.columns.items():
            for heading in column.headings:
                other = column_of.setdefault(fold_heading(heading), name)
                if other != name:
                    yield f"columns.{name}: heading {heading!r} also means {other!r}"


class _UniqueKeyLoader(yaml.CSafeLoader):
    """YAML in which a key given twice is an error, not a silent replacement."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    problem=f"{key}: given twice", problem_mark=node.start_mark
                )
        return super().construct_mapping(node, deep)


def load_contract(path: Path) -> Contract:
    """Return the contract in the file; raises ContractError."""
    try:
        with path.open(encoding="utf-8") as stream:
            content = yaml.load(stream, _UniqueKeyLoader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        raise ContractError(f"{path}: {error}") from error
    try:
        contract = Contract.model_validate(content)
    except ValidationError as error:
        errors = "; ".join(_message(detail) for detail in error.errors())
        raise ContractError(f"{path}: {errors}") from error
    if path.stem != contract.extract:
        raise ContractError(f"{path}: extract: {contract.extract!r} is not the file's name")
    return contract


def load_contracts(folder: Path = CONTRACTS) -> dict[str, Contract]:
    """Return all contracts by extract, in the order of their names; raises ContractError."""
    return {path.stem: load_contract(path) for path in sorted(folder.glob("*.yml"))}


def contracts_of(agency: str, contracts: dict[str, Contract]) -> dict[str, Contract]:
    """Return the contracts of the extracts that the agency sends."""
    extracts = this_county().extracts_of(agency)
    return {name: contract for name, contract in contracts.items() if name in extracts}


def _message(detail: Any) -> str:
    key = ".".join(str(part) for part in detail["loc"] if part != "function-after")
    message = detail["msg"].removeprefix("Value error, ")
    return f"{key}: {message}" if key else message
