"""Where everything lies that is not code: the folders under `DAW_HOME`, and the settings."""

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from core.atomic_files import make_folder
from core.locks import LANDING_LOCK, held
from core.policy import county_policy

_MEGABYTE = 1_000_000
MAX_SENT_BYTES = 100 * _MEGABYTE
MAX_UNPACKED_BYTES = 1000 * _MEGABYTE
_UNREADABLE = "'#?\\"
"""No path to a warehouse has one of these: dbt and DuckDB read them as part of SQL or of a URL."""


class SettingError(Exception):
    """A setting that cannot be; the message says which, and what it may be."""


@dataclass(frozen=True)
class Workspace:
    """The folders of one warehouse, how long it keeps originals and how large they may be.

    `workers` is how many processes read files at once, and in how many pieces a large one is read.
    """

    root: Path
    key_file: Path
    keep_originals_days: int
    max_sent_bytes: int = MAX_SENT_BYTES
    max_unpacked_bytes: int = MAX_UNPACKED_BYTES
    workers: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))

    @classmethod
    def from_environment(cls) -> "Workspace":
        """Return the workspace that DAW_HOME names, with the settings of the environment.

        Raises SettingError for settings that cannot be.
        """
        settings = {
            "keep_originals_days": ("DAW_KEEP_ORIGINALS", 0, 1),
            "max_sent_bytes": ("DAW_MAX_SENT_MB", 1, _MEGABYTE),
            "max_unpacked_bytes": ("DAW_MAX_UNPACKED_MB", 1, _MEGABYTE),
            "workers": ("DAW_WORKERS", 1, 1),
        }
        given = {
            setting: _whole_number(variable, least) * unit
            for setting, (variable, least, unit) in settings.items()
            if os.environ.get(variable)
        }
        root = Path(os.environ.get("DAW_HOME") or "data")
        if set(_UNREADABLE) & set(str(root.absolute())):
            raise SettingError(
                f"DAW_HOME must be a folder with none of these in its path: {_UNREADABLE}"
            )
        return cls.at(root, key_file=os.environ.get("DAW_KEY_FILE"), **given)

    @classmethod
    def at(cls, root: Path, *, key_file: str | Path | None = None, **settings: int) -> "Workspace":
        """Return the workspace in the folder `root`.

        The key lies in its secrets unless named; originals are kept as long as the policy says.
        """
        root = root.absolute()
        key = Path(key_file).absolute() if key_file else root / "secrets" / "pseudonym.key"
        kept = {"keep_originals_days": county_policy().keep_originals_days}
        return cls(root, key, **kept | settings)

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def work(self) -> Path:
        return self.inbox / ".work"

    @property
    def accepted(self) -> Path:
        return self.inbox / ".accepted"

    @property
    def rejected(self) -> Path:
        return self.inbox / ".rejected"

    @property
    def reports(self) -> Path:
        """The agencies' validation reports, by agency and quarter: a part of the inbox."""
        return self.inbox / ".reports"

    @property
    def landing(self) -> Path:
        return self.root / "landing"

    @property
    def submissions(self) -> Path:
        return self.landing / "submissions"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    @property
    def spark_tables(self) -> Path:
        """The tables of single rows of a warehouse that Spark on this computer has built."""
        return self.root / "spark"

    @property
    def erasure_mark(self) -> Path:
        """The file that lies here from an erasure on until the next warehouse is built."""
        return self.root / ".erased"

    def prepare(self) -> None:
        """Make the folders that landing needs, for their owner alone."""
        for folder in (
            self.root,
            self.inbox,
            self.work,
            self.accepted,
            self.rejected,
            self.reports,
            self.submissions,
        ):
            make_folder(folder)

    def landing_lock(self) -> AbstractContextManager[None]:
        """Hold the landing area alone; say so and wait while another run does.

        Whatever changes what is landed holds it, and a build, which reads all of it.
        """
        return held(self.root / LANDING_LOCK)


def _whole_number(variable: str, least: int) -> int:
    """Return the number that a variable of the environment holds; raises SettingError."""
    try:
        number = int(os.environ[variable])
    except ValueError:
        number = least - 1
    if number < least:
        raise SettingError(f"{variable} must be a whole number of {least} or more.")
    return number
