"""Dagster's store is written without waiting for the disk, and as usual afterwards."""

from pathlib import Path

from dagster._core.storage.event_log.sqlite import sqlite_event_log
from sqlalchemy import NullPool, create_engine, text

from orchestration.cli.event_store import written_at_ease

WAITS, EASILY = 2, 1
"""SQLite's numbers for `pragma synchronous`: full and normal."""


def written(file: Path) -> int:
    """Write as Dagster does, in a connection of its own; return how it waited for the disk."""
    with create_engine(f"sqlite:///{file}", poolclass=NullPool).begin() as connection:
        connection.execute(text("pragma journal_mode = wal"))
        connection.execute(text("create table if not exists events (event)"))
        connection.execute(text("insert into events values (1)"))
        return int(connection.execute(text("pragma synchronous")).scalar_one())


def test_what_is_written_stays_in_the_log_until_the_block_ends(tmp_path: Path) -> None:
    file, log = tmp_path / "store.db", tmp_path / "store.db-wal"
    assert written(file) == WAITS
    assert not log.exists()
    with written_at_ease():
        assert [written(file), written(file)] == [EASILY, EASILY]
        assert log.stat().st_size
    assert not log.exists()
    assert written(file) == WAITS
    with create_engine(f"sqlite:///{file}").connect() as connection:
        assert connection.execute(text("select count(*) from events")).scalar_one() == 4


def test_so_does_what_is_written_to_a_file_that_is_new(tmp_path: Path) -> None:
    file, log = tmp_path / "store.db", tmp_path / "store.db-wal"
    with written_at_ease():
        assert [written(file), written(file)] == [EASILY, EASILY]
        assert log.stat().st_size
    assert not log.exists()


def test_each_file_of_the_store_has_one_engine_until_the_block_ends(tmp_path: Path) -> None:
    addresses = [f"sqlite:///{tmp_path / name}.db" for name in ("run", "index", "run")]
    usual = sqlite_event_log.create_engine
    with written_at_ease():
        run, index, again = (sqlite_event_log.create_engine(address) for address in addresses)
        assert run is again
        assert run is not index
    assert sqlite_event_log.create_engine is usual
