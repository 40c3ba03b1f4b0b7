with

attendance as (

    select * from {{ ref('fct_training_attendance') }}

),

attended as (

    select * from attendance where attendance = 'attended'

),

lines as (

    select
        'training_professionals_trained' as measure_id,
        quarter,
        district_code as area_code,
        course,
        sector,
        count(*) as amount
    from attended
    group by all

    union all by name

    select
        'training_agencies_reached' as measure_id,
        quarter,
        course,
        {{ folded('agency_name') }} as distinct_key
    from attended
    group by all

    union all by name

    select
        'training_events_held' as measure_id,
        quarter,
        district_code as area_code,
        course,
        -- a blank or unrecognised district is one district of its own
        concat_ws('|', course, event_date, coalesce(nullif(district_code, 'unrecognised'), 'unknown')) as distinct_key
    from attended
    group by all

    union all by name

    select
        'training_attendance_rate' as measure_id,
        quarter,
        district_code as area_code,
        course,
        count(*) filter (where attendance = 'attended') as numerator,
        count(*) as denominator
    from attendance
    where attendance in ('attended', 'did_not_attend')
    group by all

    union all by name

    select
        'training_witness_service_trained' as measure_id,
        quarter,
        count(*) as amount
    from attended
    where sector = 'witness_service'
    group by all

    union all by name

    select
        'training_new_modules_delivered' as measure_id,
        quarter,
        course as distinct_key
    from attended
    where course in ('coercive_control', 'stalking_harassment', 'honour_based_abuse')
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
