{#- A number for a combination of values, a tenth as long as a pseudonym: millions of them can be sorted in memory.
    Among 30 million values the odds that any two share a number are one in 40,000. Engines give other numbers, so that
    no table shows them. -#}
{% macro key_of(columns) -%}
    {{ return(adapter.dispatch('key_of')(columns)) }}
{%- endmacro %}

{% macro duckdb__key_of(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{#- Spark's own hash() has 32 bits: too few. -#}
{% macro spark__key_of(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}

{#- The key by which others find a row of measure_values without a breakdown. -#}
{% macro value_key(measure_id, period_type, quarter, area_code) -%}
    {{ measure_id }} || '/' || {{ period_type }} || '/' || {{ quarter }} || '/' || {{ area_code }}
{%- endmacro %}

{#- A column's name that is a reserved word of SQL. -#}
{% macro quoted(name) -%}
    {{ return(adapter.quote(name)) }}
{%- endmacro %}
