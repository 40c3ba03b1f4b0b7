"""Render: a presented release as data files, workbook, papers, narrative, site and manifest."""

import shutil
from pathlib import Path

from dashboard.charts.render import drawn_beside
from dashboard.outputs.data.data_files import is_same_content, write_data, write_notice
from dashboard.outputs.narrative.markdown_file import write_markdown
from dashboard.outputs.narrative.word_document import write_word
from dashboard.outputs.pdf.typst_pdf import write_board_pack, write_pdf
from dashboard.outputs.site.static_site import write_site
from dashboard.outputs.workbook.accessible_workbook import write_workbook
from dashboard.presenters.whole_release import PresentedRelease
from dashboard.release.manifest import write_manifest
from dashboard.release.release_inputs import ReleaseInputs


def render(
    inputs: ReleaseInputs, presented: PresentedRelease, staging: Path, stopped_by_clock: bool
) -> Path:
    """Write a whole release below the staging folder and return its folder.

    The folder is called as it will be: an auditor knows a release by its quarter and version.
    `stopped_by_clock` is recorded: another machine may make other bytes.
    """
    version = inputs.version
    folder = staging / str(inputs.quarter) / (f"v{version}" if version else inputs.kind.folder)
    shutil.rmtree(folder, ignore_errors=True)
    with drawn_beside(presented.view.charts):
        write_data(folder / "data", presented.tables)
        write_notice(presented.view, folder / "data" / "README.txt")
        write_workbook(presented.view, folder / "workbook.xlsx")
        write_board_pack(presented.view, folder / "board-pack.pdf")
        write_markdown(presented.view, folder / "board-narrative.md")
        write_word(presented.view, folder / "board-narrative.docx")
        write_pdf(presented.view, folder / "dashboard.pdf")
        write_site(presented.view, folder / "site")
    about = {
        "quarter": str(inputs.quarter),
        "edition": inputs.kind.name,
        "version": version,
        "sequence": len(inputs.releases) + 1,
    }
    if stopped_by_clock:
        about["stopped_by_clock"] = "true"
    write_manifest(folder, about, inputs.commit, inputs.public_submission_ids())
    return folder


def is_published(inputs: ReleaseInputs, presented: PresentedRelease, staging: Path) -> bool:
    """Return whether the quarter's newest version says the same already."""
    if not inputs.kind.is_version or not inputs.versions:
        return False
    compared = staging / "compared"
    shutil.rmtree(compared, ignore_errors=True)  # of the attempt before
    return is_same_content(presented.tables, inputs.versions[-1], compared)
