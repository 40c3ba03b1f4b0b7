"""The warehouse in Dagster: one asset per model and seed, all of them built by one run of dbt."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test
from dagster_dbt.dbt_manifest import validate_manifest

from orchestration.building.dbt_build import BuiltNode
from orchestration.defs.resources import WorkspaceResource
from orchestration.defs.step_failures import failing_in_plain_words
from orchestration.jobs.build_warehouse import (
    BuildFailed,
    BuiltWarehouse,
    build_warehouse,
    row_counts,
)
from orchestration.jobs.dbt_manifest import current_manifest

BUILDS_ALL = "builds_all"
"""The tag of a run that builds everything, whatever has changed."""

TOGETHER = "The warehouse is built as a whole: to make this table, materialise all of them."

SCOPE = "scope"
"""The metadata that says what was built and why."""


def warehouse_assets(manifest: Path) -> dg.AssetsDefinition:
    """Return the assets of the models that a manifest of dbt's describes."""
    told = validate_manifest(manifest)

    @dbt_assets(manifest=manifest, name="warehouse")
    def warehouse(
        context: dg.AssetExecutionContext, workspace: WorkspaceResource
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        """Every model, built whole beside the old warehouse and then put in its place."""
        if context.is_subset:
            raise dg.Failure("The warehouse is built whole: materialise all of its models.")
        here = workspace.get()
        builds_all = BUILDS_ALL in context.run.tags
        with failing_in_plain_words(context):
            try:
                built = build_warehouse(
                    here,
                    on_node=context.log.debug,
                    manifest=None if builds_all else current_manifest(here),
                )
            except BuildFailed as failure:
                yield from _checks(failure.nodes, told)
                raise
        context.log.info(str(built.scope))
        yield from _tables(built, told, row_counts(here.warehouse))
        yield from _checks([*built.nodes, *_kept_tests(built, told)], told)

    return warehouse.map_asset_specs(_saying_how_it_is_made)


def _saying_how_it_is_made(spec: dg.AssetSpec) -> dg.AssetSpec:
    """Return a table's spec with a description that says that it is not made alone."""
    return spec.replace_attributes(description=f"{spec.description}\n\n{TOGETHER}")


def _tables(
    built: BuiltWarehouse, manifest: Mapping[str, Any], row_counts: Mapping[tuple[str, str], int]
) -> Iterator[dg.MaterializeResult]:
    """Yield each seed and model: one that was kept too, or Dagster would leave out what follows."""
    seconds = {node.unique_id: node.seconds for node in built.nodes}
    nodes = manifest["nodes"]
    for name in TopologicalSorter({name: _rests_on(nodes[name]) for name in nodes}).static_order():
        if nodes.get(name, {}).get("resource_type") in {"seed", "model"}:
            rows = row_counts[nodes[name]["schema"], nodes[name]["alias"]]
            about = {"seconds": seconds[name]} if name in seconds else {"kept": True}
            yield dg.MaterializeResult(
                asset_key=DagsterDbtTranslator().get_asset_spec(manifest, name, None).key,
                metadata={SCOPE: str(built.scope), "dagster/row_count": rows, **about},
            )


def _kept_tests(built: BuiltWarehouse, manifest: Mapping[str, Any]) -> Iterator[BuiltNode]:
    """Yield the tests that were not run: their tables were kept as they passed them."""
    run = {node.unique_id for node in built.nodes}
    for name, node in manifest["nodes"].items():
        if node["resource_type"] == "test" and name not in run:
            yield BuiltNode(name, has_passed=True, seconds=0)


def _rests_on(node: Mapping[str, Any]) -> list[str]:
    return list(node.get("depends_on", {}).get("nodes", ()))


def _checks(
    nodes: Iterable[BuiltNode], manifest: Mapping[str, Any]
) -> Iterator[dg.AssetCheckResult]:
    """Yield what became of the tests of one table; those of several are no asset's checks."""
    for node in nodes:
        if node.kind == "test" and node.unique_id in manifest["nodes"]:
            key = get_asset_check_key_for_test(
                manifest, DagsterDbtTranslator(), node.unique_id, None
            )
            if key is not None:
                yield dg.AssetCheckResult(
                    asset_key=key.asset_key,
                    check_name=key.name,
                    passed=node.has_passed,
                    metadata={"failed": node.failure} if node.failure else {},
                )
