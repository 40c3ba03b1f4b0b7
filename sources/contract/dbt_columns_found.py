"""Which columns each return has: the model that says so, for those of the earlier layout too."""

from functools import cache

import duckdb
from jinja2 import Environment, StrictUndefined

from sources.contract.schema import UNKNOWN_AGE, Column, Contract

COLUMNS_FOUND = "stg_columns_found"
"""The model's name."""

SQL_TEMPLATES = Environment(  # noqa: S701 (SQL, no HTML)
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    variable_start_string="<<",
    variable_end_string=">>",
    block_start_string="<%",
    block_end_string="%>",
)

_FOUND = SQL_TEMPLATES.from_string("""\
<< notice >>
-- A return of the earlier layout does not say which columns it has: those with any value.
with

returns as (

    select * from {{ ref('int_returns') }}

),

<% for extract, columns in values.items() %>
<< extract >> as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
<% for name, value in columns.items() %>
            '<< name >>': << value >>,
<% endfor %>
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('<< extract >>') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = '<< extract >>' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

<% endfor %>
stated as (

    select
        extract,
        return_id,
        columns_found
    from returns
    where columns_found is not null

)

select * from stated
<% for extract in values %>
union all
select * from << extract >>
<% endfor %>
""")


def columns_found_sql(contracts: dict[str, Contract], notice: str) -> str:
    """Return the SQL of the model that says which columns each return has, headed by the notice."""
    values = {
        extract: {
            name: _given(name, contract.columns[name])
            for name in contract.landed_columns
            if name in contract.columns
        }
        for extract, contract in contracts.items()
    }
    return _FOUND.render(notice=f"-- {notice}", values=values)


@cache
def reserved_words() -> frozenset[str]:
    """Return the words that no column of the warehouse may be called, as they need quotes."""
    query = "select keyword_name from duckdb_keywords() where keyword_category = 'reserved'"
    with duckdb.connect() as connection:
        return frozenset(word for (word,) in connection.execute(query).fetchall())


def quoted(landed_name: str) -> str:
    """Return a landed column's name as a model's SQL takes it, with quotes of any engine."""
    return f"{{{{ quoted('{landed_name}') }}}}" if landed_name in reserved_words() else landed_name


def quoted_in_macro(landed_name: str) -> str:
    """Return the same as a macro's argument."""
    is_reserved = landed_name in reserved_words()
    return f"quoted('{landed_name}')" if is_reserved else f"'{landed_name}'"


def _given(landed_name: str, column: Column) -> str:
    """Return a landed value, null where the cell was blank, as a macro's argument."""
    if landed_name in reserved_words():
        value = f"'landed.' ~ quoted('{landed_name}')"
    else:
        value = f"'landed.{landed_name}'"
    if column.privacy != "band":
        return value
    return f"""'nullif(' ~ {value} ~ ", '{UNKNOWN_AGE}')\""""
