{%- set characteristics = [
    ('marac_cases', 'age'),
    ('marac_cases', 'gender'),
    ('marac_cases', 'ethnicity'),
    ('marac_cases', 'disability'),
    ('marac_cases', 'sexual_orientation'),
    ('pathway_referrals', 'age'),
    ('pathway_referrals', 'gender'),
    ('pathway_referrals', 'ethnicity'),
    ('da_incidents', 'victim_age'),
    ('da_incidents', 'victim_gender'),
    ('da_incidents', 'ethnicity'),
] -%}
with

answers as (

    {%- for extract, column in characteristics %}
        select
            '{{ extract }}' as extract,
            agency,
            quarter,
            '{{ column.replace('victim_', '') }}' as characteristic,
            case
                when {{ column }}_collected then coalesce({{ column }}, 'blank')
                else 'not_collected'
            end as answer,
            count(*) as row_count
        from {{ ref('stg_' ~ extract) }}
        where is_current and not is_outside_area
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
            when answer in ('not_collected', 'blank', 'not_asked', 'not_stated', 'unknown', 'unrecognised') then answer
            else 'recorded'
        end as answer
    from answers

)

-- "Not collected", "not recorded", "not asked", "not stated" and "unknown" stay five different things.
select
    extract,
    agency,
    quarter,
    characteristic,
    cast(sum(row_count) as bigint) as row_count,
    {%- for answer in ['recorded', 'not_collected', 'blank', 'not_asked', 'not_stated', 'unknown', 'unrecognised'] %}
        cast(sum(case when answer = '{{ answer }}' then row_count else 0 end) as bigint) as {{ answer }}_count
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
from counted
group by extract, agency, quarter, characteristic
