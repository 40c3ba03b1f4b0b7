{#- The rows of a landed table. DuckDB reads the files where it selects from them; for Spark they are a view of its
    session, made before dbt runs (orchestration/building/spark). -#}
{% macro landed(table) -%}
    {{ return(adapter.dispatch('landed')(table)) }}
{%- endmacro %}

{% macro duckdb__landed(table) -%}
    {{ source('landing', table) }}
{%- endmacro %}

{% macro spark__landed(table) -%}
    {%- do source('landing', table) -%}
    landed_{{ table }}
{%- endmacro %}

{#- The return's folder that a landed row was read from, which names the return: submission and period. -#}
{% macro landed_folder() -%}
    {{ return(adapter.dispatch('landed_folder')()) }}
{%- endmacro %}

{#- The virtual column of DuckDB. These functions are worked out once a file, where others are once a row. -#}
{% macro duckdb__landed_folder() -%}
    parse_filename(parse_dirpath(filename))
{%- endmacro %}

{% macro spark__landed_folder() -%}
    landed_folder
{%- endmacro %}
