with

kpis as (

    select * from {{ ref('fct_pathway_kpi') }}

),

referrals as (

    select * from {{ ref('fct_pathway_referral') }}

),

lines as (

    select
        'pathway_kpis_met_rate' as measure_id,
        quarter,
        count(*) filter (
            where
                (better_when = 'high' and quarter_value >= target)
                or (better_when = 'low' and quarter_value <= target)
        ) as numerator,
        count(*) as denominator
    from kpis
    where quarter_value is not null and target is not null
    group by all

    union all by name

    select
        'pathway_referrals' as measure_id,
        quarter,
        district_code as area_code,
        service,
        source,
        count(*) as amount
    from referrals
    group by all

    union all by name

    select
        'pathway_accepted_rate' as measure_id,
        quarter,
        district_code as area_code,
        service,
        count(*) filter (where outcome = 'accepted') as numerator,
        count(*) as denominator
    from referrals
    where outcome in ('accepted', 'declined')
    group by all

    union all by name

    select
        'pathway_contact_within_two_days_rate' as measure_id,
        quarter,
        district_code as area_code,
        service,
        count(*) filter (where first_contact_on <= referred_on + interval '2 days') as numerator,
        count(*) as denominator
    from referrals
    where outcome = 'accepted'
    group by all

    union all by name

    select
        'pathway_young_people_accepted' as measure_id,
        quarter,
        district_code as area_code,
        count(*) as amount
    from referrals
    where outcome = 'accepted' and age in ('under 16', '16-17')
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
