"""A release spoilt in many ways, each of which the audit must find.

Every mutation takes the last of two good releases and changes it as a fault of the publisher's
would; spoilt_values.py, spoilt_bytes.py and spoilt_documents.py hold them.
"""

import json
import shutil
from pathlib import Path

import pytest
import typst

from disclosure.audit import NOTICE, audit
from tests.support.disclosure import mock_county as county
from tests.support.disclosure.spoilt_documents import BYTES
from tests.support.disclosure.spoilt_values import HIDDEN, NOW, PROGRESS, STATUS, VALUES

WITH_THE_MANIFEST = ("numbers_the_manifest", "notes_it_in_the_manifest")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    workspace = tmp_path_factory.mktemp("good")
    rows = county.true_rows()
    return [county.publish(rows, q).write(workspace / q / "v1") for q in county.QUARTERS]


def faults(releases: list[Path]) -> set[str]:
    return {found.rule for found in audit(releases) if found.severity != NOTICE}


def test_there_are_enough() -> None:
    assert len(VALUES) + len(BYTES) >= 20


@pytest.mark.parametrize("name", VALUES)
def test_spoilt_values(name: str, good: list[Path], tmp_path: Path) -> None:
    rule, spoil = VALUES[name]
    mock = county.publish(county.true_rows(), NOW)
    spoil(mock)
    folder = tmp_path / NOW / "v1"
    mock.write(folder)
    assert rule in faults([good[0], folder])


@pytest.mark.parametrize("comparison", ["", "not_complete", "no_year_before"])
def test_progress_may_say_of_a_hidden_count_that_nothing_is_told(
    comparison: str, good: list[Path], tmp_path: Path
) -> None:
    """So what the mutations add to these rows is what the audit finds."""
    mock = county.publish(county.true_rows(), NOW)
    assert mock.find(*HIDDEN)["shown"] == "c"
    outcome = "not_comparable" if comparison else "not_shown"
    mock.progress = [{**PROGRESS, "comparison": comparison, "outcome": outcome}]
    mock.statuses = [STATUS]
    folder = tmp_path / NOW / "v1"
    mock.write(folder)
    assert not faults([good[0], folder])


@pytest.mark.parametrize("name", BYTES)
def test_spoilt_bytes(name: str, good: list[Path], tmp_path: Path) -> None:
    rule, spoil = BYTES[name]
    folder = tmp_path / NOW / "v1"
    shutil.copytree(good[1], folder)
    spoil(folder)
    if name not in WITH_THE_MANIFEST:
        county.write_manifest(folder)
    assert rule in faults([good[0], folder])


@pytest.mark.parametrize("heading", ["", "= Small numbers"])
def test_a_line_below_the_next_heading_is_no_row_of_the_table_above(
    heading: str, good: list[Path], tmp_path: Path
) -> None:
    """A sentence may begin as a row of an earlier table does, and say another number."""
    folder = tmp_path / NOW / "v1"
    shutil.copytree(good[1], folder)
    table = "#table(columns: 2, [Area], [2018-19-Q4], [D4], [\\[c\\]])"
    parts = ['#set document(title: "D", date: none)', "Referrals, by area", table, heading,
             "D4 per 1 person: the county only"]  # fmt: skip
    (folder / "dashboard.pdf").write_bytes(typst.compile("\n\n".join(parts).encode()))
    county.write_manifest(folder)
    assert ("11" in faults([good[0], folder])) == (not heading)


def test_the_manifest_of_an_earlier_release_may_name_its_receipts(
    good: list[Path], tmp_path: Path
) -> None:
    folder = tmp_path / NOW / "v1"
    shutil.copytree(good[1], folder)
    county.write_manifest(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest |= {"receipts": "0" * 64, "receipt_ids": ["0" * 32]}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert not faults([good[0], folder])


def test_a_file_changed_after_the_manifest(good: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / NOW / "v1"
    shutil.copytree(good[1], folder)
    (folder / "site" / "index.html").write_text("<html></html>")
    assert "11" in faults([good[0], folder])
