"""dbt's own account of the models, kept up to date for Dagster and the documentation."""

import sys
from pathlib import Path

from orchestration.build import PROJECT, Build, set_environment
from sources.home import Home

SEEDS = PROJECT.parent / "seeds"


def dbt_program() -> str:
    """The `dbt` that belongs to this Python, whatever stands on PATH."""
    return str(Path(sys.executable).with_name("dbt"))


def current_manifest(home: Home) -> Path:
    """The path of a manifest of the models as they are now; parsed anew when a file changed.

    Raises RuntimeError when dbt cannot parse the project.
    """
    target = home.root / ".build" / "target"
    manifest = target / "manifest.json"
    if not manifest.exists() or manifest.stat().st_mtime < _newest_change():
        from dbt.cli.main import dbtRunner

        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        build = Build(home.root / ".build" / "parse.duckdb", target)
        set_environment(home, build.file)
        outcome = dbtRunner().invoke([*build.arguments("parse"), "--quiet"])
        if not outcome.success:
            raise RuntimeError(f"dbt cannot read the models: {outcome.exception}")
    return manifest


def _newest_change() -> float:
    looked_at = [*PROJECT.rglob("*.sql"), *PROJECT.rglob("*.yml"), *PROJECT.rglob("*.py")]
    return max(path.stat().st_mtime for path in [*looked_at, *SEEDS.iterdir()])
