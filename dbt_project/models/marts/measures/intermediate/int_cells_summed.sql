{%- set topics = [
    'champions', 'court', 'dhr', 'dvpo', 'education', 'homelessness', 'incidents', 'marac', 'matac', 'pathway',
    'perpetrator_programmes', 'plan', 'recovery', 'returns', 'sanctuary', 'schools', 'social_care', 'specialist_support',
    'training'
] -%}

{% for topic in topics -%}
select * from {{ ref('measure_' ~ topic) }}
{%- if not loop.last %}

union all

{% endif -%}
{% endfor %}
