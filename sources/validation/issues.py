"""Issues: what is wrong with rows, as a check finds it and as a table says it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.validation.data_rows import DataRows

ISSUE_FIELDS = ["sheet", "row_number", "column_name", "code", "message"]
"""The columns of the table that are landed."""

_WORDS = pa.dictionary(pa.int32(), pa.string())
"""The type of columns that say the same of many rows: each text is held once."""

ISSUE_SCHEMA = pa.schema(
    [
        ("sheet", pa.int32()),
        ("row_number", pa.int64()),
        ("column_name", _WORDS),
        ("code", _WORDS),
        ("message", _WORDS),
        ("subject", _WORDS),
        ("predicate", _WORDS),
        ("advice", _WORDS),
        ("compared_column", _WORDS),
        ("first_sheet", pa.int32()),
        ("first_row", pa.int64()),
        ("quote", pa.string()),
        ("is_quarantined", pa.bool_()),
    ]
)
"""Of these columns `message` is sentences: what it is about (`subject`), what of that, and advice.

`first_sheet` and `first_row` are the row that a duplicate repeats, `compared_column` is the date
that another one was held against.
"""

MOST_ISSUES = 1_000_000
"""So many issues of a return are listed, by row; the rest are counted."""

QUOTED = 20_000
"""The cells of so many issues are kept for the validation report, which joins equal ones."""

_LONGEST_QUOTE = 1_000


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong in some rows, in one column or (None) in the whole row.

    `message` says it as a predicate, without a value: one for all rows, or one each; `advice` is a
    sentence. `quarantines` tells whether the rows do not count because of it. `compared_column` is
    the column that dates were held against; `first` holds sheet and row number of the row that
    each of the rows repeats.
    """

    rows: np.ndarray
    column: str | None
    code: str
    message: str | pa.Array
    quarantines: bool
    advice: str = ""
    compared_column: str | None = None
    first: tuple[np.ndarray, np.ndarray] | None = None

    @property
    def subject(self) -> str:
        """What the message is about."""
        return "the row" if self.code == "duplicate" else "the cell"

    @property
    def sentence(self) -> str | pa.Array:
        """The message as it is landed: one for all rows, or one each."""
        subject = self.subject.capitalize()
        if isinstance(self.message, str):
            return f"{subject} {self.message}. {self.advice}".rstrip()
        sentences = pc.binary_join_element_wise(pa.scalar(subject), self.message, " ")
        return pc.binary_join_element_wise(sentences, ".", "")

    def only(self, is_in: np.ndarray) -> "Issue":
        """Return the issue of some of its rows alone."""
        message = self.message
        return replace(
            self,
            rows=self.rows[is_in],
            message=message if isinstance(message, str) else message.filter(pa.array(is_in)),
            first=self.first and (self.first[0][is_in], self.first[1][is_in]),
        )


def quarantined_rows(issues: Iterable[Issue], count: int) -> np.ndarray:
    """Return for each of so many rows whether one of the issues keeps it from counting."""
    quarantined = np.zeros(count, bool)
    for issue in issues:
        if issue.quarantines:
            quarantined[issue.rows] = True
    return quarantined


def issue_table(found: Sequence[tuple[DataRows, Sequence[Issue]]]) -> tuple[pa.Table, int]:
    """Return the issues by row and then as they were found, and how many more there are.

    The first of them have the cells they are about.
    """
    pairs = [(rows, issue) for rows, issues in found for issue in issues if len(issue.rows)]
    total = sum(len(issue.rows) for _, issue in pairs)
    if not total:
        return ISSUE_SCHEMA.empty_table(), 0
    if total > MOST_ISSUES:
        pairs = _first_rows(pairs)
    origin = np.concatenate([rows.origin[issue.rows] for rows, issue in pairs])
    source = np.repeat(np.arange(len(pairs)), [len(issue.rows) for _, issue in pairs])
    order = np.argsort(origin, kind="stable")[:MOST_ISSUES]
    place = np.concatenate([np.arange(len(issue.rows)) for _, issue in pairs])[order]
    quotes = [
        _quote(pairs[number], at)
        for number, at in zip(source[order[:QUOTED]], place[:QUOTED], strict=True)
    ]
    index = pa.array(order)
    columns = [
        pa.chunked_array([_column(name, rows, issue) for rows, issue in pairs], type_)
        .combine_chunks()
        .take(index)
        for name, type_ in zip(ISSUE_SCHEMA.names, ISSUE_SCHEMA.types, strict=True)
        if name != "quote"
    ]
    quoted = pa.array(quotes, pa.string())
    columns.insert(
        ISSUE_SCHEMA.names.index("quote"),
        pa.concat_arrays([quoted, pa.nulls(len(order) - len(quoted), pa.string())]),
    )
    return pa.Table.from_arrays(columns, schema=ISSUE_SCHEMA), total - len(order)


def _first_rows(pairs: Sequence[tuple[DataRows, Issue]]) -> list[tuple[DataRows, Issue]]:
    """Return the issues of the first rows alone, as many as are listed and those of a row more."""
    counts = np.bincount(np.concatenate([rows.origin[issue.rows] for rows, issue in pairs]))
    last = int(np.searchsorted(np.cumsum(counts), MOST_ISSUES))
    return [
        (rows, issue.only(is_first))
        for rows, issue in pairs
        if (is_first := rows.origin[issue.rows] <= last).any()
    ]


def _column(name: str, rows: DataRows, issue: Issue) -> pa.Array:
    """Return a column of the table for the rows of one issue."""
    count = len(issue.rows)
    match name:
        case "sheet":
            return pa.array(rows.sheets[issue.rows], pa.int32())
        case "row_number":
            return pa.array(rows.numbers_of(issue.column)[issue.rows], pa.int64())
        case "is_quarantined":
            return pa.repeat(issue.quarantines, count)
        case "column_name":
            return _words(issue.column, count)
        case "predicate":
            return _words(issue.message, count)
        case "first_sheet" | "first_row":
            is_row, type_ = name == "first_row", ISSUE_SCHEMA.field(name).type
            return pa.array(issue.first[is_row], type_) if issue.first else pa.nulls(count, type_)
        case "message":
            return _words(issue.sentence, count)
    return _words(getattr(issue, name), count)


def _words(text: str | pa.Array | None, count: int) -> pa.DictionaryArray:
    """Return a text that so many rows have in common, or the text of each, encoded."""
    if isinstance(text, pa.Array):
        return text.dictionary_encode()
    if text is None:
        return pa.nulls(count, _WORDS)
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([text]))


def _quote(pair: tuple[DataRows, Issue], at: int) -> str | None:
    """Return the cell that an issue is about as it stood, cut where it is long."""
    rows, issue = pair
    if issue.column is None:
        return None
    text: str | None = rows.cells[issue.column][int(issue.rows[at])].as_py()
    return text and text[:_LONGEST_QUOTE]
