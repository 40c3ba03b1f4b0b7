{% for topic in var('topics') -%}
select
    measure_id,
    quarter,
    area_code,
    breakdown,
    category,
    numerator,
    denominator,
    distinct_key,
    duration,
    row_count,
    known_count,
    unknown_count
from {{ ref('measure_' ~ topic) }}
{%- if not loop.last %}

union all

{% endif -%}
{% endfor %}
