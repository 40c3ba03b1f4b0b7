with

measures as (

    select * from {{ ref('dim_measure') }}

),

measure_values as (

    select * from {{ ref('measure_values') }}
    where breakdown = 'all' and area_code <> 'unknown'

),

windows as (

    select * from {{ ref('int_windows_dated') }}

),

county as (

    select area_code from {{ ref('areas') }} where level = {{ whole_level() }}

),

first_quarter as (

    select min(first_day) as first_day from {{ ref('dim_quarter') }}

),

-- A rate has a row of no quarter alone.
first_covered as (

    select
        measure_values.measure_id,
        {{ plus_days(
            'min(' ~ first_day_of('measure_values.quarter') ~ ')', 'max(measures.look_back_days)'
        ) }} as looks_back_from
    from measure_values
    inner join county on measure_values.area_code = county.area_code
    inner join measures on measure_values.measure_id = measures.measure_id
    where
        measure_values.status <> 'missing'
        and (measure_values.period_type = 'quarter' or measures.kind = 'rate')
    group by measure_values.measure_id

)

select
    measure_values.measure_id,
    measure_values.period_type,
    measure_values.quarter,
    measure_values.area_code,
    measure_values.numerator,
    measure_values.denominator,
    measure_values.value,
    measure_values.status,
    windows.first_day,
    windows.last_day,
    windows.baseline_first_day,
    windows.baseline_quarter,
    windows.first_day < first_quarter.first_day as is_begun_early,
    windows.baseline_first_day < first_quarter.first_day as is_baseline_begun_early,
    coalesce(windows.first_day < first_covered.looks_back_from, false) as is_truncated,
    coalesce(windows.baseline_first_day < first_covered.looks_back_from, false) as is_baseline_truncated
from measure_values
inner join measures on measure_values.measure_id = measures.measure_id
inner join windows
    on
        measure_values.period_type = windows.period_type
        and measure_values.quarter = windows.quarter
cross join first_quarter
left join first_covered on measure_values.measure_id = first_covered.measure_id
where measure_values.period_type in (measures.default_window, measures.target_window)
