"""Pages on localhost: Dagster's own, and the newest dashboard."""

import json
import os
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from rich.console import Console

from core.workspace import Workspace
from orchestration.cli.pipeline import dagster_home

LOCALHOST = "127.0.0.1"


def serve_dagster(workspace: Workspace, port: int) -> int:
    """Run Dagster's pages and daemon until somebody stops them; return their exit status."""
    dagster_home(workspace)
    program = Path(sys.executable).with_name("dagster")
    command = [
        str(program),
        "dev",
        "-m",
        "orchestration.definitions",
        "-h",
        LOCALHOST,
        "-p",
        str(port),
    ]
    return subprocess.call(command, env=os.environ | {"DAW_HOME": str(workspace.root)})


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
