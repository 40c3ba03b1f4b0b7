"""Dagster's store on a real PostgreSQL server, started for these tests where it is installed."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
import yaml

from core.project import ROOT
from core.workspace import Workspace
from orchestration.cli.doctor import _storage

pytest.importorskip("dagster_postgres", reason="dagster-postgres is not installed")

PASSWORD = "for-the-tests"


def programs() -> Path | None:
    """Return the folder of the server's programs, as Debian's package has it; None without one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    return found[-1].parent if found else (Path(named).resolve().parent if named else None)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server with an account and a database for Dagster."""
    folder = programs()
    if folder is None:
        pytest.skip("this machine has no PostgreSQL server")
    home = tmp_path_factory.mktemp("postgres")
    user = None
    if os.getuid() == 0:  # the server refuses to run as root
        user = "postgres"
        if user not in {each.pw_name for each in pwd.getpwall()}:
            pytest.skip("this machine has no account for a PostgreSQL server")
        shutil.chown(home, user)
        for parent in (home, *home.parents[:3]):
            parent.chmod(parent.stat().st_mode | 0o011)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])

    def run(*words: object) -> None:
        subprocess.run([*map(str, words)], check=True, capture_output=True, user=user, cwd=home)

    data = home / "data"
    (home / "password").write_text(PASSWORD)
    if user:
        shutil.chown(home / "password", user)
    run(folder / "initdb", "-D", data, "-U", "dagster", "-A", "scram-sha-256",
        "--pwfile", home / "password", "--no-sync")  # fmt: skip
    options = ("-p", str(port), "-k", home, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off")
    server = subprocess.Popen(
        [folder / "postgres", "-D", data, *options],
        user=user, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        is_ready = [folder / "pg_isready", "-h", "127.0.0.1", "-p", str(port)]
        while subprocess.run(is_ready, capture_output=True).returncode:
            assert server.poll() is None, "the server has ended"
        yield port
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: what it holds is of no more use
        server.wait()


def test_runs_and_cursors_are_kept_by_the_settings_of_deploy(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.at(tmp_path)
    settings = yaml.safe_load((ROOT / "deploy" / "dagster.yaml").read_text())
    settings["storage"]["postgres"]["postgres_db"] |= {"port": port, "db_name": "postgres"}
    (tmp_path / "dagster").mkdir()
    (tmp_path / "dagster" / "dagster.yaml").write_text(yaml.safe_dump(settings))
    monkeypatch.setenv("DAGSTER_POSTGRES_PASSWORD", PASSWORD)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    monkeypatch.setenv("DAW_HOME", str(tmp_path))

    @dg.asset
    def made() -> None:
        """Stands for what a run makes."""

    with dg.DagsterInstance.get() as instance:
        assert dg.materialize([made], instance=instance).success
        instance.daemon_cursor_storage.set_cursor_values({"inbox": "kept"})
    with dg.DagsterInstance.get() as again:
        assert [run.status.value for run in again.get_runs()] == ["SUCCESS"]
        assert again.get_latest_materialization_event(dg.AssetKey("made")) is not None
        assert again.daemon_cursor_storage.get_cursor_values({"inbox"}) == {"inbox": "kept"}
    told = _storage(workspace)
    assert not told.is_fault
    assert "Postgres" in told.found
    assert not list((tmp_path / "dagster").rglob("*.db"))


def test_a_server_that_cannot_be_reached_is_said(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = yaml.safe_load((ROOT / "deploy" / "dagster.yaml").read_text())
    settings["storage"]["postgres"]["postgres_db"] |= {"port": port, "db_name": "postgres"}
    (tmp_path / "dagster").mkdir()
    (tmp_path / "dagster" / "dagster.yaml").write_text(yaml.safe_dump(settings))
    monkeypatch.setenv("DAGSTER_POSTGRES_PASSWORD", "another")
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    monkeypatch.setenv("DAW_HOME", str(tmp_path))
    told = _storage(Workspace.at(tmp_path))
    assert told.is_fault
    assert "another" not in told.found
