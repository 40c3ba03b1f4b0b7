{#- A row for each part of a list whose parts are parted by semicolons. -#}
{% macro split_list(column) -%}
    unnest(string_split({{ column }}, ';'))
{%- endmacro %}

{#- The numbers from 1 to a count in the row: joined to, it repeats the row that often. -#}
{% macro numbers_to(count) -%}
    unnest(generate_series(1, {{ count }})) as numbers (number)
{%- endmacro %}

{#- What measures of the returns themselves rest on in the catalogue: any return, and none that is due. -#}
{% macro all_returns() -%}
    'submissions'
{%- endmacro %}
