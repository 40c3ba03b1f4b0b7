"""Prints what landing each small file that is much to process costs, the dearest last.

`.venv/bin/python -m tests.benchmarks.landing_costs [WORD]`: those whose name holds the word.
Seconds are the processor's, MiB those that the landing process and its children hold together.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.family_memory import most_memory
from tests.support.files.amplified import AMPLIFIED, Amplified

LAND = """
import sys
from datetime import datetime
from pathlib import Path
from core.workspace import Workspace
from sources.contract.rules import load_rules
from sources.landing.ingest import land
for submission in land(Workspace.at(Path(sys.argv[1])), load_rules()):
    print(submission.outcome, submission.code, submission.message)
"""


def main() -> None:
    """Prints a line a file: processor seconds, MiB, KB as sent, the file and its outcome."""
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    lines = [line_of(each) for each in AMPLIFIED if word in each.what]
    print(*sorted(lines), sep="\n")


def line_of(each: Amplified) -> str:
    """Return what the landing of one file costs."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "inbox" / each.agency / each.name
        path.parent.mkdir(parents=True)
        path.write_bytes(each.make())
        size = path.stat().st_size / 1_000
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process = subprocess.Popen(
            [sys.executable, "-c", LAND, folder],
            env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        most = most_memory(process.pid)
        said = process.stdout.read() if process.stdout else ""
        process.wait()
        memory = most()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    outcome = (said.strip().splitlines() or [""])[-1][:150]
    return f"{seconds:7.2f} s {memory / 2**20:6.0f} MiB {size:7.1f} kB  {each.what}: {outcome}"


if __name__ == "__main__":
    main()
