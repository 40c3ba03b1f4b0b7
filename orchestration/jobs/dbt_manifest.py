"""dbt's own account of the models, kept up to date for Dagster and the documentation."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.atomic_files import make_folder, replace_file
from core.county import county_folder
from core.project import REFERENCE
from core.workspace import Workspace
from orchestration.jobs.build_warehouse import BUILDS, PROJECT, Build, set_environment


def current_manifest(workspace: Workspace) -> Path:
    """Return the path of a manifest of the models as they are; parsed anew when a file changed.

    dbt's own copy, in its target folder, may have been cut short by a kill. What it parses here the
    next build need not parse again. It waits for a build under way. Raises RuntimeError when dbt
    cannot parse the project.
    """
    manifest = _manifest(workspace)
    if not _is_current(manifest):
        with workspace.landing_lock():
            if not _is_current(manifest):
                _parse(workspace, manifest)
    return manifest


@contextmanager
def manifest_to_read(workspace: Workspace) -> Iterator[Path]:
    """Yield a current manifest and leave the workspace as it is.

    Where the workspace has none, the models are parsed in a folder that is removed at the end.
    Raises RuntimeError when dbt cannot parse the project.
    """
    manifest = _manifest(workspace)
    if _is_current(manifest):
        yield manifest
        return
    with tempfile.TemporaryDirectory() as folder, _restored_environment():
        elsewhere = Workspace.at(Path(folder))
        _parse(elsewhere, _manifest(elsewhere))
        yield _manifest(elsewhere)


def write_table_page(workspace: Workspace, file: Path) -> None:
    """Write dbt's own page of tables, columns and lineage: one file that fetches nothing.

    No warehouse is read. Raises RuntimeError when dbt cannot parse the project.
    """
    from dbt.cli.main import dbtRunner

    build = Build(workspace.root / BUILDS)
    with workspace.landing_lock():
        make_folder(build.builds)
        set_environment(workspace, build)
        docs = ("docs", "generate", "--static", "--empty-catalog", "--no-compile")
        for command in (
            ("parse",),
            docs,
        ):  # docs takes the manifest of the parse
            outcome = dbtRunner().invoke([*build.arguments(*command), "--quiet"])
            if not outcome.success:
                raise RuntimeError(f"dbt cannot describe the models: {outcome.exception}")
        shutil.copyfile(build.target / "static_index.html", file)


def _parse(workspace: Workspace, manifest: Path) -> None:
    from dbt.cli.main import dbtRunner

    build = Build(workspace.root / BUILDS)
    make_folder(build.builds)
    set_environment(workspace, build)
    outcome = dbtRunner().invoke([*build.arguments("parse"), "--quiet", "--no-write-json"])
    if not outcome.success:
        raise RuntimeError(f"dbt cannot read the models: {outcome.exception}")
    beside = manifest.with_name(f".manifest-{os.getpid()}.json")
    outcome.result.write(str(beside))  # type: ignore[union-attr]
    replace_file(beside, manifest)


def _manifest(workspace: Workspace) -> Path:
    return workspace.root / BUILDS / "manifest.json"


@contextmanager
def _restored_environment() -> Iterator[None]:
    """Put back afterwards what the block told dbt through the environment."""
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _is_current(manifest: Path) -> bool:
    """Return whether no file that dbt reads is newer than the manifest."""
    read = [*PROJECT.rglob("*.sql"), *PROJECT.rglob("*.yml"), *PROJECT.rglob("*.py")]
    read += [*REFERENCE.iterdir(), *county_folder().iterdir()]
    newest = max(path.stat().st_mtime for path in read)
    return manifest.exists() and manifest.stat().st_mtime >= newest
