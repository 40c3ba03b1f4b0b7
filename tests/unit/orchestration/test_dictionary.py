"""The data dictionary says everything, its links lead somewhere, and it needs nothing else."""

import json
import re
from pathlib import Path

import pytest

from core.workspace import Workspace
from disclosure.audit.reader.page_tree import COMMENT, read_page, tag_of
from orchestration.documentation.documentation_site import (
    Dictionary,
    line_of,
    read_dictionary,
    write_pages,
)
from orchestration.jobs.dbt_manifest import current_manifest, write_table_page


class Page:
    """What a page links to, which places it has, and its words."""

    def __init__(self, path: Path) -> None:
        root = read_page(path.read_text(encoding="utf-8"))
        elements = [element for element in root.iter() if tag_of(element) != COMMENT]
        self.tags = {element.tag for element in elements}
        self.links = [
            e.attrib[name] for e in elements for name in ("href", "src") if name in e.attrib
        ]
        self.places = {element.attrib["id"] for element in elements if "id" in element.attrib}
        self.words = root.text_content()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.at(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="module")
def dictionary(workspace: Workspace) -> Dictionary:
    manifest = current_manifest(workspace)
    return read_dictionary(json.loads(manifest.read_text()))


@pytest.fixture(scope="module")
def pages(dictionary: Dictionary, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    folder = tmp_path_factory.mktemp("docs") / "docs"
    return {path.name: Page(path) for path in write_pages(dictionary, folder)}


def test_every_extract_and_column_is_there(dictionary: Dictionary, pages: dict[str, Page]) -> None:
    for contract in dictionary.contracts.values():
        words = pages[f"extract-{contract.extract}.html"].words
        assert all(column.description in words for column in contract.columns.values())
        assert all(
            heading in words for column in contract.columns.values() for heading in column.headings
        )


def test_dbt_s_page_stands_alone_and_has_every_table(
    workspace: Workspace, dictionary: Dictionary, tmp_path: Path
) -> None:
    write_table_page(workspace, tmp_path / "tables.html")
    page = (tmp_path / "tables.html").read_text(encoding="utf-8")
    assert re.search(r'"send_anonymous_usage_stats": ?false', page)
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=.?(https?:)?//", page)
    for table in dictionary.tables.values():
        assert f'"{table.unique_id}"' in page


def test_every_measure_is_there_with_its_sql(
    dictionary: Dictionary, pages: dict[str, Page]
) -> None:
    for measure in dictionary.measures:
        page = pages[f"measures-{measure['topic']}.html"]
        assert measure["measure_id"] in page.places
        assert measure["definition"] in page.words
        assert measure["sql"] in page.words
        assert measure["sql"].count("line(") == 1


def test_every_link_leads_to_a_place(pages: dict[str, Page]) -> None:
    for here, page in pages.items():
        for link in page.links:
            name, _, place = link.partition("#")
            if name not in ("style.css", "tables.html"):
                assert not place or place in pages[name or here].places, link
                assert (name or here) in pages, link


def test_the_pages_stand_alone(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert "script" not in page.tags
        assert not [link for link in page.links if re.match(r"\w+:|//|/", link)]


def test_a_measure_that_its_topic_does_not_compute_is_an_error() -> None:
    with pytest.raises(ValueError, match="no line of its topic computes other"):
        line_of("{{ measures(lines=[\n    line('one', amount='count(*)'),\n]) }}", "other")
