{#- A row for each part of a list whose parts are parted by semicolons. -#}
{% macro split_list(column) -%}
    {{ return(adapter.dispatch('split_list')(column)) }}
{%- endmacro %}

{% macro duckdb__split_list(column) -%}
    unnest(string_split({{ column }}, ';'))
{%- endmacro %}

{% macro spark__split_list(column) -%}
    explode(split({{ column }}, ';'))
{%- endmacro %}

{#- Whether a value is a part of such a list; null where there is no list. -#}
{% macro is_listed(value, column) -%}
    {{ return(adapter.dispatch('is_listed')(value, column)) }}
{%- endmacro %}

{% macro duckdb__is_listed(value, column) -%}
    list_contains(string_split({{ column }}, ';'), {{ value }})
{%- endmacro %}

{% macro spark__is_listed(value, column) -%}
    array_contains(split({{ column }}, ';'), {{ value }})
{%- endmacro %}

{#- The numbers from 1 to a count in the row, as a table to join to: it repeats the row that often. -#}
{% macro numbers_to(count) -%}
    {{ return(adapter.dispatch('numbers_to')(count)) }}
{%- endmacro %}

{% macro duckdb__numbers_to(count) -%}
    unnest(generate_series(1, {{ count }})) as numbers (number)
{%- endmacro %}

{% macro spark__numbers_to(count) -%}
    lateral explode(sequence(1, {{ count }})) as numbers (number)
{%- endmacro %}

{#- The values of a group's rows as one text. order_by: columns, comma-separated, of which none is null. -#}
{% macro joined(value, separator, order_by, where=none, distinct=false) -%}
    {{ return(adapter.dispatch('joined')(value, separator, order_by, where, distinct)) }}
{%- endmacro %}

{% macro duckdb__joined(value, separator, order_by, where, distinct) -%}
    string_agg({{ 'distinct ' if distinct }}{{ value }}, '{{ separator }}' order by {{ order_by }})
    {%- if where %} filter (where {{ where }}){% endif %}
{%- endmacro %}

{% macro spark__joined(value, separator, order_by, where, distinct) -%}
    string_agg({{ 'distinct ' if distinct }}{{ value }}, '{{ separator }}') within group (order by {{ order_by }})
    {%- if where %} filter (where {{ where }}){% endif %}
{%- endmacro %}

{#- What measures of the returns themselves rest on in the catalogue: any return, and none that is due. -#}
{% macro all_returns() -%}
    'submissions'
{%- endmacro %}

{#- The names of those values, by name, that any row of a group has. -#}
{% macro names_of_filled(values) -%}
    {{ return(adapter.dispatch('names_of_filled')(values)) }}
{%- endmacro %}

{% macro duckdb__names_of_filled(values) -%}
    [
        {{- filled_names(values) }}
    ]
{%- endmacro %}

{% macro spark__names_of_filled(values) -%}
    array(
        {{- filled_names(values) }}
    )
{%- endmacro %}

{% macro filled_names(values) -%}
    {%- for name, value in values.items() %}
        case when count({{ value }}) > 0 then '{{ name }}' end
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Whether a list, where there is one, has the text in it. -#}
{% macro is_among(text, list) -%}
    {{ return(adapter.dispatch('is_among')(text, list)) }}
{%- endmacro %}

{% macro duckdb__is_among(text, list) -%}
    coalesce(list_contains({{ list }}, '{{ text }}'), false)
{%- endmacro %}

{% macro spark__is_among(text, list) -%}
    coalesce(array_contains({{ list }}, '{{ text }}'), false)
{%- endmacro %}
