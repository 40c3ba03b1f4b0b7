{%- set characteristics = [
    ('marac_cases', 'fct_marac_case', 'age'),
    ('marac_cases', 'fct_marac_case', 'gender'),
    ('marac_cases', 'fct_marac_case', 'ethnicity'),
    ('marac_cases', 'fct_marac_case', 'disability'),
    ('marac_cases', 'fct_marac_case', 'sexual_orientation'),
    ('pathway_referrals', 'fct_pathway_referral', 'age'),
    ('pathway_referrals', 'fct_pathway_referral', 'gender'),
    ('pathway_referrals', 'fct_pathway_referral', 'ethnicity'),
    ('da_incidents', 'fct_incident', 'victim_age'),
    ('da_incidents', 'fct_incident', 'victim_gender'),
    ('da_incidents', 'fct_incident', 'ethnicity'),
] -%}
with

answers as (

    {%- for extract, fact, column in characteristics %}
        select
            '{{ extract }}' as extract,
            agency,
            quarter,
            '{{ column.replace('victim_', '') }}' as characteristic,
            coalesce({{ column }}, 'blank') as answer,
            count(*) as row_count
        from {{ ref(fact) }}
        group by all
        {%- if not loop.last %}

            union all
        {%- endif %}
    {%- endfor %}

),

counted as (

    select
        extract,
        agency,
        quarter,
        characteristic,
        row_count,
        case
            when answer in ('blank', 'not_asked', 'not_stated', 'unknown', 'unrecognised') then answer
            else 'recorded'
        end as answer
    from answers

)

-- "Not recorded", "not asked", "not stated" and "unknown" stay four different things.
select
    extract,
    agency,
    quarter,
    characteristic,
    cast(sum(row_count) as bigint) as row_count,
    {%- for answer in ['recorded', 'blank', 'not_asked', 'not_stated', 'unknown', 'unrecognised'] %}
        cast(sum(case when answer = '{{ answer }}' then row_count else 0 end) as bigint) as {{ answer }}_count
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
from counted
group by extract, agency, quarter, characteristic
