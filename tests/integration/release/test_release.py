"""Making releases: drafts, versions, revisions, the restricted edition, and kills on the way."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from dashboard.outputs.data.data_files import read_data
from dashboard.release import audit_attempts, protected_values
from dashboard.release.gate import MAX_TRIES
from dashboard.release.manifest import read_manifest
from dashboard.release.protected_values import unprotected_cells
from dashboard.release.public_identifiers import KEY_FILE, PublicIdentifiers
from dashboard.release.publish import CannotPublish, PublishResult, publish
from dashboard.release.release_cells import NUMBERS, ReleaseCells
from dashboard.release.versions import releases_in_order
from disclosure.audit import Finding
from tests.support.releases import sample

QUARTER, LAST = "2019-20-Q1", "2018-19-Q4"
BEFORE, AFTER = date(2019, 7, 27), date(2019, 7, 28)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
MEASURES = [
    "training_professionals_trained", "marac_cases", "marac_meetings", "marac_repeat_rate",
    "dvpn_issued", "returns_received_rate", "returns_on_time_rate",
]  # fmt: skip
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 150" font-family="sans-serif"/>'


def drawn_at_once(charts) -> tuple[str, ...]:
    """An empty drawing for each chart: what charts show is tested elsewhere."""
    return (DRAWN,) * len(charts)


def protected(tables, quarter, *_) -> ReleaseCells:
    """Stands in for protection, tested in its own room: small sensitive counts are hidden."""
    cells = unprotected_cells(tables, quarter)
    sensitive = set(tables.measures.loc[tables.measures["sensitive"], "measure_id"])
    shown = cells.values.copy()
    is_hidden = shown["measure_id"].isin(sensitive) & shown["numerator"].between(1, 4)
    shown.loc[is_hidden, "shown"] = "c"
    shown.loc[is_hidden, NUMBERS] = None
    return replace(cells, values=shown, protected=True)


def stand_in(patch: pytest.MonkeyPatch) -> None:
    """Puts the stand-ins in their places, and a small catalogue."""
    patch.setattr("dashboard.charts.render._draw_all", drawn_at_once)
    patch.setattr(protected_values, "protected_cells", protected)
    patch.setattr(audit_attempts, "forbidding_findings", lambda *about: [])
    seed = sample.seed

    def few(name: str) -> pd.DataFrame:
        rows = seed(name)
        if name in ("measures", "measure_relations"):
            rows = rows[rows["measure_id"].isin(MEASURES)]
        if name == "measure_relations":
            rows = rows[rows["of_measure_id"].isna() | rows["of_measure_id"].isin(MEASURES)]
        return rows

    patch.setattr(sample, "seed", few)
    sample.list_no_yearly_tables(patch)


def write_workspace(workspace: Path, change: float = 0) -> Path:
    """A workspace whose warehouse holds three quarters; `change` is added to one MARAC figure."""
    workspace.mkdir(exist_ok=True)
    values = sample.made_up_values([LAST, QUARTER, "2019-20-Q2"])
    is_it = (values["measure_id"] == "marac_cases") & (values["quarter"] == LAST)
    is_it &= (values["period_type"] == "quarter") & values["area_code"].str.startswith("E10")
    is_it &= values["breakdown"] == "all"
    values.loc[is_it, ["numerator", "value"]] = 50.0 + change
    values.loc[is_it, "status"] = "complete"
    (workspace / "warehouse.duckdb").unlink(missing_ok=True)
    sample.write_warehouse(workspace / "warehouse.duckdb", values)
    if change:
        with duckdb.connect(str(workspace / "warehouse.duckdb")) as opened:
            opened.execute("update quality.submissions set submission_id = 'new' || submission_id")
            opened.execute("update quality.returns set submission_id = 'new' || submission_id")
    return workspace


def published(
    workspace: Path, today: date = AFTER, edition: str = "public", **more
) -> PublishResult:
    return publish(workspace, QUARTER, today=today, edition=edition, commit=COMMIT)


def files_of(folder: Path) -> dict[str, bytes]:
    """The bytes of every file that is printed, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("lock", "warehouse.duckdb", KEY_FILE)
    }


