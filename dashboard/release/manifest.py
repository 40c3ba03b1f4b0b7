"""`manifest.json`: what a release was made from, and the hash of every file in it."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
EARLIER_KEYS = {"receipts": "submissions", "receipt_ids": "submission_ids"}
"""What releases made before submissions were called so say, and what it is called now."""


def write_manifest(
    folder: Path, about: dict[str, Any], commit: str, submission_ids: Iterable[str]
) -> None:
    """Write the manifest of a release into its folder.

    `submission_ids`: the public identifiers of what it was made from. It holds no time of day: the
    same landing and commit give the same bytes. The dbt run is named by what it ran and on what,
    since the warehouse follows from the two; a hash of the warehouse itself would let guesses at
    hidden numbers be tried.
    """
    accepted = sorted(submission_ids)
    landing = hashlib.sha256("\n".join(accepted).encode()).hexdigest()
    content = about | {
        "commit": commit,
        "submissions": landing,
        "submission_ids": accepted,
        "dbt_run": f"{commit[:12]}-{landing[:12]}",
        "files": {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    }
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a release, an earlier one in the names of today."""
    content: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return {EARLIER_KEYS.get(key, key): value for key, value in content.items()}
