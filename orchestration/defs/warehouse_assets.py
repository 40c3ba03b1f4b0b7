"""The warehouse in Dagster: one asset per model and seed, all of them built by one run of dbt."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator
from dagster_dbt.asset_utils import get_asset_check_key_for_test
from dagster_dbt.dbt_manifest import validate_manifest

from orchestration.building.column_lineage import TABLES, WRITTEN, TableLineage
from orchestration.building.dbt_results import BuiltNode
from orchestration.defs.landing_reports import Metadata
from orchestration.defs.resources import WorkspaceResource
from orchestration.defs.step_failures import failing_in_plain_words
from orchestration.jobs.build_warehouse import (
    BuildFailed,
    BuiltWarehouse,
    build_warehouse,
    row_counts,
)
from orchestration.jobs.dbt_manifest import current_lineage, current_manifest

BUILDS_ALL = "builds_all"
"""The tag of a run that builds everything, whatever has changed."""

TOGETHER = "All tables of the warehouse are made together: “Materialize” here makes them all."

SCOPE = "what was built"
"""The metadata that says what was built and why."""

COLUMNS = "where columns come from"
TRANSLATOR = DagsterDbtTranslator()

Manifest = Mapping[str, Any]
Checks = Mapping[str, dg.AssetCheckSpec]


def warehouse_assets(manifest: Path) -> dg.AssetsDefinition:
    """Return the assets of the models that a manifest of dbt's describes.

    They are made together or not at all, so that no page offers to make one of them alone.
    """
    told = validate_manifest(manifest)
    specs = {name: _spec(told, name) for name in _in_order(told)}
    checks = _check_specs(told, specs)

    @dg.multi_asset(
        name="warehouse",
        specs=[*specs.values()],
        check_specs=[*checks.values()],
        can_subset=False,
    )
    def warehouse(
        context: dg.AssetExecutionContext, workspace: WorkspaceResource
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        """Every model, built whole beside the old warehouse and then put in its place."""
        here = workspace.get()
        builds_all = BUILDS_ALL in context.run.tags
        with failing_in_plain_words(context):
            try:
                built = build_warehouse(
                    here, manifest=None if builds_all else current_manifest(here)
                )
            except BuildFailed as failure:
                yield from _results(failure.nodes, checks)
                raise
        context.log.info(str(built.scope))
        rows, lineages = row_counts(here.warehouse), current_lineage(here)
        for name, spec in specs.items():
            node = told["nodes"][name]
            yield dg.MaterializeResult(
                asset_key=spec.key,
                metadata={"dagster/row_count": rows[node["schema"], node["alias"]]}
                | _how_made(name, built)
                | _columns(lineages.get(name), told),
            )
        yield from _results([*built.nodes, *_kept_tests(built, checks)], checks)

    return warehouse


def _in_order(manifest: Manifest) -> Iterator[str]:
    """Yield dbt's name of each seed and model, after those that it is made from."""
    nodes = manifest["nodes"]
    before = {name: node.get("depends_on", {}).get("nodes", ()) for name, node in nodes.items()}
    for name in TopologicalSorter(before).static_order():
        if name in nodes and nodes[name]["resource_type"] in TABLES:
            yield name


def _spec(manifest: Manifest, name: str) -> dg.AssetSpec:
    """Return a table's spec, whose description says what it holds, and then how it is made."""
    spec = TRANSLATOR.get_asset_spec(manifest, name, None)
    what, gap, query = str(spec.description).partition("\n\n")
    return spec.replace_attributes(description=f"{what}\n\n{TOGETHER}{gap}{query}")


def _check_specs(manifest: Manifest, specs: Mapping[str, dg.AssetSpec]) -> Checks:
    """Return the checks by dbt's name of the test; a test of several tables is no asset's check."""
    by_key = {spec.key: spec for spec in specs.values()}
    checks = {}
    for name, node in manifest["nodes"].items():
        if node["resource_type"] == "test":
            key = get_asset_check_key_for_test(manifest, TRANSLATOR, name, None)
            check = key and TRANSLATOR.get_asset_check_spec(
                by_key[key.asset_key], manifest, name, None
            )
            if check:
                checks[name] = check
    return checks


def _how_made(name: str, built: BuiltWarehouse) -> Metadata:
    """Return what was built and why, and in how many seconds this table, where it was."""
    seconds = [round(node.seconds, 1) for node in built.nodes if node.unique_id == name]
    return {SCOPE: str(built.scope)} | ({"seconds": seconds[0]} if seconds else {"kept": True})


def _columns(lineage: TableLineage | None, manifest: Manifest) -> Metadata:
    """Return where a table's columns come from; or why that is not known.

    Dagster's open-source pages do not draw its own kind of it, which other clients read: so a table
    says the same.
    """
    if lineage is None:
        return {COLUMNS: "It is known after the next build of everything."}
    if lineage.unknown:
        return {COLUMNS: lineage.unknown}
    made = {
        column: [
            dg.TableColumnDep(TRANSLATOR.get_asset_spec(manifest, table, None).key, name)
            for table, name in ends
        ]
        for column, ends in lineage.columns.items()
    }
    rows = [
        {"column": column, "made from": ", ".join(map(_column_name, ends)) or WRITTEN}
        for column, ends in made.items()
    ]
    return {
        COLUMNS: dg.MetadataValue.table(
            records=[dg.TableRecord(row) for row in rows],
            schema=dg.TableSchema([dg.TableColumn(name) for name in ("column", "made from")]),
        ),
        "dagster/column_lineage": dg.TableColumnLineage(made),
    }


def _column_name(column: dg.TableColumnDep) -> str:
    return f"{column.asset_key.path[-1]}.{column.column_name}"


def _kept_tests(built: BuiltWarehouse, checks: Checks) -> Iterator[BuiltNode]:
    """Yield the tests that were not run: their tables were kept as they passed them."""
    run = {node.unique_id for node in built.nodes}
    return (BuiltNode(name, has_passed=True, seconds=0) for name in checks if name not in run)


def _results(nodes: Iterable[BuiltNode], checks: Checks) -> Iterator[dg.AssetCheckResult]:
    """Yield what became of the tests of one table."""
    for node in nodes:
        if check := checks.get(node.unique_id):
            yield dg.AssetCheckResult(
                asset_key=check.asset_key,
                check_name=check.name,
                passed=node.has_passed,
                metadata={"failed": node.failure} if node.failure else {},
            )
