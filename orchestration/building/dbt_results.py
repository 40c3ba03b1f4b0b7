"""What came of each node of a run of dbt, whatever the engine."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ROWS_SHOWN = 30
FAILED = {"error", "fail", "runtime error"}
PASSED = {"success", "pass", "warn"}
"""dbt's states of a node; one that was skipped, because what it rests on failed, is in neither."""

ENDED = {"LogModelResult", "LogTestResult", "LogSeedResult"}
"""dbt's events of a node that has ended."""


@dataclass(frozen=True)
class BuiltNode:
    """A seed, model or test that dbt came to, and how it ended."""

    unique_id: str
    has_passed: bool
    seconds: float
    failure: str = ""  #: what a failed one says, with rows that a test found

    @property
    def kind(self) -> str:
        """What it is: seed, model or test."""
        return self.unique_id.split(".", 1)[0]


def node_listener(on_node: Callable[[str], None]) -> Callable[[Any], None]:
    """Return what dbt calls with its events, which tells the name of each node as it ends."""

    def listen(event: Any) -> None:
        if event.info.name in ENDED:
            on_node(event.data.node_info.node_name)

    return listen


def built_nodes(
    outcome: Any, failing_rows: Callable[[str], list[str]]
) -> tuple[list[BuiltNode], str | None]:
    """Return the nodes that a run of dbt came to, and why it did not end well: None where it did.

    `failing_rows` runs the query of a failed test, and returns some of its rows as text. Whatever
    interrupted dbt, which keeps it to itself, is raised.
    """
    if isinstance(outcome.exception, BaseException) and not isinstance(
        outcome.exception, Exception
    ):
        raise outcome.exception
    results = outcome.result.results if outcome.result is not None else ()
    nodes = [_built_node(result, failing_rows) for result in results]
    built = [node for node in nodes if node is not None]
    if outcome.success:
        return built, None
    failures = [node.failure for node in built if node.failure]
    return built, "\n".join(failures) or repr(outcome.exception)


def row_text(names: list[str], values: list[Any]) -> str:
    """Return a row that a test found as a line; the warehouse holds pseudonyms only."""
    return "    " + ", ".join(f"{name}={value}" for name, value in zip(names, values, strict=True))


def _built_node(result: Any, failing_rows: Callable[[str], list[str]]) -> BuiltNode | None:
    """Return what came of a node; None for one that was skipped."""
    status, unique_id = str(result.status), result.node.unique_id
    if status not in FAILED | PASSED:
        return None
    failure = ""
    if status in FAILED:
        kind, _, name = unique_id.split(".", 2)
        query = result.node.compiled_code if status == "fail" else None
        rows = failing_rows(query) if query else []
        failure = "\n".join([f"{kind} {name}: {result.message}", *rows])
    return BuiltNode(unique_id, status in PASSED, result.execution_time, failure)