def times_of(folder: Path) -> dict[str, int]:
    """When each file and folder last changed; those of the lock's folder aside."""
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in sorted(folder.rglob("*"))
        if ".publish" not in path.parts
    }


@dataclass
class Story:
    """What came of publishing one quarter again and again."""

    workspace: Path
    made: dict[str, PublishResult] = field(default_factory=dict)
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    times: dict[str, dict[str, int]] = field(default_factory=dict)

    def keep(self, name: str, made: PublishResult) -> None:
        self.made[name] = made
        self.files[name] = files_of(self.workspace)
        self.times[name] = times_of(self.workspace)


@pytest.fixture(scope="module")
def patched() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        stand_in(patch)
        yield


@pytest.fixture(scope="module")
def story(patched, tmp_path_factory) -> Story:
    """A draft, twice; a first version, twice; a late return and a second; the Board's edition."""
    told = Story(tmp_path_factory.mktemp("story") / "workspace")
    write_workspace(told.workspace)
    told.keep("draft", published(told.workspace, BEFORE))
    told.keep("draft again", published(told.workspace, BEFORE))
    told.keep("first", published(told.workspace))
    told.keep("first again", published(told.workspace))
    write_workspace(told.workspace, change=7)
    told.keep("second", published(told.workspace))
    told.keep("board", published(told.workspace, edition="board"))
    return told


def text_of_pdf(folder: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(folder / "dashboard.pdf").pages]


def test_before_its_day_a_quarter_is_a_draft_and_nothing_else(story):
    made = story.made["draft"]
    assert made == PublishResult(story.workspace / "drafts" / QUARTER, None, changed=True)
    assert made.draft
    assert all(name.startswith("drafts/") for name in story.files["draft"])
    assert read_manifest(made.path)["version"] is None


def test_an_unchanged_draft_stays_as_it_is(story):
    assert not story.made["draft again"].changed
    assert story.times["draft again"] == story.times["draft"]


def test_a_draft_says_so_on_every_page_and_sheet(story):
    folder = story.made["draft"].path
    pages = sorted((folder / "site").rglob("*.html"))
    assert pages
    assert all("DRAFT – not for publication" in page.read_text() for page in pages)
    assert all("DRAFT – not for publication" in page for page in text_of_pdf(folder))
    for sheet in openpyxl.load_workbook(folder / "workbook.xlsx"):
        lines = [str(row[0]) for row in sheet.iter_rows(max_row=4, max_col=1, values_only=True)]
        assert "DRAFT – not for publication" in lines
        assert sheet.oddHeader.right.text.endswith("DRAFT – not for publication")


def test_a_draft_that_is_asked_for_is_unprotected_and_says_so(patched, tmp_path):
    workspace = write_workspace(tmp_path / "workspace")
    made = published(workspace, edition="draft")
    assert made.draft
    assert "c" not in set(read_data(made.path, "values")["shown"])
    pages = sorted((made.path / "site").rglob("*.html"))
    mark = "DRAFT – do not share. Small numbers have not been suppressed."
    assert all(mark in page.read_text() for page in pages)
    assert all(mark in page for page in text_of_pdf(made.path))
    assert mark in (made.path / "data" / "README.txt").read_text(encoding="utf-8").splitlines()
    assert not (workspace / "releases").exists()


def test_on_its_day_a_quarter_is_version_1(story):
    made = story.made["first"]
    assert made == PublishResult(story.workspace / "releases" / QUARTER / "v1", 1, changed=True)
    names = {path.name for path in made.path.iterdir()}
    assert names == {
        "site",
        "data",
        "board-narrative.docx",
        "board-narrative.md",
        "board-pack.pdf",
        "dashboard.pdf",
        "workbook.xlsx",
        "manifest.json",
    }
    assert all("DRAFT" not in page for page in text_of_pdf(made.path))
    assert {"publication.duckdb", "releases/index.html"} <= set(story.files["first"])


