{#- A day as people read it: 31 March 2020. -#}
{% macro day_in_words(day) -%}
    strftime({{ day }}, '%-d %B %Y')
{%- endmacro %}
