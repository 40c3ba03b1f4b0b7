"""A Spark Connect server on this computer, for one build: a process of its own that ends with it.

It runs in Spark's environment, and imports nothing else of the project.
"""

import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ADDRESS = "127.0.0.1"
STARTS_WITHIN_SECONDS = 180
LINES_SHOWN = 15
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"

# Whoever started the server holds its standard input open, and the server ends when that closes:
# so it ends with its owner, even where that one is killed.
_ENDS_WITH_INPUT = """
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
(cat <&3 >/dev/null; kill $server 2>/dev/null) &
wait $server
"""


class ServerFailed(Exception):
    """The server did not start; the message holds the last lines that it wrote."""


@contextmanager
def connect_server(folder: Path, settings: Mapping[str, str], memory: str) -> Iterator[str]:
    """Yield the address of a server that keeps what it needs in `folder`, the tables in `tables`.

    Only who knows a secret, which is in this process's environment, can talk to it. Raises
    ServerFailed.
    """
    import pyspark

    home = Path(pyspark.__file__).parent
    port = _free_port()
    told = {
        "spark.connect.grpc.binding.address": ADDRESS,
        "spark.connect.grpc.binding.port": str(port),
        "spark.driver.bindAddress": ADDRESS,
        "spark.driver.host": ADDRESS,
        "spark.local.dir": str(folder / "scratch"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(folder / "tables"),
        "spark.hadoop.fs.permissions.umask-mode": "077",  # Hadoop does not ask the system for it
        "spark.ui.enabled": "false",
        **settings,
    }
    os.environ["SPARK_CONNECT_AUTHENTICATE_TOKEN"] = secrets.token_hex(32)
    command = [str(home / "bin" / "spark-submit"), "--class", SERVER, "--driver-memory", memory]
    command += [word for name, value in told.items() for word in ("--conf", f"{name}={value}")]
    log = folder / "server.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _ENDS_WITH_INPUT, "sh", *command, "spark-internal"],
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=written,
            env=os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": ADDRESS},
        )
    try:
        _wait_until_it_listens(process, port, log)
        yield f"sc://localhost:{port}"  # whose name the client takes for safe without TLS
    finally:
        if process.stdin:
            process.stdin.close()
        process.wait()


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind((ADDRESS, 0))
        return int(tried.getsockname()[1])


def _wait_until_it_listens(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(STARTS_WITHIN_SECONDS * 10):
        with socket.socket() as tried:
            if tried.connect_ex((ADDRESS, port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    lines = log.read_text("utf-8", errors="replace").splitlines()[-LINES_SHOWN:]
    raise ServerFailed("\n".join(["Spark did not start. It wrote:", *lines]))
