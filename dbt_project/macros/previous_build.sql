{#-
    The warehouse that this build will replace, where there is one: DAW_PREVIOUS_WAREHOUSE is its absolute path.
    Nothing is ever written to it.
-#}
{% macro open_previous_build() -%}
    {%- if env_var('DAW_PREVIOUS_WAREHOUSE', '') -%}
        attach if not exists '{{ env_var("DAW_PREVIOUS_WAREHOUSE") | replace("'", "''") }}' as previous_build (read_only)
    {%- endif -%}
{%- endmacro %}

{% macro close_previous_build() -%}
    {%- if env_var('DAW_PREVIOUS_WAREHOUSE', '') -%}
        detach database if exists previous_build
    {%- endif -%}
{%- endmacro %}

{#- A table of the last build; the same table of this build, without rows, where there was none. -#}
{% macro previously(relation) -%}
    {%- if env_var('DAW_PREVIOUS_WAREHOUSE', '') -%}
        (select * from previous_build.{{ relation.schema }}.{{ relation.identifier }})
    {%- else -%}
        (select * from {{ relation }} where false)
    {%- endif -%}
{%- endmacro %}
