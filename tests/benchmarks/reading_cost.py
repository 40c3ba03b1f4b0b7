"""What the reading process spends on one file."""

from pathlib import Path
from tempfile import TemporaryFile

from sources.files.file_type import suffix_of
from sources.files.sandbox.client import READING_PROCESS, OpenFile, ReadingOutcome
from sources.files.sheet import Limits


def cost(path: Path, limits: Limits = Limits()) -> ReadingOutcome:  # noqa: B008
    """How the reading of the file ended, its processor seconds and its most memory."""
    with path.open("rb") as source, TemporaryFile() as sink:
        file = OpenFile(source.fileno(), sink.fileno(), suffix_of(path.name))
        return READING_PROCESS.read_alone(file, limits)
