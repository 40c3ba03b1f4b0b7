"""Pages on localhost: Dagster's own, and the newest dashboard."""

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from rich.console import Console

from core.workspace import Workspace
from orchestration.cli.dagster_home import dagster_home
from orchestration.jobs.dbt_manifest import current_manifest

LOCALHOST = "127.0.0.1"
DEFINITIONS = "orchestration.definitions"
SECONDS_TO_END = 10
LOCATION = """\
load_from:
  - grpc_server:
      location_name: warehouse
      socket: {socket}
"""
"""Where Dagster finds its code server; what its store keeps of a sensor goes by this name."""


def serve_dagster(workspace: Workspace, port: int) -> int:
    """Run Dagster's code server, pages and daemon until one ends or somebody stops them.

    Return the exit status of the first that ended; 0 where somebody stopped them.
    """
    # Either signal ends all in order. Where a shell had SIGINT ignored, the programs would ignore
    # both: Dagster's treat them alike.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    dagster_home(workspace)
    current_manifest(workspace)  # so that the processes find it and need not parse
    try:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
            # A socket's path may have a hundred characters, so it lies in no workspace.
            socket = Path(folder, "code")
            workspace_file = Path(folder, "workspace.yaml")
            workspace_file.write_text(LOCATION.format(socket=socket))
            code_server = ("dagster", "api", "grpc", "-m", DEFINITIONS, "--socket", str(socket))
            servers = [running.enter_context(_server(*code_server))]
            while servers[0].poll() is None and not socket.exists():
                time.sleep(0.1)
            pages = ("dagster-webserver", "-h", LOCALHOST, "-p", str(port))
            for command in (pages, ("dagster-daemon", "run")):
                server = _server(*command, "-w", str(workspace_file))
                servers.append(running.enter_context(server))
            while all(server.poll() is None for server in servers):
                time.sleep(0.5)
            return next(server.returncode for server in servers if server.returncode is not None)
    except KeyboardInterrupt:
        return 0


@contextmanager
def _server(program: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of this Python's; at the end of the block have it stop, and wait for it."""
    path = Path(sys.executable).with_name(program)
    # A group of its own: Ctrl-C comes to the command alone, which then stops them in order.
    process = subprocess.Popen([path, *words], start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def list_releases(workspace: Workspace) -> list[str]:
    """Return one line per release, oldest quarter first, then the drafts."""
    lines = []
    for manifest in sorted(workspace.root.glob("releases/*/v*/manifest.json")):
        release = json.loads(manifest.read_text())
        lines.append(f"{release['quarter']} v{release['version']} {release['edition']}")
    lines += [f"{folder.name} draft" for folder in sorted(workspace.root.glob("drafts/*"))]
    return lines


def newest_site(workspace: Workspace) -> Path | None:
    """Return the site of the newest release's newest version, else of the newest draft."""
    releases = [
        (folder.parents[1].name, int(folder.parent.name[1:]), folder)
        for folder in workspace.root.glob("releases/*/v*/site")
    ]
    if releases:
        return max(releases)[2]
    return max(workspace.root.glob("drafts/*/site"), default=None)


def serve_site(out: Console, folder: Path, port: int) -> None:
    """Serve a site and the files beside it to this machine alone until somebody stops it."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder.parent))
    with ThreadingHTTPServer((LOCALHOST, port), handler) as server:
        out.print(
            f"http://{LOCALHOST}:{server.server_port}/{folder.name}/ shows {folder} until Ctrl-C"
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            out.print("stopped")
