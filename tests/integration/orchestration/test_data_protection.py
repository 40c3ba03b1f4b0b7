"""An erasure says what it did: a warehouse built anew, none, or an old one that had to stay."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from core.workspace import Workspace
from orchestration.cli import main
from orchestration.jobs import build_warehouse as building
from orchestration.jobs.build_warehouse import build_warehouse
from orchestration.jobs.ingest_inbox import land_inbox

Erase = Callable[[], tuple[int, str]]
DISTRICT = "cherwell"
COMPARES = "select '{{ env_var(\"DAW_PREVIOUS_WAREHOUSE\") }}' as compared_with"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """An empty workspace, with a small dbt project in the place of the real one."""
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text(
        "name: small\nprofile: small\nversion: '1.0.0'\nmodels:\n  +materialized: table\n"
    )
    (project / "profiles.yml").write_text(
        "small:\n  target: it\n  outputs:\n    it:\n      type: duckdb\n"
        "      path: \"{{ env_var('DAW_BUILD_FILE') }}\"\n      schema: quality\n"
    )
    (project / "models" / "returns.sql").write_text("select 's1' as submission_id")
    (project / "models" / "comparison.sql").write_text(COMPARES)
    monkeypatch.setattr(building, "PROJECT", project)
    workspace = Workspace.at(tmp_path / "workspace")
    monkeypatch.setenv("DAW_HOME", str(workspace.root))
    (tmp_path / "person").write_text("V1\n")
    return workspace


@pytest.fixture
def erase(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Erase:
    """Run `daw erase` and return its exit status and what it printed."""
    file = str(workspace.root.parent / "person")
    words = ["daw", "erase", "--agency", DISTRICT, "--identifier-file", file]
    monkeypatch.setattr(sys, "argv", words)

    def run() -> tuple[int, str]:
        printed = io.StringIO()
        for stream in ("out", "err"):
            monkeypatch.setattr(main, stream, Console(file=printed, soft_wrap=True))
        with pytest.raises(SystemExit) as ended:
            main.main()
        code = ended.value.code
        # Python itself prints a text that a program ends with, and makes the status 1.
        return (1, code) if isinstance(code, str) else (int(code or 0), printed.getvalue())

    return run


def compared_with(workspace: Workspace) -> str:
    """Return the path of the warehouse that the present one was compared with."""
    with duckdb.connect(workspace.warehouse, read_only=True) as opened:
        return str(opened.execute("select compared_with from quality.comparison").fetchall()[0][0])


def test_without_a_warehouse_none_is_said_to_be_rebuilt(workspace: Workspace, erase: Erase) -> None:
    assert erase() == (
        1,
        "0 rows erased. There is no warehouse to rebuild. Published releases have not changed.\n"
        "1 of 1 identifier matched no row that was loaded. Check how the agency writes them.\n",
    )
    assert not workspace.warehouse.exists()


def test_a_build_is_compared_with_the_last_one_unless_that_is_of_an_earlier_layout(
    workspace: Workspace,
) -> None:
    build_warehouse(workspace)
    assert compared_with(workspace) == ""
    build_warehouse(workspace)
    assert compared_with(workspace) == str(workspace.warehouse)
    with duckdb.connect(workspace.warehouse) as opened:
        opened.execute("alter table quality.returns rename column submission_id to receipt_id")
    build_warehouse(workspace)
    assert compared_with(workspace) == ""


def test_the_build_after_an_erasure_is_compared_with_nothing(
    workspace: Workspace, erase: Erase
) -> None:
    build_warehouse(workspace)
    build_warehouse(workspace)
    assert compared_with(workspace) == str(workspace.warehouse)
    status, printed = erase()
    assert (status, "The warehouse has been rebuilt without them." in printed) == (1, True)
    assert compared_with(workspace) == ""
    build_warehouse(workspace)
    assert compared_with(workspace) == str(workspace.warehouse)


def test_an_old_warehouse_that_had_to_stay_is_told_of_and_never_compared_with(
    workspace: Workspace, erase: Erase
) -> None:
    build_warehouse(workspace)
    model = building.PROJECT / "models" / "comparison.sql"
    model.write_text("select no_such_column as compared_with")
    status, printed = erase()
    assert status == 1
    assert "The warehouse still holds them, because it could not be built anew." in printed
    model.write_text(COMPARES)
    build_warehouse(workspace)
    assert compared_with(workspace) == ""


def test_a_warehouse_is_rebuilt_where_dbt_s_folder_is_gone(
    workspace: Workspace, erase: Erase
) -> None:
    build_warehouse(workspace)
    for path in sorted((workspace.root / ".build").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (workspace.root / ".build").rmdir()
    before = workspace.warehouse.stat().st_mtime_ns
    assert "has been rebuilt" in erase()[1]
    assert workspace.warehouse.stat().st_mtime_ns > before


@pytest.mark.parametrize(
    "written",
    [b'"S1"\r\n', b"s1\n\n", '\ufeff " S1 "'.encode(), b'"S1"\n"s1"\n""\n'],
    ids=["quoted", "plain", "with a byte order mark", "twice"],
)
def test_an_exported_file_of_identifiers_is_read(
    workspace: Workspace, erase: Erase, written: bytes
) -> None:
    inbox = workspace.inbox / DISTRICT
    inbox.mkdir(parents=True)
    (inbox / "sanctuary as at 30 June 2019.csv").write_text(
        "Case No,Date Referred,Completed,Tenure Type\nS1,2/5/2019,,PRS\nS2,3/5/2019,,PRS\n"
    )
    land_inbox(workspace)
    (workspace.root.parent / "person").write_bytes(written)
    status, printed = erase()
    assert status == 0
    assert printed.startswith("1 row erased.")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("N0212885\n".encode("utf-16"), "is no text in UTF-8"),
        ("N0212885\n".encode("utf-16-le"), "is no text in UTF-8"),
        ("Núñez\n".encode("cp1252"), "is no text in UTF-8"),
        (b"", "has none"),
        (b'\n""\n \n', "has none"),
    ],
    ids=["UTF-16", "UTF-16 without a mark", "Windows-1252", "empty", "blank"],
)
@pytest.mark.usefixtures("workspace")
def test_a_file_without_identifiers_is_refused(
    tmp_path: Path, erase: Erase, written: bytes, told: str
) -> None:
    (tmp_path / "person").write_bytes(written)
    status, printed = erase()
    assert status == 1
    assert printed.startswith("daw: The file of identifiers")
    assert told in printed
    assert "N0212885" not in printed
