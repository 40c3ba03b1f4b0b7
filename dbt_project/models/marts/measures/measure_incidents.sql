with

incidents as (

    select * from {{ ref('fct_incident') }}

),

lines as (

    select
        'incidents_recorded' as measure_id,
        quarter,
        district_code as area_code,
        crime,
        risk,
        count(*) as amount
    from incidents
    group by all

    union all by name

    select
        'incidents_repeat_victim_rate' as measure_id,
        quarter,
        district_code as area_code,
        count(*) filter (where is_repeat_victim) as numerator,
        count(*) as denominator
    from incidents
    where victim is not null
    group by all

    union all by name

    select
        'honour_based_incidents' as measure_id,
        quarter,
        count(*) as amount
    from incidents
    where honour_based
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