def test_an_unchanged_quarter_changes_no_byte(story):
    assert story.made["first again"] == replace(story.made["first"], changed=False)
    assert story.files["first again"] == story.files["first"]
    assert story.times["first again"] == story.times["first"]


def test_a_change_makes_version_2_and_version_1_stays(story):
    made = story.made["second"]
    assert (made.path.name, made.version, made.changed) == ("v2", 2, True)
    first = {k: v for k, v in story.files["first"].items() if k.startswith(f"releases/{QUARTER}/")}
    assert first.items() <= story.files["second"].items()
    assert releases_in_order(story.workspace) == [story.made["first"].path, made.path]
    assert "v2" in (story.workspace / "releases" / "index.html").read_text()


def test_a_revision_is_marked_and_says_why(story):
    folder = story.made["second"].path
    revised = read_data(folder, "revisions")
    assert revised[["measure_id", "quarter", "before", "now"]].values.tolist() == [
        ["marac_cases", LAST, "50", "57"]
    ]
    assert "or corrected return" in revised["reason"].iloc[0]
    assert read_data(story.made["first"].path, "revisions").empty
    page = (folder / "site" / "topics" / "marac.html").read_text()
    assert re.search(LAST + r"\|E10000025\|all\|all\|value\">57.{0,80}?\[r\]", page, re.DOTALL)
    assert "or corrected return" in (folder / "site" / "revisions.html").read_text()
    assert any("57 [r]" in page for page in text_of_pdf(folder))
    sheets = openpyxl.load_workbook(folder / "workbook.xlsx")
    heading, *rows = [row for row in sheets["MARAC"].values if "Revised" in row or 57 in row]
    (row,) = (row for row in rows if row[heading.index("Revised")] != "none")
    assert row[:3] == ("Cases heard at MARAC", "cases", "Oxfordshire")
    assert row[heading.index("Q4 2018-19")] == 57
    assert row[heading.index("Revised")] == "Q4 2018-19"
    name, _, area, window, group, before, now, *_ = list(sheets["Revisions"].values)[-1]
    assert (name, area, window) == ("Cases heard at MARAC", "Oxfordshire", "January to March 2019")
    assert (group, before, now) == ("all", 50, 57)


def redefine(workspace: Path) -> None:
    """Count MARAC cases and protection notices otherwise; no measure of meetings is left."""
    with duckdb.connect(str(workspace / "warehouse.duckdb")) as opened:
        opened.execute(
            """
            update marts.dim_measure
            set definition_version = 2, definition = 'Cases heard, each person once.'
            where measure_id = 'marac_cases'
            """
        )
        opened.execute(
            "insert into seeds.definition_changes values ('marac_cases', 2, 'People are counted.')"
        )
        opened.execute("delete from marts.dim_measure where measure_id = 'marac_meetings'")
        for table in ("measure_values", "progress"):
            opened.execute(f"delete from measures.{table} where measure_id = 'marac_meetings'")


def test_the_next_version_says_which_definitions_changed(patched, tmp_path):
    workspace = write_workspace(tmp_path / "workspace")
    first = published(workspace)
    earlier = read_data(first.path, "measures").set_index("measure_id")["definition"]
    assert read_data(first.path, "definition_changes").empty
    write_workspace(workspace, change=7)
    redefine(workspace)
    made = published(workspace)
    assert (made.path.name, made.changed) == ("v2", True)
    changes = read_data(made.path, "definition_changes")
    assert changes[["measure_id", "before", "now", "change"]].fillna("").values.tolist() == [
        [
            *("marac_cases", earlier["marac_cases"], "Cases heard, each person once."),
            "People are counted.",
        ],
        ["marac_meetings", earlier["marac_meetings"], "", "No longer published."],
    ]
    assert read_data(made.path, "revisions").empty  # 57 is no revision of 50
    page = (made.path / "site" / "revisions.html").read_text()
    for said in ("Changed definitions", "Cases heard, each person once."):
        assert said in page
        assert any(said in " ".join(text.split()) for text in text_of_pdf(made.path))
    assert "[r]" not in (made.path / "site" / "topics" / "marac.html").read_text()
    sheets = openpyxl.load_workbook(made.path / "workbook.xlsx")
    assert list(sheets["Definition changes"].values)[-1][3] == "none"
    assert not published(workspace).changed  # nothing changed since the second
    with duckdb.connect(str(workspace / "publication.duckdb"), read_only=True) as opened:
        (meetings,) = opened.sql(
            "select count(*) from figures where measure_id = 'marac_meetings'"
        ).fetchone()
    assert meetings == 0


