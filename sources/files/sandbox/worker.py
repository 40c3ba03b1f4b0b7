"""The reading process: reads each file it is handed in a process of its own, under limits.

It is started with a socket as its standard input and imports the readers once. For each request it
is handed two open files a file (what was sent, and where the cells go) and forks: the fork gets its
limits, reads, and ends. So a file can exhaust or crash nothing but its own fork, and what it did to
memory never reaches another, but the few small ones that the caller sent with it. What is to be
done with the sheets once they are read (`client.Continuation`) is done in the fork, under the same
limits.
"""

import codecs
import encodings
import gc
import json
import mmap
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.abc import MetaPathFinder
from math import ceil
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import numpy as np
import pyarrow as pa

from sources.files.sandbox.dispatch import parse
from sources.files.sandbox.protocol import (
    FAILED,
    MOST_FILES,
    NO_MEMORY,
    NO_SPACE,
    READ,
    REJECTED,
    WELL,
    Stream,
    describe_error,
    pack_rejection,
    sheet_streams,
    write_streams,
)
from sources.files.sheet import FileUnreadable, Limits, Sheet

REQUEST_BYTES = 1 << 16
LENGTH = struct.Struct("<Q")
MEMORY = Path("/proc/self/statm")
"""Its first number are the pages that the process holds."""


GoOn = Callable[[Sequence[Sheet], Any], Iterable[Stream]]
"""Takes the sheets and what the request says about them, and returns what is handed over."""


def serve(channel: socket.socket, go_on: GoOn) -> None:
    """Read the files that come through the channel, one after the other, until it is closed."""
    while True:
        message, opened, _, _ = socket.recv_fds(channel, REQUEST_BYTES, 2 * MOST_FILES)
        if not message:
            return
        statuses = mmap.mmap(-1, MOST_FILES)  # shared with the fork
        process = os.fork()
        if not process:
            channel.close()
            os._exit(_read_all(json.loads(message), opened, go_on, statuses))
        for file in opened:
            os.close(file)
        _, status, usage = os.wait4(process, 0)
        outcome = {
            "status": os.waitstatus_to_exitcode(status),
            "statuses": list(statuses[: len(opened) // 2]),
            "processor_seconds": usage.ru_utime + usage.ru_stime,
            "memory_bytes": usage.ru_maxrss * 1024,
        }
        statuses.close()
        channel.sendall(json.dumps(outcome).encode() + b"\n")


def _read_all(
    request: dict[str, Any], opened: Sequence[int], go_on: GoOn, statuses: mmap.mmap
) -> int:
    """Read the files one after the other, up to one that is neither read nor rejected.

    Returns the status of the last one that was looked at.
    """
    limits = Limits(**request["limits"])
    contents = [mmap.mmap(source, 0, access=mmap.ACCESS_READ) for source in opened[::2]]
    confine(limits.scaled(sum(map(len, contents))))
    for at, (file, data) in enumerate(zip(request["files"], contents, strict=True)):
        statuses[at] = _read(file, data, opened[2 * at + 1], limits, go_on)
        if statuses[at] not in WELL:
            break
    return statuses[at]


def _read(file: dict[str, Any], data: mmap.mmap, sink: int, limits: Limits, go_on: GoOn) -> int:
    """Read one file; the status says what `sink` holds: streams, a rejection, an error's name."""
    try:
        streams = list(go_on(parse(data, file["suffix"], limits), file["about"]))
    except FileUnreadable as rejection:
        os.write(sink, pack_rejection(rejection))
        return REJECTED
    except MemoryError:
        return NO_MEMORY
    except BaseException as error:  # noqa: BLE001 - whatever a hostile file brings about
        return _failed(error, sink)
    try:
        with open(sink, "wb", closefd=False) as out:
            write_streams(streams, out)
    except MemoryError:
        return NO_MEMORY
    except OSError:
        return NO_SPACE
    except BaseException as error:  # noqa: BLE001
        return _failed(error, sink)
    return READ


def _failed(error: BaseException, sink: int) -> int:
    os.ftruncate(sink, 0)
    os.pwrite(sink, describe_error(error).encode(), 0)
    return FAILED


def confine(limits: Limits) -> None:
    """Let this process open no file from now on, and use no more than its share."""
    seconds = limits.processor_seconds
    signal.setitimer(signal.ITIMER_PROF, seconds)
    _limit(resource.RLIMIT_CPU, ceil(seconds) + 1)
    held = int(MEMORY.read_text().split()[0]) * resource.getpagesize()
    _limit(resource.RLIMIT_AS, held + limits.memory_bytes)
    _limit(resource.RLIMIT_FSIZE, limits.memory_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, 0)


def _limit(what: int, most: int) -> None:
    """Lower a limit of this process, which may have been started with a lower one."""
    hard = resource.getrlimit(what)[1]
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (wanted, wanted))


class NoPandas(MetaPathFinder):
    """Says that pandas is not installed."""

    def find_spec(self, fullname: str, *_: object) -> None:
        """Return None for every module but pandas; raises ImportError for that."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def main() -> None:
    """Serve the socket that is this process's standard input."""
    # Arrow would import pandas with the first array it makes, which costs more than all the rest.
    sys.meta_path.insert(0, NoPandas())
    pa.array(np.zeros(1))
    pa.enable_signal_handlers(False)
    _load_codecs()
    with socket.socket(fileno=os.dup(sys.stdin.fileno())) as channel:
        go_on = _prepared(sys.argv[2], _received(channel))
        parse(b"first,second\n1,2\n", ".csv", Limits())  # what is made at a first use, forks have
        gc.freeze()
        serve(channel, go_on)


def _load_codecs() -> None:
    """Load what each encoding of text needs when it is first used: a fork can open no file.

    An old workbook may be in any encoding of its day.
    """
    for _, name, _ in iter_modules(encodings.__path__):
        with suppress(LookupError, UnicodeError):  # of another system, or no encoding of text
            if codecs.lookup(name)._is_text_encoding:
                b"a".decode(name)


def _prepared(function: str, setup: bytes) -> GoOn:
    """Return what is done with the sheets of each file: `function` makes it of `setup`.

    Without a function the sheets are handed over as they were read.
    """
    if not function:
        return lambda sheets, _about: sheet_streams(sheets)
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)(setup)


def _received(channel: socket.socket) -> bytes:
    """Return what the caller sends first: a length, and so many bytes."""
    parts = channel.makefile("rb", buffering=0)
    (length,) = LENGTH.unpack(parts.read(LENGTH.size))
    setup = b""
    while len(setup) < length:
        setup += parts.read(length - len(setup))
    return setup
