{#- The warehouse of the last build, where there is one: DAW_PREVIOUS is its absolute path. Nothing is ever written to it. -#}
{% macro open_previous_build() -%}
    {%- if env_var('DAW_PREVIOUS', '') -%}
        attach if not exists '{{ env_var("DAW_PREVIOUS") | replace("'", "''") }}' as previous_build (read_only)
    {%- endif -%}
{%- endmacro %}

{% macro close_previous_build() -%}
    {%- if env_var('DAW_PREVIOUS', '') -%}
        detach database if exists previous_build
    {%- endif -%}
{%- endmacro %}

{#- A table of the last build; the same table of this build, without rows, where there was none. -#}
{% macro previously(relation) -%}
    {%- if env_var('DAW_PREVIOUS', '') -%}
        (select * from previous_build.{{ relation.schema }}.{{ relation.identifier }})
    {%- else -%}
        (select * from {{ relation }} where false)
    {%- endif -%}
{%- endmacro %}
