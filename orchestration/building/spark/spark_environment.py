"""What a build on Spark needs beside the project: its environment, Java, and the settings."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from core.project import ROOT

JAVA_LEAST = 17
ENVIRONMENT = ROOT / ".venv-spark"


class SparkMissing(Exception):
    """Something that a build on Spark needs is not there; the message says what to do."""


@dataclass(frozen=True)
class SparkSettings:
    """How a build reaches Spark, and where things lie that both reach.

    Without `remote` a server runs on this computer, with so much memory.
    """

    python: Path
    remote: str
    landing: str
    memory: str

    @classmethod
    def from_environment(cls) -> "SparkSettings":
        """Return the settings of the environment. Raises SparkMissing."""
        python = ENVIRONMENT / "bin" / "python"
        if not python.exists():
            raise SparkMissing("Spark's environment is missing. Run `make spark`.")
        remote = os.environ.get("DAW_SPARK_REMOTE", "")
        if not remote:
            _check_java()
        return cls(
            python,
            remote,
            os.environ.get("DAW_SPARK_LANDING", ""),
            os.environ.get("DAW_SPARK_MEMORY") or "2g",
        )


def is_used() -> bool:
    """Return whether somebody made Spark's environment, or named a server."""
    return ENVIRONMENT.exists() or bool(os.environ.get("DAW_SPARK_REMOTE"))


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin" if home else None)
    wanted = (
        f"Spark needs Java {JAVA_LEAST} or newer on this computer. Install it, or set JAVA_HOME; "
        "or set DAW_SPARK_REMOTE to a cluster's Spark Connect server."
    )
    if java is None:
        raise SparkMissing(f"Java was not found. {wanted}")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < JAVA_LEAST:
        raise SparkMissing(f"The Java of {java} is too old. {wanted}")
