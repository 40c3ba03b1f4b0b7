{#- Quarters are of the financial year, which begins on 1 April, and are written 2019-20-Q1. -#}

{#- The quarter that a date or time falls in; null for null. -#}
{% macro quarter_of(moment) -%}
    {%- set shifted = plus_months('cast(' ~ moment ~ ' as date)', -3) -%}
    (
        cast(extract(year from {{ shifted }}) as string)
        || '-'
        || right(cast(extract(year from {{ shifted }}) + 1 as string), 2)
        || '-Q'
        || cast(extract(quarter from {{ shifted }}) as string)
    )
{%- endmacro %}

{#- The first day of a quarter. -#}
{% macro first_day_of(quarter) -%}
    {%- set year_begins = 'cast(left(' ~ quarter ~ ", 4) || '-04-01' as date)" -%}
    {{ plus_months(year_begins, 'cast(right(' ~ quarter ~ ', 1) as integer) * 3 - 3') }}
{%- endmacro %}

{#- The last day of a quarter. -#}
{% macro last_day_of(quarter) -%}
    {{ last_day_from(first_day_of(quarter)) }}
{%- endmacro %}

{#- The last day of the quarter that begins with a day. -#}
{% macro last_day_from(first_day) -%}
    {{ plus_days(plus_months(first_day, 3), -1) }}
{%- endmacro %}
