"""The folder of Dagster's own store below the workspace, and its settings there."""

import os
from pathlib import Path

from core.atomic_files import make_folder, write_whole
from core.workspace import Workspace

SETTINGS = b"""\
# Dagster's settings, as daw writes them where there are none; what is changed here stays.
telemetry:
  enabled: false
nux:
  enabled: false
run_monitoring:
  enabled: true
  max_runtime_seconds: 14400
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days:
      skipped: 7
      failure: 90
      success: 365
"""
"""Nothing is reported and nothing asked; a run whose process died is given up after four hours."""

_EARLIER_SETTINGS = (b"telemetry:\n  enabled: false\n",)
"""What earlier versions wrote, and nobody changed."""


def dagster_home(workspace: Workspace) -> Path:
    """Return the folder of Dagster's store, with settings; tell Dagster of it and the workspace."""
    folder = workspace.root / "dagster"
    make_folder(folder)
    settings = folder / "dagster.yaml"
    if not settings.exists() or settings.read_bytes() in _EARLIER_SETTINGS:
        write_whole(settings, SETTINGS)
    os.environ |= {"DAGSTER_HOME": str(folder), "DAW_HOME": str(workspace.root)}
    return folder
