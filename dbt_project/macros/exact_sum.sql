{#- The sum of figures of up to six decimals, the same in whatever order they are added: a rebuilt warehouse holds the
    same bytes. -#}
{% macro exact_sum(figure) -%}
    cast(sum(cast({{ figure }} as decimal(24, 6))) as double)
{%- endmacro %}
