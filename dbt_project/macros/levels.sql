{#- The level whose one area is the whole that the warehouse is for, as an expression. -#}
{% macro whole_level() -%}
    (select level from {{ ref('area_levels') }} where is_whole)
{%- endmacro %}
