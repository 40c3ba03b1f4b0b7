"""What `daw yearly` says: which sparse tables a person may decide to publish once a year."""

from collections.abc import Iterator, Mapping

from rich.console import Console

from core.policy import county_policy
from core.workspace import Workspace
from dashboard.release.protected_values import sources_of_protection, unprotected_cells
from dashboard.release.warehouse_tables import read_warehouse
from disclosure.control import ProtectionLimits, SparseTable, sparse_tables
from disclosure.control.inputs.publication_rules import COUNTY

YearlyTables = Mapping[str, tuple[str, ...]]
"""Tables by measure, as the policy names them."""
HEAD = (
    "Tables of which more than half of the quarterly figures must be hidden, alone or with others:"
)
NONE = "No table has so many small numbers that it should be published once a year."
MEANING = (
    "Published once a year, a table has figures for April to March alone. They come with the "
    "release of January to March.",
    "The data owner decides. What a release has published once a year stays so in every later one.",
    "How to decide: docs/operate.md, Sparse tables.",
    "To publish all of these once a year, have in policy.yml:",
)


def print_yearly(out: Console, workspace: Workspace) -> None:
    """Print the sparse tables, what the policy lists already, and the lines that would list all."""
    tables = read_warehouse(workspace.warehouse)
    policy = county_policy()
    cells = unprotected_cells(tables, str(tables.values["quarter"].max()))
    found = sparse_tables(sources_of_protection(tables, cells), ProtectionLimits.of(policy))
    names = dict(zip(tables.measures["measure_id"], tables.measures["name"], strict=True))
    for line in _lines(found, names, policy.published_yearly):
        out.print(line, markup=False)


def _lines(
    found: list[SparseTable], names: Mapping[str, str], listed: YearlyTables
) -> Iterator[str]:
    yield HEAD if found else NONE
    for each in found:
        mark = " (in policy.yml already)" if is_listed(each, listed) else ""
        yield f"  {each.measure}: {each.table}{mark}"
        yield f"    {names[each.measure]}: {_reason(each)}"
    proposed = {(each.measure, each.table) for each in found}
    others = [
        f"{table} of {measure}"
        for measure, tables in sorted(listed.items())
        for table in tables
        if (measure, table) not in proposed
    ]
    if others:
        yield f"Also in policy.yml: {', '.join(others)}."
    more = [each for each in found if not is_listed(each, listed)]
    if more:
        yield from MEANING
        yield from policy_lines(listed, more)


def _reason(table: SparseTable) -> str:
    own = f"{table.own.hidden} of {table.own.counted} figures must be hidden"
    if not table.together:
        return own
    return f"{own}, and {table.together.hidden} of {table.together.counted} with related measures"


def is_listed(table: SparseTable, listed: YearlyTables) -> bool:
    """Tell whether the policy lists a table, or all of its measure."""
    return not {table.table, COUNTY}.isdisjoint(listed.get(table.measure, ()))


def policy_lines(listed: YearlyTables, more: list[SparseTable]) -> list[str]:
    """Return the lines of a policy that lists these tables and more."""
    tables = {measure: set(names) for measure, names in listed.items()}
    for each in more:
        tables.setdefault(each.measure, set()).add(each.table)
    written = [
        f"  {measure}: [{', '.join(sorted(names))}]" for measure, names in sorted(tables.items())
    ]
    return ["published_yearly:", *written]
