{#- The table's grain: no two rows agree in all of the columns. -#}
{% test one_row_per(model, columns) %}

{%- set grain = [] -%}
{%- for column in columns -%}
    {%- do grain.append(adapter.quote(column)) -%}
{%- endfor %}

select
    {{ grain | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ grain | join(', ') }}
having count(*) > 1

{% endtest %}
