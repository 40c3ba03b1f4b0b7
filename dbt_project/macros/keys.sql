{#- A number for a combination of values, a tenth as long as a pseudonym: millions of them can be sorted in memory.
    Among 30 million values the odds that any two share a number are one in 40,000. -#}
{% macro key_of(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{#- The key by which others find a row of measure_values without a breakdown. -#}
{% macro value_key(measure_id, period_type, quarter, area_code) -%}
    {{ measure_id }} || '/' || {{ period_type }} || '/' || {{ quarter }} || '/' || {{ area_code }}
{%- endmacro %}
