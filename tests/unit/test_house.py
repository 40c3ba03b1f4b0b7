"""The house keeps its own rules: one name for one thing, a README a room, anchors that exist."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from core.project import ROOT

ROOMS = ("core", "sources", "disclosure", "dashboard", "orchestration")
CITED = re.compile(r"docs/([\w-]+\.md)#([\w-]+)")
HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)


@cache
def modules() -> list[Path]:
    """Return every module of the rooms, packages' own files apart."""
    found = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in found if path.name != "__init__.py"]


def repeated(names: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the names that stand for more than one thing."""
    return {name: places for name, places in names.items() if len(places) > 1}


def test_a_module_name_means_one_thing() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in modules():
        places[path.stem].append(str(path.relative_to(ROOT)))
    assert repeated(places) == {}


def test_a_public_class_name_means_one_thing() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in modules():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(path.relative_to(ROOT)))
    assert repeated(places) == {}


def test_no_module_is_taken_for_output() -> None:
    assert [path for path in modules() if path.stem in ("build", "dist", "target")] == []


def test_a_folder_of_many_modules_explains_itself() -> None:
    count: dict[Path, int] = defaultdict(int)
    for path in modules():
        count[path.parent] += 1
    silent = [
        str(folder.relative_to(ROOT))
        for folder, number in count.items()
        if number > 2 and not (folder / "README.md").exists()
    ]
    assert silent == []


def anchors(document: Path) -> set[str]:
    """Return the anchors of a document's headings, as code hosts make them."""
    headings = HEADING.findall(document.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


def citing() -> list[Path]:
    """Return every file of code, models, templates and tests that may cite a document."""
    folders = [ROOT / room for room in (*ROOMS, "dbt_project", "seeds", "tests")]
    kinds = ("*.py", "*.sql", "*.yml", "*.md", "*.j2", "*.typ")
    return [
        path
        for folder in folders
        for kind in kinds
        for path in folder.rglob(kind)
        if "target" not in path.parts
    ]


def test_every_cited_anchor_exists() -> None:
    missing = set()
    for path in [*citing(), *ROOT.glob("*.md")]:
        for name, anchor in CITED.findall(path.read_text("utf-8")):
            document = ROOT / "docs" / name
            if not document.exists() or anchor not in anchors(document):
                missing.add((str(path.relative_to(ROOT)), f"docs/{name}#{anchor}"))
    assert missing == set()


LINK = re.compile(r"\]\(([^)#\s:]+)?(?:#([\w-]+))?\)")


@pytest.mark.parametrize(
    "document",
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    for target, anchor in LINK.findall(document.read_text("utf-8")):
        path = document.parent / target if target else document
        assert path.exists(), target
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path), f"{target}#{anchor}"


PATH = re.compile(
    r"`((?:core|sources|seeds|dbt_project|disclosure|dashboard|orchestration|tests)/[\w/.-]+)`"
)


@pytest.mark.parametrize(
    "document",
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    named = PATH.findall(document.read_text("utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []
