{#- A name without regard to case and runs of spaces, for counting different ones. -#}
{% macro folded(text) -%}
    lower(regexp_replace(trim({{ text }}), '\s+', ' ', 'g'))
{%- endmacro %}

{#- Whether a code is a real answer: blank, not_stated, not_asked, unknown and unrecognised are none. -#}
{% macro is_recorded(code) -%}
    coalesce({{ code }} not in ('not_stated', 'not_asked', 'unknown', 'unrecognised'), false)
{%- endmacro %}
