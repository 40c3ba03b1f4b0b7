"""Submissions as a manifest names them: by identifiers from which nothing can be guessed.

The identifier of a submission is a hash of what was sent. Whoever knows a return's form could try
small numbers against it, so what is published is keyed (docs/disclosure.md#rule-11).
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes

from core.atomic_files import make_folder, write_whole

KEY_FILE = "publication.key"
_LENGTH = 32  # hexadecimal digits


@dataclass(frozen=True)
class PublicIdentifiers:
    """Keyed names of submissions: the same in every release of a workspace."""

    key: bytes

    @classmethod
    def of(cls, workspace: Path) -> "PublicIdentifiers":
        """Return those of a workspace, with a new random 256-bit key where it has none."""
        file = workspace / "secrets" / KEY_FILE
        if not file.exists():
            make_folder(file.parent)
            write_whole(file, token_bytes(32))
        return cls(file.read_bytes())

    def of_submissions(self, submission_ids: Iterable[str]) -> list[str]:
        """Return the public identifier of each submission, in the order given."""
        return [
            hmac.digest(self.key, submission_id.encode(), "sha256").hex()[:_LENGTH]
            for submission_id in submission_ids
        ]
