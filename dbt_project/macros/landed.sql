{#- The return's folder that a landed row was read from, which names the return: submission and period. Other engines
    have input_file_name() where DuckDB has the virtual column filename. -#}
{% macro landed_folder() -%}
    split_part(filename, '/', -2)
{%- endmacro %}
