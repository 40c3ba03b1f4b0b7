with

nominations as (

    select * from {{ ref('fct_matac') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

lines as (

    select
        'matac_cohort' as measure_id,
        quarters.quarter,
        nominations.police_area_code as area_code,
        count(*) as amount
    from nominations
    inner join quarters
        on
            nominations.nominated_on <= quarters.last_day
            and (nominations.discharged_on is null or nominations.discharged_on > quarters.last_day)
    group by all

    union all by name

    select
        'matac_nominations' as measure_id,
        quarter,
        police_area_code as area_code,
        nominated_by,
        count(*) as amount
    from nominations
    group by all

    union all by name

    select
        'matac_discharges' as measure_id,
        {{ quarter_of('discharged_on') }} as quarter,
        police_area_code as area_code,
        count(*) as amount
    from nominations
    group by all

    union all by name

    select
        'matac_score_reduction' as measure_id,
        {{ quarter_of('discharged_on') }} as quarter,
        (entry_score - latest_score) / entry_score as span,
        count(*) as line_count
    from nominations
    where entry_score > 0 and latest_score is not null
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
