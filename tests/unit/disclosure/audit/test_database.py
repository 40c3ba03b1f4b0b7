"""`publication.duckdb` spoilt in several ways, each of which the audit must find."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from disclosure.audit import audit_publication
from tests.support.disclosure import mock_county as county

FIGURES = """
create table figures as
select '2018-19-Q4' as release_quarter, 1 as release_version, v.measure_id, v.period_type,
    v.quarter, v.area_code, v.breakdown, c.label as category, v.category as category_code,
    v.numerator, v.denominator, v.value, v.status, v.shown
from read_csv('{data}/values.csv') as v
inner join read_csv('{data}/categories.csv') as c using (breakdown, category)
"""
HIDDEN = "area_code = 'D4' and shown = 'c'"
WAYS: dict[str, str] = {
    "a value": f"update figures set numerator = 3 where {HIDDEN}",
    "a row": "insert into figures select * replace ('D3+D4' as area_code) from figures limit 1",
    "a label": f"update figures set category = 'All, of which 3' where {HIDDEN}",
    "a column": "alter table figures add column truth integer default 3",
    "a table": "create table truth as select 'D4' as area, 3 as referrals",
    "a row of a list": "insert into areas values ('D4a', 'Half of D4', 'district')",
    "a view": "create view truth as select 3 as referrals",
    "a macro": "create macro truth() as 3",
    "a type": "create type truth as enum ('D4: 3')",
    "a sequence": "create sequence truth start 3",
    "a comment": "comment on table figures is 'D4: 3'",
    "a schema": "create schema d4_is_3",
}


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    workspace = tmp_path_factory.mktemp("workspace")
    mock = county.publish(county.true_rows(), "2018-19-Q4")
    return [mock.write(workspace / "2018-19-Q4" / "v1")]


def written(file: Path, releases: list[Path], more: Callable[..., object] | None = None) -> Path:
    """The publication of the release, changed by what is given before it is closed."""
    data = releases[0] / "data"
    with duckdb.connect(str(file)) as writer:
        writer.execute(FIGURES.format(data=data))
        writer.execute("create table releases as select '2018-19-Q4' as quarter, 1 as version")
        writer.execute(f"create table areas as select * from read_csv('{data}/areas.csv')")
        if more is not None:
            more(writer)
    return file


def test_a_good_one_passes(releases: list[Path], tmp_path: Path) -> None:
    assert audit_publication(written(tmp_path / "p.duckdb", releases), releases) == []


@pytest.mark.parametrize("way", WAYS)
def test_spoilt(way: str, releases: list[Path], tmp_path: Path) -> None:
    file = written(tmp_path / "p.duckdb", releases, lambda writer: writer.execute(WAYS[way]))
    assert audit_publication(file, releases)


def test_what_was_deleted_is_not_left_in_it(releases: list[Path], tmp_path: Path) -> None:
    """A table that is dropped leaves its blocks in the file, to be read by whoever looks."""

    def drop(writer: duckdb.DuckDBPyConnection) -> None:
        writer.execute("create table truth as select range as n, 'D4: 3' as t from range(300000)")
        writer.execute("checkpoint")
        writer.execute("drop table truth")
        writer.execute("checkpoint")

    found = audit_publication(written(tmp_path / "p.duckdb", releases, drop), releases)
    assert [each.message for each in found] == [
        "has free blocks, in which what was deleted may stand"
    ]
