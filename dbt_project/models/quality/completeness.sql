{%- set characteristics = {
    'marac_cases': ('fct_marac_case', ['age', 'gender', 'ethnicity', 'disability', 'sexual_orientation']),
    'pathway_referrals': ('fct_pathway_referral', ['age', 'gender', 'ethnicity']),
    'da_incidents': ('fct_incident', ['victim_age', 'victim_gender', 'ethnicity']),
} -%}
with

answers as (

    {%- for extract, (fact, columns) in characteristics.items() %}
    {%- set is_last_fact = loop.last %}
    {%- for column in columns %}
    select
        '{{ extract }}' as extract,
        agency,
        quarter,
        '{{ column | replace('victim_', '') }}' as characteristic,
        coalesce({{ column }}, 'blank') as answer,
        count(*) as row_count
    from {{ ref(fact) }}
    group by all
    {%- if not (is_last_fact and loop.last) %}

    union all
    {% endif %}
    {%- endfor %}
    {%- endfor %}

)

-- "Not recorded", "not asked", "not stated" and "unknown" stay four different things.
select
    extract,
    agency,
    quarter,
    characteristic,
    cast(sum(row_count) as bigint) as row_count,
    cast(coalesce(sum(row_count) filter (
        where answer not in ('blank', 'not_asked', 'not_stated', 'unknown', 'unrecognised')
    ), 0) as bigint) as recorded_count,
    cast(coalesce(sum(row_count) filter (where answer = 'blank'), 0) as bigint) as blank_count,
    cast(coalesce(sum(row_count) filter (where answer = 'not_asked'), 0) as bigint) as not_asked_count,
    cast(coalesce(sum(row_count) filter (where answer = 'not_stated'), 0) as bigint) as not_stated_count,
    cast(coalesce(sum(row_count) filter (where answer = 'unknown'), 0) as bigint) as unknown_count,
    cast(coalesce(sum(row_count) filter (where answer = 'unrecognised'), 0) as bigint) as unrecognised_count
from answers
group by extract, agency, quarter, characteristic
