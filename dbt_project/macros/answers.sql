{#- A name without regard to case and runs of spaces, for counting different ones. -#}
{% macro folded(text) -%}
    {{ return(adapter.dispatch('folded')(text)) }}
{%- endmacro %}

{% macro duckdb__folded(text) -%}
    lower(regexp_replace(trim({{ text }}), '\s+', ' ', 'g'))
{%- endmacro %}

{#- Java's \s has a character more than DuckDB's. -#}
{% macro spark__folded(text) -%}
    lower(regexp_replace(trim({{ text }}), r'[ \t\n\f\r]+', ' '))
{%- endmacro %}

{#- Whether a code is a real answer: blank, not_stated, not_asked, unknown and unrecognised are none. -#}
{% macro is_recorded(code) -%}
    coalesce({{ code }} not in ('not_stated', 'not_asked', 'unknown', 'unrecognised'), false)
{%- endmacro %}

{#- Whether an area's code says that it is no area of the county. -#}
{% macro is_elsewhere(area_code) -%}
    coalesce({{ area_code }} = 'elsewhere', false)
{%- endmacro %}

{#- A landed code, unrecognised where its list has it no more. -#}
{% macro code_on_list(code, list) -%}
    case
        when {{ code }} is null then null
        when {{ code }} in (select codes.code from {{ ref('int_codes') }} as codes where codes.list = '{{ list }}') then {{ code }}
        else 'unrecognised'
    end
{%- endmacro %}
