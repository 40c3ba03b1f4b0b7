"""Where validation reports lie: beside the original, and by agency and quarter for people to find.

A report is a text and, where cells are at fault, a marked copy of the workbook; both are named
after the file. Beside the original lies what they are made from (`.report.json`), too.
"""

import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path, PurePosixPath

from python_calamine import CalamineWorkbook

from core.atomic_files import make_folder, write_whole
from core.helper_processes import helper_processes
from core.workspace import Workspace
from sources.contract.normalise import fold_identifier
from sources.landing.file_names import mask_file_name
from sources.landing.receive import ReceivedFile
from sources.landing.store import StoredSubmission
from sources.landing_errors import FileNotAccepted
from sources.reports.marked_copy import marked_sheets, write_copy
from sources.reports.report_content import ReportContent, report_content
from sources.reports.validation_report import ReturnFigures, validation_report
from sources.validation.validate_returns import NoValidRows, ValidatedReturns
from sources.wording.report_text import reference_line

_logger = logging.getLogger(__name__)

CONTENT, REMOVING = ".report.json", ".report.removing.json"
TEXT, MARKED = " - report.txt", " - marked.xlsx"

_KINDS = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt")
_LONGEST_NAME = 100
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
"""What a file of a Windows computer cannot be called."""


class ReportWriter:
    """Writes the reports of one run's files, and knows which names are taken where they lie."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._helper: ProcessPoolExecutor | None = None
        self._begun: dict[str, Future[bytes]] = {}
        self._names: dict[Path, set[str]] = {}

    @contextmanager
    def copies_beside(self) -> Iterator[None]:
        """Have another process write the marked copies that are begun while the block runs.

        The copy of a large sheet takes longer than all else that is done to store its file.
        """
        with helper_processes(1) as helper:
            self._helper = helper
            try:
                yield
            finally:
                self._helper = None
                helper.shutdown(cancel_futures=True)

    def begin_copy(
        self, received: ReceivedFile, result: ValidatedReturns | FileNotAccepted
    ) -> None:
        """Begin the marked copy of a file that is going to be stored, where another process may."""
        helper, marked = self._helper, None
        if helper is not None:
            marked = marked_sheets(result, received.received_at)
        if helper is not None and marked is not None:
            with suppress(BrokenProcessPool):  # it was killed: the copy is written when it is due
                self._begun[received.submission_id] = helper.submit(write_copy, marked)

    def _marked_copy(self, stored: StoredSubmission) -> bytes | None:
        """Return the marked copy: the one that was begun, or else one written now."""
        begun = self._begun.pop(stored.received.submission_id, None)
        if begun is not None and isinstance(stored.result, ValidatedReturns | NoValidRows):
            with suppress(BrokenProcessPool):
                return begun.result()
        marked = marked_sheets(stored.result, stored.received.received_at)
        return write_copy(marked) if marked is not None else None

    def write(self, stored: StoredSubmission) -> None:
        """Write the reports of a file in its folder of `.work`, and where people find them.

        They are there before the file's record is: what a killed run wrote of them is written anew.
        """
        content = report_content(stored)
        marked = self._marked_copy(stored)
        content.has_marked_copy = marked is not None
        folder, text = stored.received.folder, validation_report(content)
        beside = folder / report_name(content)
        is_anew = _text_path(beside).exists()
        for place in [beside, *self._places(content, is_anew)]:
            if not _is_folder_made(place.parent):
                continue
            _write_text(place, text)
            if marked is not None:
                write_whole(place.with_name(place.name + MARKED), marked)
        write_whole(folder / CONTENT, content.model_dump_json().encode("utf-8", "replace"))

    def _places(self, content: ReportContent, is_anew: bool) -> Iterator[Path]:
        """Yield the paths, without endings, under which people find a report: one per quarter.

        Each is the file's own name, numbered where it is taken; written anew, its own.
        """
        for folder in _folders(self._workspace, content):
            if folder not in self._names:
                self._names[folder] = _names_taken(folder)
            own = _own_place(folder, content) if is_anew else None
            place = own or _free_place(folder, content, self._names[folder])
            self._names[folder].add(place.name)
            yield place


def rewrite_report(
    workspace: Workspace, folder: Path, figures: Mapping[tuple[str, str], ReturnFigures]
) -> bool:
    """Write the report of an original's folder anew, with its figures; return whether it changed.

    The figures are of the returns of the file, by extract and quarter.
    """
    content = read_content(folder)
    if content is None:
        return False
    text = validation_report(content, figures)
    places = [folder / report_name(content), *_places(workspace, content)]
    changed = [place for place in places if _text_at(place) != text]
    for place in changed:
        if _is_folder_made(place.parent):
            _write_text(place, text)
    return bool(changed)


def read_content(folder: Path, name: str = CONTENT) -> ReportContent | None:
    """Return what the report of an original's folder says; None where there is none."""
    path = folder / name
    return ReportContent.model_validate_json(path.read_bytes()) if path.exists() else None


