{#- The rows of a national seed, and those that the county's seed of the same name adds to it. -#}
{% macro national_and_county(seed, columns) -%}
{% for name in [seed, 'county_' ~ seed] -%}
select
    {{ columns | join(',\n    ') }}
from {{ ref(name) }}
{% if not loop.last %}
union all

{% endif %}
{%- endfor %}
{%- endmacro %}
