{#-
    All that must hold of a table, in one query: a node of dbt's costs more time than most checks do. Fails with a row per
    check that failed: the check, how many rows or values fail it, and one of them.

    unique, not_null: columns; blanks are no duplicates of one another. accepted_values: {column: values}.
    relationships: {column: {to: relation, field: its column, where: which rows}}. one_row_per: the table's grain, a list of
    lists of columns: no two rows agree in all of one. codes: {column: code list}; unrecognised is no code. A blank passes
    all but not_null and one_row_per.
-#}
{% test holds(model, unique=[], not_null=[], accepted_values={}, relationships={}, one_row_per=[], codes={}) %}

{%- set checks = [] -%}

{%- for columns in one_row_per -%}
    {%- set names = [] -%}
    {%- for column in columns -%}
        {%- do names.append(adapter.quote(column)) -%}
    {%- endfor -%}
    {%- set listed = names | join(', ') -%}
    {%- do checks.append((
        'one_row_per ' ~ columns | join(', '),
        "select concat_ws(', ', " ~ listed ~ ") as example from " ~ model ~ " group by " ~ listed ~ " having count(*) > 1",
    )) -%}
{%- endfor -%}

{%- for column in unique -%}
    {%- set name = adapter.quote(column) -%}
    {%- do checks.append((
        'unique ' ~ column,
        'select ' ~ name ~ ' as example from ' ~ model ~ ' where ' ~ name ~ ' is not null group by 1 having count(*) > 1',
    )) -%}
{%- endfor -%}

{%- for column in not_null -%}
    {%- do checks.append((
        'not_null ' ~ column,
        'select null as example from ' ~ model ~ ' where ' ~ adapter.quote(column) ~ ' is null',
    )) -%}
{%- endfor -%}

{%- for column, values in accepted_values.items() -%}
    {%- set name = adapter.quote(column) -%}
    {%- do checks.append((
        'accepted_values ' ~ column,
        'select ' ~ name ~ ' as example from ' ~ model ~ ' where ' ~ name ~ " not in ('" ~ values | map('replace', "'", "''") | join("', '") ~ "')",
    )) -%}
{%- endfor -%}

{%- for column, other in relationships.items() -%}
    {%- set name, field = adapter.quote(column), adapter.quote(other.field) -%}
    {%- do checks.append((
        'relationships ' ~ column,
        'select ' ~ name ~ ' as example from ' ~ model ~ ' where ' ~ (other.where or 'true') ~ ' and ' ~ name
        ~ ' not in (select ' ~ field ~ ' from ' ~ other.to ~ ' where ' ~ field ~ ' is not null)',
    )) -%}
{%- endfor -%}

{%- for column, list in codes.items() -%}
    {%- set name = adapter.quote(column) -%}
    {%- do checks.append((
        'codes ' ~ column,
        'select ' ~ name ~ ' as example from ' ~ model ~ ' where ' ~ name ~ " <> 'unrecognised' and " ~ name
        ~ ' not in (select code from ' ~ ref('int_codes') ~ " where code is not null and list = '" ~ list ~ "')",
    )) -%}
{%- endfor -%}

{%- for check, failing in checks %}
select
    '{{ check }}' as failed,
    count(*) as failing_count,
    min(cast(example as string)) as example
from ({{ failing }}) as failing
having count(*) > 0
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}

{% endtest %}
