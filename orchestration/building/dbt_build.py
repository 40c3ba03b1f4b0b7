"""One run of dbt that builds a file, in this process, and what came of each of its nodes."""

import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

ROWS_SHOWN = 30
FAILED = {"error", "fail", "runtime error"}
PASSED = {"success", "pass", "warn"}
"""dbt's states of a node; one that was skipped, because what it rests on failed, is in neither."""

STOPPING = (signal.SIGINT, signal.SIGTERM)


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


def run_dbt_build(
    words: Sequence[str], file: Path, on_node: Callable[[str], None]
) -> tuple[list[BuiltNode], str | None]:
    """Run dbt's `words`, which write `file`; return its nodes, and why it did not end well.

    That is None where it did. dbt writes no JSON of its own: it takes a tenth of a build.
    `on_node` is told the name of each node as it ends. Whatever interrupts dbt, which would keep
    it to itself, is raised.
    """
    with rare_collection(), _stopped_soon():
        from dbt.cli.main import dbtRunner

        def listen(event: Any) -> None:
            if event.info.name in {"LogModelResult", "LogTestResult", "LogSeedResult"}:
                on_node(event.data.node_info.node_name)

        outcome = dbtRunner(callbacks=[listen]).invoke(
            [*words, "--log-level", "none", "--no-write-json"]
        )
        _let_go_of_file()
    if isinstance(outcome.exception, BaseException) and not isinstance(
        outcome.exception, Exception
    ):
        raise outcome.exception
    results = outcome.result.results if outcome.result is not None else ()  # type: ignore[union-attr]
    nodes = [_built_node(result, file) for result in results]
    built = [node for node in nodes if node is not None]
    if outcome.success:
        return built, None
    failures = [node.failure for node in built if node.failure]
    return built, "\n".join(failures) or repr(outcome.exception)


def _built_node(result: Any, file: Path) -> BuiltNode | None:
    """Return what came of a node; None for one that was skipped."""
    status, unique_id = str(result.status), result.node.unique_id
    if status not in FAILED | PASSED:
        return None
    failure = ""
    if status in FAILED:
        kind, _, name = unique_id.split(".", 2)
        rows = _failing_rows(file, result.node.compiled_code) if status == "fail" else []
        failure = "\n".join([f"{kind} {name}: {result.message}", *rows])
    return BuiltNode(unique_id, status in PASSED, result.execution_time, failure)


def _failing_rows(file: Path, query: str | None) -> list[str]:
    """Return some rows that a test found, as text; the warehouse holds pseudonyms only."""
    if not query or not file.exists():
        return []
    with duckdb.connect(file, read_only=True) as connection:
        rows = connection.execute(f"select * from ({query}) limit {ROWS_SHOWN}")  # noqa: S608
        names = [column[0] for column in rows.description or ()]
        return [
            "    " + ", ".join(f"{name}={value}" for name, value in zip(names, row, strict=True))
            for row in rows.fetchall()
        ]


@contextmanager
def _stopped_soon() -> Iterator[None]:
    """Have SIGINT and SIGTERM end dbt, and the queries under way, which it would wait for.

    dbt heeds a KeyboardInterrupt alone, and Dagster raises another error. Python raises it when the
    main thread next does something, and that waits for a query.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals come to the main thread
        return

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    ended = threading.Event()
    received, told = socket.socketpair()
    told.setblocking(False)
    threading.Thread(target=_interrupt_queries, args=(received, ended), daemon=True).start()
    handlers = {number: signal.signal(number, interrupted) for number in STOPPING}
    before = signal.set_wakeup_fd(told.fileno())
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        ended.set()
        told.close()


def _interrupt_queries(received: socket.socket, ended: threading.Event) -> None:
    """Once told of a signal, interrupt what DuckDB is doing for dbt, until dbt has ended.

    dbt interrupts queries once, and one that begins a moment later would run to its end.
    """
    with received:
        while (number := received.recv(1)) and number[0] not in STOPPING:
            pass
    if not number:  # nothing came, and dbt has ended
        return
    from dbt.adapters.factory import get_adapter_by_type

    connections = get_adapter_by_type("duckdb").connections.thread_connections
    while not ended.wait(0.05):
        for connection in list(connections.values()):
            if connection.handle is not None:
                with suppress(duckdb.ConnectionException):  # closed meanwhile
                    connection.handle.cursor().interrupt()


@contextmanager
def rare_collection() -> Iterator[None]:
    """Collect garbage rarely: what is loaded and parsed mostly lives on, and is walked in vain.

    Saves an eighth of a build's processor time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _let_go_of_file() -> None:
    """Close the file that dbt wrote; left to itself dbt holds it until the process ends."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager as Manager

    if Manager._ENV is not None:
        Manager.env().close()
    Manager.close_all_connections()
