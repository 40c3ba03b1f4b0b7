{#- Hours from one time to another, with their fractions. -#}
{% macro hours_between(from_time, to_time) -%}
    extract(epoch from ({{ to_time }} - {{ from_time }})) / 3600
{%- endmacro %}

{#- A number of days as a length of time. -#}
{% macro days(count) -%}
    interval '{{ count }} days'
{%- endmacro %}
