"""What an older workspace needs before this version runs on it: `daw upgrade`."""

from collections.abc import Iterator

from core.workspace import Workspace
from dashboard.release.manifest import read_manifest
from dashboard.release.versions import releases_in_order
from orchestration.cli.dagster_home import dagster_home
from orchestration.jobs.dbt_manifest import current_manifest
from orchestration.landed.readable_landing import unreadable_returns
from orchestration.landed.unbuilt_landing import unbuilt_landing


class CannotUpgrade(Exception):
    """This version cannot read the workspace; the message says what of it."""


def rehearse(workspace: Workspace) -> Iterator[str]:
    """Yield what would be done; nothing is changed.

    Raises CannotUpgrade where the landing area or a release cannot be read.
    """
    if unreadable := unreadable_returns(workspace):
        raise CannotUpgrade(
            "This version cannot read what is landed. Go back to the version before, or see "
            "docs/operate.md.\n" + "\n".join(unreadable)
        )
    if workspace.landing.is_dir():
        yield "landing: can be read as it is."
    for release in releases_in_order(workspace.root):
        read_manifest(release)
    yield "releases: can be read as they are."
    if (workspace.root / "dagster" / "dagster.yaml").exists():
        yield "Dagster's store: is brought up to this version's tables."
    if unbuilt_landing(workspace):
        yield "warehouse: is not of what is landed; run daw build afterwards."
    elif workspace.warehouse.exists():
        yield "warehouse: run daw build afterwards, so that this version's rules count."


def upgrade(workspace: Workspace) -> Iterator[str]:
    """Yield what is done, after it is done: Dagster's store and dbt's account of the models.

    Raises CannotUpgrade as `rehearse` does, before anything is changed.
    """
    lines = list(rehearse(workspace))
    import dagster as dg

    dagster_home(workspace)
    with dg.DagsterInstance.get() as instance:
        instance.upgrade()
    current_manifest(workspace)
    yield from lines
