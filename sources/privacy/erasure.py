"""Erasure: take every row of a person out of what is landed and reported (SECURITY.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.atomic_files import sync_folder, write_whole
from core.workspace import Workspace
from sources.contract.normalise import fold_identifier
from sources.contract.schema import Contract, contracts_of
from sources.landing.earlier_layout import landed_file, landed_name
from sources.landing.landed_files import (
    ISSUES,
    QUARANTINED,
    RETURN,
    ROWS,
    return_folders,
    row_counts,
    submission_of,
    write_table,
)
from sources.privacy.key_rotation import identifier_columns, keys_in_use
from sources.reports.report_files import names_one_of, original_folders, remove_reports


@dataclass(frozen=True)
class Erased:
    """What was taken out of what is landed."""

    rows: int
    identifiers: int  #: different ones, as they are compared
    unmatched: int  #: identifiers that no landed row has


def erase(
    workspace: Workspace, contracts: Mapping[str, Contract], agency: str, identifiers: Sequence[str]
) -> Erased:
    """Take out the landed rows with one of the agency's identifiers; return what came of it.

    Every kind of identifier of the agency is tried. The reports of files that name the person go,
    and first of all: what they quote is found in no other way. Originals are not touched: `purge`
    removes them. It may be repeated at will; one that was killed is finished by repeating it.
    """
    with workspace.landing_lock():
        workspace.prepare()
        keys, landed = keys_in_use(workspace, contracts)
        write_whole(workspace.erasure_mark, b"")
        sync_folder(workspace.root)
        own = contracts_of(agency, dict(contracts))
        folded = list(dict.fromkeys(map(fold_identifier, identifiers)))
        for folder in original_folders(workspace, agency):
            if names_one_of(folder, folded):
                remove_reports(workspace, folder)
        persons = pa.array(folded, pa.string()).dictionary_encode()
        pseudonyms = {
            kind: keys.pseudonyms(agency, kind, persons)
            for contract in own.values()
            for kind in identifier_columns(contract).values()
        }
        sent = {submission.submission_id for submission in landed if submission.agency == agency}
        person = _Person(workspace, agency, pseudonyms, keys.key_id)
        rows = sum(
            _erase_from(folder, identifier_columns(own[folder.parent.name]), person)
            for folder in return_folders(workspace)
            if folder.parent.name in own and submission_of(folder) in sent
        )
        return Erased(rows, len(folded), len(folded) - len(person.matched))


@dataclass(frozen=True)
class _Person:
    """Whom to take out: pseudonyms by kind of identifier, in the keys that are in use.

    `matched` gathers the positions of the identifiers that a row had.
    """

    workspace: Workspace
    agency: str
    pseudonyms: Mapping[str, pa.Array]
    key_id: str
    matched: set[int] = field(default_factory=set)

    def note_matched(self, rows: pa.Table, columns: Mapping[str, str]) -> None:
        """Note which of the identifiers the rows have in their columns of identifiers."""
        for column, kind in columns.items():
            is_matched = pc.is_in(self.pseudonyms[kind], pc.unique(rows[column]))
            self.matched.update(pc.indices_nonzero(is_matched).to_pylist())


def _erase_from(folder: Path, columns: Mapping[str, str], person: _Person) -> int:
    """Take rows out of one return; its report goes, issues and counts follow. Return how many."""
    if not columns:
        return 0
    erased = 0
    left: dict[str, pa.Table] = {}
    for name in (ROWS, QUARANTINED):
        path = landed_file(folder, name)
        table = pq.read_table(path)
        is_person = reduce(
            pc.or_,
            (pc.is_in(table[column], person.pseudonyms[kind]) for column, kind in columns.items()),
        )
        left[name] = table.filter(pc.invert(is_person))
        if len(left[name]) < len(table):
            for original in original_folders(
                person.workspace, person.agency, submission_of(folder)
            ):
                remove_reports(person.workspace, original)
            person.note_matched(table.filter(is_person), columns)
            erased += len(table) - len(left[name])
            write_table(path, left[name], person.key_id)
    _follow(folder, left[ROWS], left[QUARANTINED])
    return erased


def _follow(folder: Path, rows: pa.Table, quarantined: pa.Table) -> None:
    """Make the issues and the counts of a return those of the rows that are left."""
    key = ["sheet", "row_number"]
    left = pa.concat_tables([rows.select(key), quarantined.select(key)])
    path = landed_file(folder, ISSUES)
    issues = pq.read_table(path)
    issues_left = issues.join(left, key, join_type="left semi").sort_by(
        [("sheet", "ascending"), ("row_number", "ascending")]
    )
    if len(issues_left) < len(issues):
        write_table(path, issues_left.select(issues.column_names))
    about = counted = pq.read_table(folder / RETURN)
    for name, count in row_counts(len(rows), len(quarantined)).items():
        position = counted.column_names.index(landed_name(counted, name))
        column = pa.array([count], pa.int64())
        counted = counted.set_column(position, counted.column_names[position], column)
    if counted != about:
        write_table(folder / RETURN, counted)