def remove_reports(workspace: Workspace, folder: Path) -> None:
    """Remove the reports of an original's folder, last of all what they are made from.

    One that was killed is known by its mark, and finished by repeating it.
    """
    if (folder / CONTENT).exists():
        (folder / CONTENT).rename(folder / REMOVING)
    content = read_content(folder, REMOVING)
    if content is None:
        return
    for place in [*_places(workspace, content), folder / report_name(content)]:
        for ending in (MARKED, TEXT):
            place.with_name(place.name + ending).unlink(missing_ok=True)
        remove_empty(place.parent, workspace.reports)
    (folder / REMOVING).unlink()


def original_folders(
    workspace: Workspace, agency: str = "*", submission_id: str = "*"
) -> list[Path]:
    """Return the folders in which originals lie: of an agency, of one file, or all."""
    ends = (workspace.accepted, workspace.rejected)
    return [folder for end in ends for folder in sorted(end.glob(f"{agency}/{submission_id}"))]


def names_one_of(folder: Path, folded_identifiers: Sequence[str]) -> bool:
    """Return whether the report of an original's folder, or its marked copy, has an identifier.

    Of a report that is half removed it is not known: it is taken to have one.
    """
    if (folder / REMOVING).exists():
        return True
    content = read_content(folder)
    if content is None:
        return False
    texts = [fold_identifier(content.model_dump_json())]
    marked = folder / (report_name(content) + MARKED)
    if marked.exists():
        workbook = CalamineWorkbook.from_path(marked)
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python()
            texts += [fold_identifier(_as_written(cell)) for row in rows for cell in row]
    return any(identifier in text for text in texts for identifier in folded_identifiers)


def _as_written(cell: object) -> str:
    """Return a cell as an identifier is written: a whole number is its digits."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def remove_empty(folder: Path, top: Path) -> None:
    """Remove a folder below `top`, and those between, where nothing is in them."""
    while folder.is_relative_to(top) and folder != top:
        if folder.exists():
            if any(folder.iterdir()):
                return
            folder.rmdir()
        folder = folder.parent


def report_name(content: ReportContent) -> str:
    """Return what the reports of a file are called, without their endings: the file's own name.

    Long numbers and e-mail addresses in it are masked, for reports are sent by e-mail.
    """
    name = mask_file_name(PurePosixPath(content.file_name).name)
    for kind in _KINDS:
        name = name[: -len(kind)] if name.lower().endswith(kind) else name
    name = _NOT_IN_NAMES.sub("_", name).strip(" .") or "file"
    return name[:_LONGEST_NAME].encode("utf-8", "replace").decode()


def _places(workspace: Workspace, content: ReportContent) -> Iterator[Path]:
    """Yield the paths under which a report lies, or else would: one per quarter."""
    for folder in _folders(workspace, content):
        own = _own_place(folder, content)
        yield own or _free_place(folder, content, _names_taken(folder))


def _folders(workspace: Workspace, content: ReportContent) -> list[Path]:
    return [workspace.reports / content.agency / quarter for quarter in content.quarters]


def _is_folder_made(folder: Path) -> bool:
    """Make a folder for reports; return False where something else lies in its place."""
    try:
        make_folder(folder)
    except (FileExistsError, NotADirectoryError):
        _logger.warning(
            "Reports cannot be put into inbox/.reports/%s/%s: a file lies in its place. They lie "
            "beside the originals.",
            *folder.parts[-2:],
        )
        return False
    return True


def _own_place(folder: Path, content: ReportContent) -> Path | None:
    """Return the path under which a report lies there already: it ends with its reference."""
    own, ending = report_name(content), reference_line(content.submission_id)

    def is_own(name: str) -> bool:
        return (_text_at(folder / name) or "").rstrip().endswith(ending)

    if is_own(own):  # nearly always: the folder need not be listed
        return folder / own
    numbered = sorted(name for name in _names_taken(folder) if name.startswith(own))
    return next((folder / name for name in numbered if is_own(name)), None)


def _free_place(folder: Path, content: ReportContent, taken: Set[str]) -> Path:
    """Return a path that no other report has: the file's own name, numbered where it is taken."""
    own = report_name(content)
    names = (own if number == 1 else f"{own} ({number})" for number in count(1))
    return next(folder / name for name in names if name not in taken)


def _names_taken(folder: Path) -> set[str]:
    """Return the names, without endings, of the reports that lie in a folder."""
    if not folder.is_dir():
        return set()
    with os.scandir(folder) as found:
        return {
            each.name.removesuffix(ending)
            for each in found
            for ending in (TEXT, MARKED)
            if each.name.endswith(ending)
        }


def _text_path(place: Path) -> Path:
    return place.with_name(place.name + TEXT)


def _text_at(place: Path) -> str | None:
    """Return the text of a report; of one that somebody wrote over, what can be made of it."""
    path = _text_path(place)
    return path.read_text("utf-8", "replace") if path.is_file() else None


def _write_text(place: Path, text: str) -> None:
    write_whole(_text_path(place), text.encode("utf-8", "replace"))
