"""One build on Spark, as the process that `spark_build` starts in Spark's environment.

It is told what to do by a file, writes the name of each node that has ended on its standard output,
and leaves the tables to bring and a file that says what came of it. It ends when its standard input
does, and so when its owner does.
"""

import json
import os
import sys
import threading
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from pyspark.sql import SparkSession
from pyspark.sql.functions import col, element_at, split

from orchestration.building.dbt_results import (
    ROWS_SHOWN,
    built_nodes,
    node_listener,
    row_text,
)
from orchestration.building.spark.brought_tables import brought_tables
from orchestration.building.spark.connect_server import ServerFailed, connect_server

SETTINGS = {
    # Landed times are wall times without a zone, and so are all others.
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.session.timeZone": "UTC",
    # What cannot be computed fails, as in DuckDB; else it would be null.
    "spark.sql.ansi.enabled": "true",
}


def main(request_file: Path) -> None:
    """Build what the file asks for."""
    request = json.loads(request_file.read_text())
    threading.Thread(target=_end_with_input, daemon=True).start()
    folder = request_file.parent
    with ExitStack() as stack:
        try:
            remote = request["remote"] or stack.enter_context(
                connect_server(folder, request["server"], request["memory"])
            )
        except ServerFailed as failed:
            _say(request, {"nodes": [], "stopped": str(failed)})
            return
        os.environ["SPARK_REMOTE"] = remote
        session = SparkSession.builder.getOrCreate()
        for name, value in SETTINGS.items():
            session.conf.set(name, value)
        show_landed(session, request)
        for name, file in request["previous"].items():
            session.createDataFrame(pq.read_table(file)).createOrReplaceTempView(name)
        _say(request, run_dbt_on_spark(session, request))
        session.stop()


def show_landed(session: SparkSession, request: dict[str, Any]) -> None:
    """Make a view for each landed table: its files' columns, and the folder that each row is from.

    Columns are not read from the files: some lack those that came later, and there are many.
    """
    for name, table in request["landed"].items():
        columns = ", ".join(f"`{column}` {kind}" for column, kind in table["columns"])
        rows = session.read.schema(columns).parquet(f"{request['landing']}/{table['files']}")
        landed_folder = element_at(split(col("_metadata.file_path"), "/"), -2)
        rows.select("*", landed_folder.alias("landed_folder")).createOrReplaceTempView(
            f"landed_{name}"
        )


def run_dbt_on_spark(session: SparkSession, request: dict[str, Any]) -> dict[str, Any]:
    """Run dbt, and write the tables to bring where it ended well; return what came of it."""
    from dbt.cli.main import dbtRunner

    from orchestration.building.spark.python_models import run_python_here

    def failing_rows(query: str) -> list[str]:
        rows = session.sql(f"select * from ({query}) limit {ROWS_SHOWN}")  # noqa: S608
        return [row_text(rows.columns, list(row)) for row in rows.collect()]

    run_python_here()
    told = node_listener(lambda name: print(name, flush=True))
    outcome = dbtRunner(callbacks=[told]).invoke([*request["dbt"], "--log-level", "none"])
    nodes, stopped = built_nodes(outcome, failing_rows)
    if stopped is None:
        manifest = json.loads(Path(request["manifest"]).read_text())
        for table in brought_tables(manifest, request["also"]):
            rows = session.table(table.on_spark).toArrow()
            pq.write_table(rows, Path(request["brought"], table.file))
    return {"nodes": [asdict(node) for node in nodes], "stopped": stopped}


def _say(request: dict[str, Any], outcome: dict[str, Any]) -> None:
    Path(request["outcome"]).write_text(json.dumps(outcome))


def _end_with_input() -> None:
    """End this process, and so its server, when its owner's end closes the standard input."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
