with

notifications as (

    select * from {{ ref('fct_school_notification') }}

),

lines as (

    select
        'school_notifications' as measure_id,
        quarter,
        district_code as area_code,
        count(*) as amount
    from notifications
    where notified_on is not null
    group by all

    union all by name

    select
        'school_notifications_within_one_day_rate' as measure_id,
        quarter,
        district_code as area_code,
        count(*) filter (where notified_on <= incident_on + interval '1 day') as numerator,
        count(*) as denominator
    from notifications
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
