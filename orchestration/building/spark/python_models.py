"""Models in Python in the session that dbt-spark has open: its own ways send them elsewhere."""

from typing import Any

import pandas as pd
import pyarrow as pa
from dbt.adapters.base import PythonJobHelper
from dbt.adapters.contracts.connection import AdapterResponse
from dbt.adapters.spark.impl import SparkAdapter
from pyspark.sql import DataFrame, SparkSession

METHOD = "session"


class SessionJob(PythonJobHelper):
    """Runs a model's code in this process, with the session that dbt has open."""

    def __init__(self, parsed_model: dict[str, Any], credential: Any) -> None:
        """Take what dbt hands over; the code says all that is needed."""

    def submit(self, compiled_code: str) -> str:
        """Run the project's own code, as dbt compiled it."""
        session = SparkSession.builder.getOrCreate()

        def table_of(name: str) -> DataFrame:
            return session.table(name)

        def write_table(frame: pd.DataFrame, name: str) -> None:
            table = pa.Table.from_pandas(frame, preserve_index=False)
            session.createDataFrame(table).write.format("parquet").saveAsTable(name)

        known = {"spark": session, "table_of": table_of, "write_table": write_table}
        exec(compiled_code, known)  # noqa: S102 (a model of the project)
        return METHOD


def run_python_here() -> None:
    """Have dbt-spark's adapter run models in Python here; its type is its class's name, so that it
    takes no heir.
    """
    SparkAdapter.python_submission_helpers = property(lambda self: {METHOD: SessionJob})
    SparkAdapter.default_python_submission_method = METHOD
    SparkAdapter.generate_python_submission_response = _response


def _response(adapter: SparkAdapter, submission_result: str) -> AdapterResponse:
    return AdapterResponse(_message="OK")
