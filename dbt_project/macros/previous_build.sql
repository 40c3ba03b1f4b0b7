{#-
    The warehouse that this build will replace, where there is one. For DuckDB, DAW_PREVIOUS_WAREHOUSE is its absolute path;
    for Spark, what is compared of it is views of its session, and the variable says whether there are any.
    Nothing is ever written to it.
-#}
{% macro open_previous_build() -%}
    {{ return(adapter.dispatch('open_previous_build')()) }}
{%- endmacro %}

{% macro duckdb__open_previous_build() -%}
    {%- if env_var('DAW_PREVIOUS_WAREHOUSE', '') -%}
        attach if not exists '{{ env_var("DAW_PREVIOUS_WAREHOUSE") | replace("'", "''") }}' as previous_build (read_only)
    {%- endif -%}
{%- endmacro %}

{% macro spark__open_previous_build() -%}
{%- endmacro %}

{% macro close_previous_build() -%}
    {{ return(adapter.dispatch('close_previous_build')()) }}
{%- endmacro %}

{% macro duckdb__close_previous_build() -%}
    {%- if env_var('DAW_PREVIOUS_WAREHOUSE', '') -%}
        detach database if exists previous_build
    {%- endif -%}
{%- endmacro %}

{% macro spark__close_previous_build() -%}
{%- endmacro %}

{#- A table of the last build; the same table of this build, without rows, where there was none. -#}
{% macro previously(relation) -%}
    {%- if env_var('DAW_PREVIOUS_WAREHOUSE', '') -%}
        (select * from {{ adapter.dispatch('previous')(relation) }})
    {%- else -%}
        (select * from {{ relation }} where false)
    {%- endif -%}
{%- endmacro %}

{% macro duckdb__previous(relation) -%}
    previous_build.{{ relation.schema }}.{{ relation.identifier }}
{%- endmacro %}

{% macro spark__previous(relation) -%}
    previous_{{ relation.identifier }}
{%- endmacro %}
