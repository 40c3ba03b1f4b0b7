"""The folder in which a release is made before it is put in its place."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from core.locks import held

FOLDER = ".publish"


@contextmanager
def staging_folder(workspace: Path) -> Iterator[Path]:
    """Yield a folder of its own for one release in the making; a second one waits its turn.

    Everything made meanwhile is for this user alone. What a killed run left is removed.
    """
    stages = workspace / FOLDER
    mask = os.umask(0o077)
    try:
        stages.mkdir(parents=True, exist_ok=True)
        with held(stages / "lock", "Another release is being made; waiting for it to end."):
            for orphan in stages.glob("run-*"):
                shutil.rmtree(orphan)
            folder = stages / f"run-{uuid4().hex[:12]}"
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder)
    finally:
        os.umask(mask)
