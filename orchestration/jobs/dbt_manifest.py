"""dbt's own account of the models, and where their columns come from, for Dagster and documents.

Both are kept in files named after the hash of what dbt reads: one that is there is current.
"""

import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import TypeAdapter

from core.atomic_files import make_folder, replace_file, write_whole
from core.county import county_folder
from core.project import REFERENCE
from core.workspace import Workspace
from orchestration.building.column_lineage import TABLES, TableLineage, table_lineages
from orchestration.building.dbt_build import rare_collection
from orchestration.building.fingerprints import hash_of_folders
from orchestration.jobs.build_warehouse import BUILDS, PROJECT, Build, set_environment

MANIFEST, LINEAGE = "manifest", "lineage"
LINEAGES = TypeAdapter(dict[str, TableLineage])


def current_manifest(workspace: Workspace) -> Path:
    """Return the path of a manifest of the models as they are, parsed anew when a file has changed.

    dbt's own copy, in its target folder, may have been cut short by a kill. What it parses here the
    next build need not parse again. It waits for a build under way. Raises RuntimeError when dbt
    cannot parse the project.
    """
    manifest = _manifest(workspace)
    if not manifest.exists():
        with workspace.landing_lock():
            if not manifest.exists():
                _parse(workspace, manifest)
    return manifest


def current_lineage(workspace: Workspace) -> dict[str, TableLineage]:
    """Return where the columns of each table come from, by dbt's name of it.

    It is read from the SQL of the last build, once for each change of the models. A table whose SQL
    is not there is left out, and looked for again the next time.
    """
    manifest = current_manifest(workspace)
    file = manifest.with_name(manifest.name.replace(MANIFEST, LINEAGE))
    if file.exists():
        return LINEAGES.validate_json(file.read_bytes())
    compiled = Build(workspace.root / BUILDS).target / "compiled"
    told = json.loads(manifest.read_bytes())
    found = table_lineages(told, compiled)
    if found.keys() >= {name for name in told["nodes"] if name.split(".")[0] in TABLES}:
        write_whole(file, LINEAGES.dump_json(found))
    return found


@contextmanager
def parsed_beside(workspace: Workspace) -> Iterator[None]:
    """Have a process of its own parse the models while the block runs, where they must be parsed.

    What loads Dagster meanwhile uses another core. Where that process fails, the next to ask for
    the manifest parses again, and says why it cannot.
    """
    if _manifest(workspace).exists():
        yield
        return
    here = os.environ | {"DAW_HOME": str(workspace.root)}
    words, nowhere = [sys.executable, "-m", __name__], subprocess.DEVNULL
    with subprocess.Popen(words, env=here, stdout=nowhere, stderr=nowhere):
        yield


@contextmanager
def manifest_to_read(workspace: Workspace) -> Iterator[Path]:
    """Yield a current manifest and leave the workspace as it is.

    Where the workspace has none, the models are parsed in a folder that is removed at the end.
    Raises RuntimeError when dbt cannot parse the project.
    """
    manifest = _manifest(workspace)
    if manifest.exists():
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
    build = Build(workspace.root / BUILDS)
    make_folder(build.builds)
    set_environment(workspace, build)
    with rare_collection():
        from dbt.cli.main import dbtRunner

        outcome = dbtRunner().invoke([*build.arguments("parse"), "--quiet", "--no-write-json"])
    if not outcome.success:
        raise RuntimeError(f"dbt cannot read the models: {outcome.exception}")
    beside = manifest.with_name(f".manifest-{os.getpid()}.json")
    outcome.result.write(str(beside))  # type: ignore[union-attr]
    for kind in (MANIFEST, LINEAGE):
        for earlier in manifest.parent.glob(f"{kind}*.json"):
            earlier.unlink()
    replace_file(beside, manifest)


def _manifest(workspace: Workspace) -> Path:
    """Return where the manifest of the models as they are now lies, or will lie."""
    models = hash_of_folders((PROJECT, REFERENCE, county_folder()), str(workspace.landing))
    return workspace.root / BUILDS / f"{MANIFEST}-{models[:16]}.json"


@contextmanager
def _restored_environment() -> Iterator[None]:
    """Put back afterwards what the block told dbt through the environment."""
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


if __name__ == "__main__":
    current_manifest(Workspace.from_environment())
    gc.freeze()  # Python looks through all that is loaded once more at its end, for a second