def test_the_restricted_edition_hides_nothing_and_is_marked_everywhere(story):
    made = story.made["board"]
    mark = "OFFICIAL-SENSITIVE – not for publication"
    assert made.path == story.workspace / "restricted" / QUARTER
    assert (made.version, read_manifest(made.path)["edition"]) == (None, "board")
    assert "c" in set(read_data(story.made["second"].path, "values")["shown"])
    assert "c" not in set(read_data(made.path, "values")["shown"])
    assert read_data(made.path, "revisions").empty
    pages = sorted((made.path / "site").rglob("*.html"))
    assert all(mark in page.read_text() for page in pages)
    assert all(mark in page for page in text_of_pdf(made.path))
    for sheet in openpyxl.load_workbook(made.path / "workbook.xlsx"):
        lines = [str(row[0]) for row in sheet.iter_rows(max_row=4, max_col=1, values_only=True)]
        assert mark in lines
    only = {k for k in story.files["board"] if story.files["second"].get(k) is None}
    assert all(name.startswith("restricted/") for name in only)


def test_the_same_landing_and_commit_give_the_same_bytes(story, tmp_path):
    workspace = write_workspace(tmp_path / "other")
    shutil.copytree(story.workspace / "secrets", workspace / "secrets")
    made = published(workspace)
    before = story.files["first"]
    here = {f"releases/{QUARTER}/v1/{name}": text for name, text in files_of(made.path).items()}
    assert here == {k: v for k, v in before.items() if k.startswith(f"releases/{QUARTER}/v1/")}


def test_the_manifest_leads_back_to_submissions_and_commit(story):
    manifest = read_manifest(story.made["second"].path)
    with duckdb.connect(str(story.workspace / "warehouse.duckdb"), read_only=True) as opened:
        accepted = opened.execute(
            "select submission_id from quality.submissions where outcome = 'accepted'"
        ).fetchall()
    submission_ids = [submission_id for (submission_id,) in accepted]
    public = PublicIdentifiers.of(story.workspace).of_submissions(submission_ids)
    assert manifest["submission_ids"] == sorted(public)
    assert not set(submission_ids) & set(public)
    manifest = read_manifest(story.made["first"].path)
    assert manifest["commit"] == COMMIT
    assert (manifest["quarter"], manifest["version"], manifest["edition"]) == (QUARTER, 1, "public")
    files = set(files_of(story.made["first"].path)) - {"manifest.json"}
    assert set(manifest["files"]) == files


def test_a_release_speaks_of_no_later_quarter(story):
    folder = story.made["first"].path / "data"
    for name in ("values", "progress", "activity_status"):
        assert max(pd.read_csv(folder / f"{name}.csv")["quarter"]) == QUARTER


def test_everything_is_for_this_user_alone(story):
    made = [path for path in story.workspace.rglob("*") if path.name != "warehouse.duckdb"]
    modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in made}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_nothing_is_left_in_the_staging_folder(story):
    assert [path.name for path in (story.workspace / ".publish").iterdir()] == ["lock"]


