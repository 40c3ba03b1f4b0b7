"""`manifest.json`: what a release was made from, and the hash of every file in it."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

NAME = "manifest.json"


def write_manifest(
    folder: Path, about: dict[str, Any], receipts: pd.DataFrame, values: pd.DataFrame
) -> None:
    """Writes the manifest of a release into its folder.

    It holds no time of day: the same landing and commit give the same bytes. `warehouse` names
    the dbt run by what it computed.
    """
    accepted = sorted(receipts.loc[receipts["outcome"] == "accepted", "receipt_id"])
    content = about | {
        "receipts": hashlib.sha256("\n".join(accepted).encode()).hexdigest(),
        "receipt_ids": accepted,
        "warehouse": hash_of_frame(values),
        "files": {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    }
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a release."""
    return json.loads((folder / NAME).read_text(encoding="utf-8"))


def hash_of_frame(frame: pd.DataFrame) -> str:
    """A hash of a frame's rows, whatever their order."""
    rows = sorted(frame.astype(str).agg("|".join, axis=1))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
