"""The staging models that the contracts give dbt: SQL, YAML and a doc block for each column."""

from collections.abc import Iterator
from typing import NamedTuple

import yaml

from sources.contract.dbt_columns_found import (
    COLUMNS_FOUND,
    SQL_TEMPLATES,
    quoted,
    quoted_in_macro,
    reserved_words,
)
from sources.contract.landed_schemas import rows_of
from sources.contract.schema import Column, Contract

PROVENANCE = (
    *("submission_id", "agency", "sheet", "row_number", "return_id", "is_current"),
    "is_outside_area",
)
"""Columns of every staging model; `models/docs.md` of the dbt project describes them."""

_STAGING = SQL_TEMPLATES.from_string("""\
<< notice >>
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
<% for column in columns %>
        << column.selected >><< "," if not loop.last >>
<% endfor %>
    from {{ landed('<< extract >>') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
<% for column in period %>
        returns.<< column >>,
<% endfor %>
<% for column in collected %>
        {{ is_among('<< column.landed_name >>', 'found.columns_found') }} as << column.name >>,
<% endfor %>
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('<< columns_found >>') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = '<< extract >>'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    << outside_area >> as is_outside_area,
    << quarter >>,
<% for column in columns %>
    landed.<< column.name >><< "," if collected or not loop.last >>
<% endfor %>
<% for column in collected %>
    returns.<< column.name >><< "," if not loop.last >>
<% endfor %>
from landed
inner join returns on landed.return_id = returns.return_id
""")


class StagedColumn(NamedTuple):
    """A column of a staging model that holds what the contract says of it."""

    landed_name: str
    name: str
    doc_block: str
    description: str
    code_list: str | None = None
    """Its code list, where codes of an earlier one may have been landed."""

    @property
    def selected(self) -> str:
        """Return the SQL that reads it from the landed rows, the one place that needs quotes."""
        if self.code_list:
            landed_name = quoted_in_macro(self.landed_name)
            return f"{{{{ code_on_list({landed_name}, '{self.code_list}') }}}} as {self.name}"
        landed_name = quoted(self.landed_name)
        return self.name if self.name == landed_name else f"{landed_name} as {self.name}"


def staged_columns(contract: Contract) -> Iterator[StagedColumn]:
    """Yield the columns that the extract's staging model takes from its landed rows, in order.

    Raises ValueError for one whose name in the warehouse would need quotes.
    """
    for landed in rows_of(contract):
        if landed.name in PROVENANCE:
            continue
        column = contract.columns.get(landed.name)
        if column:
            name, description = column.staged_name, _described(landed.description, column)
        else:
            figure = landed.name.removesuffix("_marker")
            staged_figure = contract.columns[figure].staged_name
            name = f"{staged_figure}_marker"
            description = (
                f"Why {staged_figure} is not known (suppressed, unavailable, not_applicable); "
                "null when it is, or when the cell was blank."
            )
        if name in reserved_words():
            raise ValueError(
                f"{contract.extract}: columns.{landed.name}: {name!r} is a reserved word of SQL; "
                "give it a `warehouse_name`"
            )
        code_list = column.list if column and column.earlier_list else None
        yield StagedColumn(landed.name, name, f"{contract.extract}__{name}", description, code_list)


def collected_columns(contract: Contract) -> Iterator[StagedColumn]:
    """Yield a column per column that a return may lack, which tells whether its return has it."""
    for name, column in contract.columns.items():
        if column.may_be_missing:
            staged = f"{column.staged_name}_collected"
            description = f"Whether the return has the column {name}; false: not collected."
            yield StagedColumn(name, staged, f"{contract.extract}__{staged}", description)


def staging_sql(contract: Contract, notice: str) -> str:
    """Return the SQL of the extract's staging model, headed by the notice as a comment."""
    quarter = _quarter_sql(contract)
    areas = [column.staged_name for column in contract.columns.values() if column.area]
    return _STAGING.render(
        notice=f"-- {notice}",
        extract=contract.extract,
        quarter=quarter,
        period=[name for name in ("quarter", "as_at") if f"returns.{name}" in quarter],
        columns=list(staged_columns(contract)),
        collected=list(collected_columns(contract)),
        columns_found=COLUMNS_FOUND,
        outside_area=" or ".join(f"{{{{ is_elsewhere('landed.{name}') }}}}" for name in areas)
        or "false",
    )


def staging_yaml(contracts: dict[str, Contract], notice: str) -> str:
    """Return dbt's YAML of all staging models, headed by the notice as a comment."""
    models = [
        {
            "name": f"stg_{name}",
            "description": (
                f"One row per row of an accepted return. {contract.title}. "
                "is_current marks the rows that count, is_outside_area those that count nowhere."
            ),
            "columns": [
                {"name": column, "description": f"{{{{ doc('{block}') }}}}"}
                for column, block in _column_docs(contract)
            ],
        }
        for name, contract in contracts.items()
    ]
    models.append(
        {
            "name": COLUMNS_FOUND,
            "description": "One row per return: which columns of its contract it has.",
            "columns": [
                {"name": "extract", "description": "Extract of the return."},
                {"name": "return_id", "description": "{{ doc('return_id') }}"},
                {"name": "columns_found", "description": "Names of the columns, as landed."},
            ],
        }
    )
    content = yaml.safe_dump(
        {"version": 2, "models": models}, sort_keys=False, allow_unicode=True, width=120
    )
    return f"# {notice}\n{content}"


def doc_blocks(contracts: dict[str, Contract], notice: str) -> str:
    """Return the Markdown with a doc block for each column that a contract puts into staging."""
    blocks = [f"<!-- {notice} -->"]
    for name, contract in contracts.items():
        described = {f"{name}__quarter": _quarter_description(contract)}
        columns = (*staged_columns(contract), *collected_columns(contract))
        described |= {column.doc_block: column.description for column in columns}
        blocks += [f"{{% docs {key} %}}{text}{{% enddocs %}}" for key, text in described.items()]
    return "\n".join(blocks) + "\n"


def _column_docs(contract: Contract) -> Iterator[tuple[str, str]]:
    yield from ((name, name) for name in PROVENANCE)
    yield "quarter", f"{contract.extract}__quarter"
    columns = (*staged_columns(contract), *collected_columns(contract))
    yield from ((column.name, column.doc_block) for column in columns)


def _described(landed: str, column: Column) -> str:
    if column.privacy == "band":
        return f"{landed}; unknown where it was not given."
    if column.type == "code":
        return f"{landed} (code list {column.list})."
    if column.type == "yes_no" and not column.needed:
        return f"{landed}; null when not recorded."
    return f"{landed}."


def _quarter_sql(contract: Contract) -> str:
    if contract.delivery == "quarterly":
        return "returns.quarter"
    period = f"landed.{contract.columns[contract.period].staged_name}" if contract.period else None
    return f"{{{{ quarter_of('{period or 'returns.as_at'}') }}}} as quarter"


def _quarter_description(contract: Contract) -> str:
    period = contract.columns[contract.period].staged_name if contract.period else None
    if contract.delivery == "quarterly":
        return (
            f"Quarter of the return, which holds {period}." if period else "Quarter of the return."
        )
    return f"Quarter of {period}." if period else "Quarter that the day of the register falls in."
