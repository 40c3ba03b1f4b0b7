"""The issues of a return in the sender's own words: equal ones once, and each by itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from sources.validation.validate_returns import ValidatedReturn
from sources.wording.issue_text import IssueWords, before, issue_line, more_like_it
from sources.wording.plain_text import list_in_words, one_line

DIFFERENT_VALUES = 20
"""So many different values of a column with one fault are listed; the rest are counted."""


@dataclass(frozen=True)
class IssueGroup:
    """Issues of one code in one column of one sheet: equal ones once, as far as they are listed.

    `rows` are those of all its issues, `more` says how many different issues are not listed and
    `more_rows` in which rows these are.
    """

    listed: Sequence[IssueWords]
    rows: np.ndarray
    more: int = 0
    more_rows: Sequence[int] = ()

    @property
    def code(self) -> str:
        """The code of its issues."""
        return self.listed[0].code

    @property
    def is_quarantined(self) -> bool:
        """Whether its rows do not count because of it."""
        return self.listed[0].is_quarantined

    def lines(self) -> Iterator[str]:
        """Yield a line of the report per different issue."""
        yield from map(issue_line, self.listed)
        if self.more:
            yield more_like_it(self.listed[0], self.more, self.more_rows)


def issue_groups(validated: ValidatedReturn) -> list[IssueGroup]:
    """Return what is wrong with a return, in the order in which it was found."""
    issues = validated.issues
    if not len(issues):
        return []
    coded = pa.table({name: _codes(issues[name]) for name in issues.column_names})
    keys = [name for name in coded.column_names if name != "row_number"]
    coded = coded.append_column("position", pa.array(np.arange(len(issues))))
    equal = coded.group_by(keys, use_threads=False).aggregate([("position", "list")])
    positions = equal["position_list"].combine_chunks()
    rows = issues["row_number"].to_numpy()
    by_fault: dict[tuple[Any, ...], list[np.ndarray]] = {}
    parts = [equal[name].to_pylist() for name in ("sheet", "column_name", "code", "is_quarantined")]
    for number, fault in enumerate(zip(*parts, strict=True)):
        by_fault.setdefault(fault, []).append(positions[number].values.to_numpy())
    return [_group(validated, groups, rows) for groups in by_fault.values()]


def issue_words(validated: ValidatedReturn, issues: pa.Table) -> Iterator[IssueWords]:
    """Yield the words of some of a return's issues, one by one."""
    firsts_counted = _firsts_counted(validated, issues)
    for issue, is_first_counted in zip(issues.to_pylist(), firsts_counted, strict=True):
        yield replace(_words(validated, issue), is_first_counted=is_first_counted)


def _firsts_counted(validated: ValidatedReturn, issues: pa.Table) -> list[bool]:
    """Return for each issue whether the row that it repeats counts; true where it repeats none."""
    is_repeat = issues["first_row"].is_valid().to_numpy()
    is_counted = np.ones(len(issues), bool)
    if is_repeat.any():
        is_in = ~validated.is_quarantined
        counted = _place(validated.sheets[is_in], validated.row_numbers[is_in])
        repeated = issues.select(["first_sheet", "first_row"]).filter(pa.array(is_repeat))
        first = _place(repeated["first_sheet"].to_numpy(), repeated["first_row"].to_numpy())
        is_counted[is_repeat] = np.isin(first, counted)
    return is_counted.tolist()


def _place(sheets: np.ndarray, row_numbers: np.ndarray) -> np.ndarray:
    """Return a number for each sheet and row, of which no two have the same."""
    return (sheets.astype(np.int64) << 40) + row_numbers


def sheet_name(validated: ValidatedReturn, sheet: int) -> str | None:
    """Return a sheet's name where a return has several, so that rows cannot be mistaken."""
    name = validated.sheet_names[sheet]
    return one_line(name) if name and len(validated.sheet_names) > 1 else None


def _codes(column: pa.ChunkedArray) -> pa.Array:
    """Return a number per value, equal where values are: texts are not copied to be compared."""
    whole = column.combine_chunks()
    if pa.types.is_dictionary(whole.type):
        return whole.indices.cast(pa.int64())
    if pa.types.is_string(whole.type):
        return whole.dictionary_encode().indices.cast(pa.int64())
    return whole.cast(pa.int64())


def _group(
    validated: ValidatedReturn, groups: Sequence[np.ndarray], rows: np.ndarray
) -> IssueGroup:
    shown, left = groups[:DIFFERENT_VALUES], groups[DIFFERENT_VALUES:]
    firsts = validated.issues.take(pa.array([group[0] for group in shown]))
    words = issue_words(validated, firsts)
    listed = [
        replace(each, rows=rows[group].tolist()) for each, group in zip(words, shown, strict=True)
    ]
    more_rows = rows[np.concatenate(left)].tolist() if left else ()
    return IssueGroup(listed, rows[np.concatenate(groups)], len(left), more_rows)


def _words(validated: ValidatedReturn, issue: Mapping[str, Any]) -> IssueWords:
    """Return the words for an issue, with the sender's own names of columns and sheets."""
    contract, code = validated.contract, issue["code"]
    headings = validated.headings[issue["sheet"]]

    def named(name: str) -> str:
        return one_line(headings.get(name) or contract.columns[name].heading)

    column = contract.columns[issue["column_name"]] if issue["column_name"] else None
    heading = named(column.name) if column else ""
    first = None
    if issue["first_row"] is not None:
        heading = f"same {list_in_words([named(part) for part in contract.key])}"
        other = issue["first_sheet"]
        first = (
            issue["first_row"],
            None if other == issue["sheet"] else sheet_name(validated, other),
        )
    compared = issue["compared_column"]
    return IssueWords(
        code=code,
        heading=heading,
        message=before(named(compared)) if compared else issue["predicate"],
        advice=issue["advice"] or "",
        rows=[issue["row_number"]],
        is_quarantined=issue["is_quarantined"],
        quote=issue["quote"],
        is_age=column is not None and column.privacy == "band",
        first=first,
        sheet=sheet_name(validated, issue["sheet"]),
    )
