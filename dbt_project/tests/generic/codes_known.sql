{#- Fails with the codes of a model that are on none of their lists; blank and unrecognised are no codes.
    lists: column name -> code list. -#}
{% test codes_known(model, lists) %}

with

codes as (

    select * from {{ ref('int_codes') }}

),

held as (
{%- for column, list in lists.items() %}

    select distinct
        '{{ column }}' as column_name,
        '{{ list }}' as list,
        {{ adapter.quote(column) }} as code
    from {{ model }}
{%- if not loop.last %}

    union all
{%- endif %}
{%- endfor %}

)

select held.*
from held
left join codes on held.list = codes.list and held.code = codes.code
where held.code <> 'unrecognised' and codes.code is null

{% endtest %}
