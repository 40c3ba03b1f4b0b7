"""Prints what each hostile file costs to refuse or read, the dearest last.

`.venv/bin/python -m tests.benchmarks.hostile_costs`
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.reading_cost import cost
from tests.support.files import odd
from tests.support.files.hostile import REJECTED


def main() -> None:
    """Prints a line a file: processor seconds, MiB, the file."""
    lines = []
    with TemporaryDirectory() as folder:
        for hostile in REJECTED + odd.REJECTED:
            path = Path(folder) / hostile.name
            path.write_bytes(hostile.make())
            if path.stat().st_size:
                outcome = cost(path)
                memory = outcome.memory_bytes / 2**20
                lines.append((outcome.processor_seconds, memory, hostile.what))
            path.unlink()
    for seconds, memory, what in sorted(lines):
        print(f"{seconds:6.2f} s  {memory:5.0f} MiB  {what}")
    print(f"{len(lines)} files; most memory {max(line[1] for line in lines):.0f} MiB")


if __name__ == "__main__":
    main()
