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

{#- The names of those values, by name, that any row of a group has. -#}
{% macro names_of_filled(values) -%}
    [
        {%- for name, value in values.items() %}
        case when count({{ value }}) > 0 then '{{ name }}' end
        {{- ',' if not loop.last }}
        {%- endfor %}
    ]
{%- endmacro %}

{#- Whether a list, where there is one, has the text in it. -#}
{% macro is_among(text, list) -%}
    coalesce(list_contains({{ list }}, '{{ text }}'), false)
{%- endmacro %}
