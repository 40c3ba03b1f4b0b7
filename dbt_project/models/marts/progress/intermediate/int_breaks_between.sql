with

measures as (

    select * from {{ ref('dim_measure') }}

),

windows as (

    select * from {{ ref('int_windows_dated') }}

),

start_windows as (

    select
        measures.measure_id,
        windows.period_type,
        windows.first_day as start_first_day
    from measures
    inner join windows
        on
            measures.target_window = windows.period_type
            and measures.target_baseline_year || '-Q4' = windows.quarter

),

breaks as (

    select
        starts_on as broken_on,
        topic,
        measures as measure_ids,
        cast(starts_on as string) || ':' || topic as break_key
    from {{ ref('breaks') }}
    where kind = 'break'

),

-- An event breaks nothing. Two windows lie on one side of a break, or nothing is compared.
broken as (

    select
        measures.measure_id,
        windows.period_type,
        windows.quarter,
        breaks.broken_on,
        breaks.break_key,
        breaks.broken_on > windows.baseline_first_day as is_since_baseline,
        coalesce(breaks.broken_on > start_windows.start_first_day, false) as is_since_start
    from measures
    cross join windows
    inner join breaks
        on
            (breaks.topic = 'all' or measures.topic = breaks.topic)
            and (breaks.measure_ids is null or {{ is_listed('measures.measure_id', 'breaks.measure_ids') }})
            and windows.last_day >= breaks.broken_on
    left join start_windows
        on
            measures.measure_id = start_windows.measure_id
            and windows.period_type = start_windows.period_type

)

select
    measure_id,
    period_type,
    quarter,
    {{ joined('break_key', ';', 'broken_on, break_key', where='is_since_baseline') }} as since_baseline,
    {{ joined('break_key', ';', 'broken_on, break_key', where='is_since_start') }} as since_start
from broken
where is_since_baseline or is_since_start
group by measure_id, period_type, quarter
