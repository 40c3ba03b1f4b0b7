{#- The sum of figures of up to six decimals, the same in whatever order they are added: a rebuilt warehouse holds the
    same bytes. -#}
{% macro exact_sum(figure) -%}
    cast(sum(cast({{ figure }} as decimal(24, 6))) as double)
{%- endmacro %}

{#- The middle one of figures, or halfway between the two in the middle. -#}
{% macro median_of(figure) -%}
    median({{ figure }})
{%- endmacro %}

{#- How many rows fulfil a condition: 0 where it is null of all of them, for which DuckDB's count_if() gives null. -#}
{% macro count_where(condition) -%}
    count(case when {{ condition }} then 1 end)
{%- endmacro %}
