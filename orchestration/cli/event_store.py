"""How a run in this process writes Dagster's store of SQLite: some two thousand transactions."""

import importlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def written_at_ease() -> Iterator[None]:
    """Have each file of the store opened once more, for as long as the block runs.

    Dagster opens and closes its store for each event; SQLite then brings its log into the file and
    waits for the disk, which takes longer than a build. While another connection is open it does
    so now and then. A power cut may cost the last events of the run, never the store.

    Dagster also makes an engine of SQLAlchemy's anew for each event, which puts each statement into
    SQL again: half the time that the store takes. In the block each file has one.
    """
    from sqlalchemy import Engine, event

    store: Any = importlib.import_module("dagster._core.storage.event_log.sqlite.sqlite_event_log")
    create, engines = store.create_engine, dict[str, Any]()

    def one_engine(address: str, **settings: Any) -> Any:
        if address not in engines:
            engines[address] = create(address, **settings)
        return engines[address]

    held: dict[str, sqlite3.Connection] = {}
    with_log: set[str] = set()

    def opened(connection: Any, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("pragma synchronous = normal")
            ((_, _, file), *_) = connection.execute("pragma database_list").fetchall()
            if file and file not in held:
                held[file] = sqlite3.connect(file, check_same_thread=False)
            if file and file not in with_log:  # a file that is new has none yet
                held[file].execute("select 1 from sqlite_master").fetchall()  # opens the log
                (mode,) = held[file].execute("pragma journal_mode").fetchone()
                with_log.update([file] if mode == "wal" else [])

    event.listen(Engine, "connect", opened)
    store.create_engine = one_engine
    try:
        yield
    finally:
        store.create_engine = create
        event.remove(Engine, "connect", opened)
        for connection in held.values():
            connection.close()
