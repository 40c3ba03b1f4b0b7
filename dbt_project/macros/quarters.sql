{#- Quarters are of the financial year, which begins on 1 April, and are written 2019-20-Q1. -#}

{#- The quarter that a date or time falls in; null for null. -#}
{% macro quarter_of(moment) -%}
    {%- set shifted = "(cast(" ~ moment ~ " as date) - interval '3 months')" -%}
    (
        cast(extract(year from {{ shifted }}) as varchar)
        || '-'
        || right(cast(extract(year from {{ shifted }}) + 1 as varchar), 2)
        || '-Q'
        || cast(extract(quarter from {{ shifted }}) as varchar)
    )
{%- endmacro %}

{#- The first day of a quarter. -#}
{% macro first_day_of(quarter) -%}
    cast(
        cast(left({{ quarter }}, 4) || '-04-01' as date)
        + (cast(right({{ quarter }}, 1) as integer) - 1) * interval '3 months'
        as date
    )
{%- endmacro %}

{#- The last day of a quarter. -#}
{% macro last_day_of(quarter) -%}
    cast({{ first_day_of(quarter) }} + interval '3 months' - interval '1 day' as date)
{%- endmacro %}

{#- A row for each quarter's first day from one first day to another, both included. -#}
{% macro each_quarter(first_day, last_first_day) -%}
    cast(
        unnest(generate_series(cast({{ first_day }} as timestamp), cast({{ last_first_day }} as timestamp), interval '3 months'))
        as date
    )
{%- endmacro %}

{#- A row for each day from one to another, both included. -#}
{% macro each_day(first_day, last_day) -%}
    cast(
        unnest(generate_series(cast({{ first_day }} as timestamp), cast({{ last_day }} as timestamp), interval '1 day'))
        as date
    )
{%- endmacro %}
