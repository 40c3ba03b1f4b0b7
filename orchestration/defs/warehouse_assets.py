"""The warehouse in Dagster: one asset per model and seed, all of them built by one run of dbt."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from orchestration.defs.resources import WorkspaceResource
from orchestration.defs.step_failures import failing_in_plain_words
from orchestration.jobs.build_warehouse import (
    BUILD,
    Build,
    BuildFailed,
    new_warehouse,
    row_counts,
    what_failed,
)


def warehouse_assets(manifest: Path) -> dg.AssetsDefinition:
    """Return the assets of the models that a manifest of dbt's describes."""

    @dbt_assets(manifest=manifest, name="warehouse")
    def warehouse(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, workspace: WorkspaceResource
    ) -> Iterator[object]:
        """Build the whole warehouse beside the old one, then replace the old one."""
        if context.is_subset:
            raise dg.Failure("The warehouse is built as a whole. Materialise all of its models.")
        with failing_in_plain_words(context), new_warehouse(workspace.get()) as build:
            yield from _dbt_events(context, dbt, build)

    return warehouse


def _dbt_events(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, build: Build
) -> Iterator[object]:
    invocation = dbt.cli(
        build.arguments(*BUILD), context=context, target_path=build.target, raise_on_error=False
    )
    # dbt holds the file until it ends, so the rows are counted then.
    events = list(invocation.stream())
    counts = {
        dg.AssetKey(table).to_python_identifier(): count
        for table, count in row_counts(build).items()
    }
    for event in events:
        yield _with_row_count(event, counts)
    if not invocation.is_successful():
        raise BuildFailed(what_failed(build) or "dbt stopped before any model.")


def _with_row_count(event: object, counts: Mapping[str, int]) -> object:
    """Return an event of dbt's, with how many rows its table has where it has made one."""
    if not isinstance(event, dg.Output):
        return event
    if event.output_name not in counts:
        return event
    row_count = {"dagster/row_count": counts[event.output_name]}
    return event.with_metadata({**event.metadata, **row_count})
