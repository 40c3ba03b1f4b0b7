"""An office into whose inbox agencies' files are put, for the tests of landing."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from core.workspace import Workspace
from sources.contract.code_lists import CodeLists
from sources.contract.rules import SourceRules
from sources.contract.schema import Contract
from sources.landing.inbox import FileSelection, LeftEntry
from sources.landing.ingest import land
from sources.landing.submissions import Submission

POLICE = "thames_valley_police"
RECEIVED = datetime(2019, 7, 10, 9)
HEADINGS = ["Occurrence No", "Recorded", "Crime?", "Victim ID", "Victim Surname", "Age"]
ONE = ["O1", "02/05/2019", "Crime", "V1", "Marker", "30"]
TWO = ["O2", "03/05/2019", "Crime", "V2", "Marker", "31"]


class Office:
    """A workspace with an inbox into which agencies' files are put."""

    def __init__(self, root: Path, contracts: dict[str, Contract], codes: CodeLists) -> None:
        self.workspace = Workspace.at(root / "workspace")
        self.contracts, self.codes = contracts, codes
        self.left: list[LeftEntry] = []
        """What the last landing left where it lies."""

    def put(self, *rows: Sequence[str], path: str = f"{POLICE}/incidents Q1 2019-20.csv") -> Path:
        text = io.StringIO()
        csv.writer(text).writerows([HEADINGS, *rows])
        return self.put_bytes(text.getvalue().encode(), path)

    def put_bytes(self, content: bytes, path: str) -> Path:
        file = self.workspace.inbox / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file

    def land(
        self,
        received_at: datetime = RECEIVED,
        agency: str | None = None,
        files: Sequence[Path] | None = None,
    ) -> list[Submission]:
        rules = SourceRules(self.contracts, self.codes)
        selection = FileSelection(agency, files)
        self.left = []

        def told(entries: Sequence[Submission | LeftEntry]) -> None:
            self.left += [entry for entry in entries if isinstance(entry, LeftEntry)]

        return land(self.workspace, rules, selection, received_at=received_at, on_entries=told)

    def tables(self, name: str = "rows") -> list[dict[str, Any]]:
        paths = sorted(self.workspace.landing.glob(f"*/*-*/{name}.parquet"))
        return [row for path in paths for row in pq.read_table(path).to_pylist()]

    def contents(self) -> dict[str, bytes]:
        """All of the workspace's files by path, but for the key and the lock."""
        return {
            str(path.relative_to(self.workspace.root)): path.read_bytes()
            for path in sorted(self.workspace.root.rglob("*"))
            if path.is_file() and not path.name.startswith((".landing", "pseudonym"))
        }