def test_a_release_that_the_audit_fails_is_not_written(patched, tmp_path, monkeypatch):
    workspace = write_workspace(tmp_path / "workspace")
    seen = []

    def fails(folders: list[Path], *about: object) -> list[Finding]:
        seen.extend(f"{path.parent.name}/{path.name}" for path in folders)
        return [Finding("", "2", "a cell", "can be computed")]

    monkeypatch.setattr(audit_attempts, "forbidding_findings", fails)
    with pytest.raises(CannotPublish, match="1 faults") as fault:
        published(workspace)
    assert "can be computed" in str(fault.value)
    assert seen == [f"{QUARTER}/v1"]
    assert set(files_of(workspace)) == set()


def test_a_release_that_gives_a_number_away_says_less(patched, tmp_path, monkeypatch):
    workspace = write_workspace(tmp_path / "workspace")
    given = Finding("", "2", "marac_cases|quarter|a|b|all|all", "only 3", part="numerator")
    torn = Finding("", "sums", "dvpo_granted", "figures contradict")
    audits, tries = iter([[given], [torn], []]), []

    def tried(tables, quarter, earlier, failed, memory) -> ReleaseCells:
        tries.append((list(failed.measures), failed.seconds))
        return replace(protected(tables, quarter, earlier), seconds=7.0)

    monkeypatch.setattr(protected_values, "protected_cells", tried)
    monkeypatch.setattr(audit_attempts, "forbidding_findings", lambda *about: next(audits))
    assert published(workspace).version == 1
    first, second = {"marac_cases"}, {"dvpo_granted"}
    assert tries == [([], 0.0), ([first], 7.0), ([first, second], 14.0)]


def test_a_number_that_nothing_hides_is_refused_in_the_end(patched, tmp_path, monkeypatch):
    workspace = write_workspace(tmp_path / "workspace")
    given = Finding("", "2", "marac_cases|quarter|a|b|all|all", "only 3", part="numerator")
    tries = []
    monkeypatch.setattr(
        audit_attempts, "forbidding_findings", lambda *about: tries.append(1) or [given]
    )
    with pytest.raises(CannotPublish, match="only 3"):
        published(workspace)
    assert len(tries) == MAX_TRIES + 1
    assert set(files_of(workspace)) == set()


def test_a_home_without_a_warehouse_or_the_quarter_says_so(patched, story, tmp_path):
    with pytest.raises(CannotPublish, match="Make one with: daw build"):
        published(tmp_path)
    with pytest.raises(CannotPublish, match="2018-19-Q4 to 2019-20-Q2"):
        publish(story.workspace, "2020-21-Q1", today=AFTER, edition="public", commit=COMMIT)


KILLED = """
import importlib, os, signal, sys
sys.path.insert(0, sys.argv[1])
import pytest
from tests.integration.release import test_release
test_release.stand_in(pytest.MonkeyPatch())
module = importlib.import_module(sys.argv[3])
setattr(module, sys.argv[4], lambda *given: os.kill(os.getpid(), signal.SIGKILL))
test_release.published(test_release.Path(sys.argv[2]))
"""


@pytest.mark.parametrize(
    "step",
    [
        ("dashboard.release.rendered_release", "write_pdf"),
        ("dashboard.release.publish", "put_folder"),
        ("dashboard.release.publication_database", "write_publication"),
    ],
)
def test_a_killed_run_leaves_nothing_half_done(patched, story, tmp_path, step):
    workspace = tmp_path / "workspace"
    write_workspace(workspace)
    shutil.copytree(story.workspace / "secrets", workspace / "secrets")
    here = str(Path(__file__).parents[3])
    ended = subprocess.run([sys.executable, "-c", KILLED, here, str(workspace), *step], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert list((workspace / ".publish").glob("run-*"))
    was_put = "write_publication" in step
    assert (workspace / "releases").exists() == was_put
    made = published(workspace)
    assert made.changed != was_put
    assert [path.name for path in (workspace / ".publish").iterdir()] == ["lock"]
    whole = files_of(made.path)
    expected = {
        name.removeprefix(f"releases/{QUARTER}/v1/"): text
        for name, text in story.files["first"].items()
        if name.startswith(f"releases/{QUARTER}/v1/")
    }
    assert whole == expected
    assert (workspace / "publication.duckdb").exists()
    shutil.rmtree(workspace)
