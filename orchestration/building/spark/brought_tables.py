"""Which tables a build on Spark brings into the warehouse's file: not those of single rows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

ROW_LEVEL = ("fct_", "stg_")
"""What the names of facts and staging models begin with: these stay on Spark."""


class BroughtTable(NamedTuple):
    """A table as dbt describes it: its name in the warehouse's file, and on Spark."""

    schema: str
    name: str
    on_spark: str
    columns: tuple[tuple[str, str, bool], ...]
    """Name, type and whether it may be null, where a contract holds them; else none."""

    @property
    def file(self) -> str:
        """The name of the file in which it is handed over."""
        return f"{self.schema}.{self.name}.parquet"


def brought_tables(manifest: Mapping[str, Any], also: Iterable[str]) -> Iterator[BroughtTable]:
    """Yield the models that are brought: none of single rows, but those that something reads.

    That are the ones that an exposure names, and `also`.
    """
    read = {name for each in manifest["exposures"].values() for name in each["depends_on"]["nodes"]}
    wanted = set(also)
    for node in manifest["nodes"].values():
        if node["resource_type"] != "model":
            continue
        if (
            node["name"].startswith(ROW_LEVEL)
            and node["unique_id"] not in read
            and node["name"] not in wanted
        ):
            continue
        yield BroughtTable(
            node["config"]["schema"],
            node["alias"],
            f"{node['schema']}.{node['alias']}",
            tuple(_columns(node)) if node["config"]["contract"]["enforced"] else (),
        )


def _columns(node: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    for column in node["columns"].values():
        required = any(each["type"] == "not_null" for each in column["constraints"])
        yield column["name"], column["data_type"], not required
