"""Contracts are validated on load, and an error names file, key and fault."""

from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from core.county import this_county
from sources.contract.code_lists import load_code_lists
from sources.contract.schema import (
    ContractError,
    CrosstabLayout,
    contracts_of,
    load_contract,
    load_contracts,
)

CONTRACTS = load_contracts()

SOUND = {
    "extract": "helpline_calls",
    "title": "Calls",
    "description": "Calls to the helpline.",
    "form": "csv",
    "delivery": "quarterly",
    "coverage": "own_quarter",
    "key": ["call"],
    "period": "called_on",
    "columns": {
        "call": {"description": "Ref", "headings": ["Ref"], "type": "text", "needed": True},
        "called_on": {"description": "Day", "headings": ["Day"], "type": "date", "needed": True},
        "ended_on": {"description": "End", "headings": ["End"], "type": "date"},
    },
}


def write(folder: Path, **changes: object) -> Path:
    """The path of the sound contract with some keys changed."""
    path = folder / "helpline_calls.yml"
    path.write_text(yaml.safe_dump({**SOUND, **changes}, sort_keys=False))
    return path


def with_column(name: str, **column: object) -> dict[str, object]:
    """The sound contract's columns with one more."""
    return {**SOUND["columns"], name: {"description": "What it is", **column}}


def test_there_are_23_extracts_and_34_expected_returns() -> None:
    assert len(CONTRACTS) == 23
    assert sum(each.expected for each in this_county().deliveries) == 34


def test_every_code_list_that_a_contract_names_is_there() -> None:
    codes = load_code_lists()
    for contract in CONTRACTS.values():
        for column in contract.columns.values():
            assert column.list is None or codes.lookup(column.list)


def test_the_contracts_say_what_the_reference_says(design: Path) -> None:
    reference = yaml.safe_load((design / "extracts.yml").read_text(encoding="utf-8"))
    assert CONTRACTS.keys() == reference.keys()
    for extract, stated in reference.items():
        contract = CONTRACTS[extract]
        agencies = stated["agency"]
        assert this_county().agencies_of(extract) == tuple(
            [agencies] if isinstance(agencies, str) else agencies
        )
        assert contract.delivery == stated["delivery"]
        assert list(contract.key) == stated["key"]
        assert contract.period == stated.get("period")
        assert list(contract.columns) == list(stated["columns"])
        for name, column in stated["columns"].items():
            if isinstance(column, str):
                continue
            ours = contract.columns[name]
            their_type, _, their_list = column["type"].partition(":")
            assert (ours.type, ours.list or "") == (their_type, their_list)
            privacy = {"person": "pseudonymise", "age": "band"}.get(
                column.get("care"), column.get("care")
            )
            assert (ours.privacy, ours.needed) == (privacy, column.get("needed", False))
            assert ours.area == (their_list in ("district", "police_area", "csp"))
            assert ours.optional == column.get("absent", False)
            assert ours.fill_down == column.get("fill_down", False)
            assert not ours.headings or list(ours.headings) == column["headings"]


def test_identifiers_of_the_police_match_across_extracts() -> None:
    kinds = {
        (contract.extract, column.name): column.identifier_kind
        for contract in contracts_of("thames_valley_police", CONTRACTS).values()
        for column in contract.columns.values()
        if column.privacy == "pseudonymise"
    }
    assert kinds["marac_cases", "victim"] == kinds["dvpo_log", "subject"] == "nominal"
    assert kinds["da_incidents", "occurrence"] == kinds["school_notifications", "incident"]
    assert kinds["marac_cases", "case"] == "case"


def test_landed_columns_drop_names_and_put_markers_beside_figures() -> None:
    landed = CONTRACTS["marac_cases"].landed_columns
    assert "victim_name" not in landed
    assert landed["children"] == pa.int64()
    assert landed["children_marker"] == pa.string()
    assert landed["age"] == pa.string()
    assert "age_marker" not in landed


def test_needed_headings_leave_out_what_a_title_or_the_layout_gives() -> None:
    cases = [column.name for column in CONTRACTS["marac_cases"].needed_headings]
    assert cases == ["meeting_date", "case", "referrer", "repeat"]
    care = [column.name for column in CONTRACTS["childrens_social_care"].needed_headings]
    assert care == ["district", "assessments", "assessments_da"]
    layout = CONTRACTS["marac_attendance"].layout
    assert isinstance(layout, CrosstabLayout)
    assert layout.at_least == 3


def test_a_sound_contract_loads(tmp_path: Path) -> None:
    contract = load_contract(write(tmp_path))
    assert contract.layout.kind == "table"
    assert contract.columns["call"].name == "call"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"delivery": "monthly"}, "delivery: Input should be 'quarterly' or 'register'"),
        ({"colour": "red"}, "colour: Extra inputs"),
        ({"key": ["caller"]}, "key: there is no column 'caller'"),
        ({"period": "call"}, "period: column 'call' is no date"),
        ({"coverage": "back_from_as_at"}, "coverage: only a register"),
        ({"delivery": "register"}, "coverage: only a quarterly return"),
        ({"extract": "calls"}, "extract: 'calls' is not the file's name"),
        ({"order": [{"first": "called_on", "then": "gone_on"}]}, "order: there is no column"),
        (
            {"columns": with_column("age", headings=["Age"], type="text", privacy="band")},
            "columns.age: an age",
        ),
        (
            {"columns": with_column("area", headings=["Area"], type="text", area=True)},
            "columns.area: `area` and `earlier_list` are for columns with a code list",
        ),
        (
            {"columns": with_column("area", headings=["Area"], type="code")},
            "columns.area: a code column",
        ),
        ({"columns": with_column("area", type="text")}, "columns.area: it has neither headings"),
        (
            {"columns": with_column("area", headings=["REF."], type="text")},
            "columns.area: heading 'REF.' also means 'call'",
        ),
        (
            {"columns": with_column("answer", headings=["Answer", False], type="text")},
            r"columns.answer.headings.1: Input should be a valid string",
        ),
        (
            {"layout": {"kind": "crosstab", "across": "x", "cells": "y", "best_first": []}},
            "layout: there is no code column 'x'",
        ),
    ],
)
def test_a_fault_is_told_with_file_and_key(
    tmp_path: Path, changes: dict[str, object], fault: str
) -> None:
    with pytest.raises(ContractError) as raised:
        load_contract(write(tmp_path, **changes))
    message = str(raised.value)
    assert message.startswith(str(tmp_path / "helpline_calls.yml"))
    assert fault in message


def test_a_key_given_twice_is_a_fault(tmp_path: Path) -> None:
    path = write(tmp_path)
    path.write_text(path.read_text() + "title: Again\n")
    with pytest.raises(ContractError, match="title: given twice"):
        load_contract(path)
