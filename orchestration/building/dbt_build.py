"""One run of dbt that builds a file, in this process, and what came of each of its nodes."""

import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from orchestration.building.dbt_results import (
    ROWS_SHOWN,
    BuiltNode,
    built_nodes,
    node_listener,
    row_text,
)

STOPPING = (signal.SIGINT, signal.SIGTERM)


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

        outcome = dbtRunner(callbacks=[node_listener(on_node)]).invoke(
            [*words, "--log-level", "none", "--no-write-json"]
        )
        _let_go_of_file()
    return built_nodes(outcome, lambda query: _failing_rows(file, query))


def _failing_rows(file: Path, query: str) -> list[str]:
    """Return some rows that a test found, as text."""
    if not file.exists():
        return []
    with duckdb.connect(file, read_only=True) as connection:
        rows = connection.execute(f"select * from ({query}) limit {ROWS_SHOWN}")  # noqa: S608
        names = [column[0] for column in rows.description or ()]
        return [row_text(names, list(row)) for row in rows.fetchall()]


@contextmanager
def raising_signals() -> Iterator[None]:
    """Have SIGINT and SIGTERM raise KeyboardInterrupt in the main thread, where they arrive."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    handlers = {number: signal.signal(number, interrupted) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@contextmanager
def _stopped_soon() -> Iterator[None]:
    """Have SIGINT and SIGTERM end dbt, and the queries under way, which it would wait for.

    dbt heeds a KeyboardInterrupt alone, and Dagster raises another error. Python raises it when the
    main thread next does something, and that waits for a query.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals come to the main thread
        return

    ended = threading.Event()
    received, told = socket.socketpair()
    told.setblocking(False)
    threading.Thread(target=_interrupt_queries, args=(received, ended), daemon=True).start()
    before = signal.set_wakeup_fd(told.fileno())
    try:
        with raising_signals():
            yield
    finally:
        signal.set_wakeup_fd(before)
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
