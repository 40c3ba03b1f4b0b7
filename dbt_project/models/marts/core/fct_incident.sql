with

current_rows as (

    select * from {{ ref('stg_da_incidents') }}
    where is_current and not is_outside_area

),

-- Two occurrences of one day are not repeats of each other: the look-back goes from day to day, over all quarters.
victim_days as (

    select distinct
        {{ key_of(['agency', 'victim']) }} as victim_key,
        recorded_on
    from current_rows
    where victim is not null

),

days_before as (

    select
        *,
        lag(recorded_on) over (partition by victim_key order by recorded_on nulls last) as recorded_before
    from victim_days

),

repeat_days as (

    select
        victim_key,
        recorded_on
    from days_before
    where {{ days_between('recorded_before', 'recorded_on') }} <= {{ var('repeat_victim_within_days') }}

)

select
    current_rows.agency,
    current_rows.submission_id,
    current_rows.quarter,
    current_rows.occurrence,
    current_rows.recorded_on,
    current_rows.district_code,
    current_rows.crime,
    current_rows.victim,
    current_rows.victim_age,
    current_rows.victim_gender,
    current_rows.ethnicity,
    current_rows.ethnicity_officer,
    current_rows.honour_based,
    current_rows.stalking,
    current_rows.coercive_control,
    current_rows.risk,
    case when current_rows.victim is not null then repeat_days.victim_key is not null end as is_repeat_victim
from current_rows
left join repeat_days
    on
        {{ key_of(['current_rows.agency', 'current_rows.victim']) }} = repeat_days.victim_key
        and current_rows.recorded_on = repeat_days.recorded_on
