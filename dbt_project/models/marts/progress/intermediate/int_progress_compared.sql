with

measures as (

    select * from {{ ref('dim_measure') }}

),

measure_values as (

    select * from {{ ref('measure_values') }}
    where breakdown = 'all' and area_code <> 'unknown'

),

-- A page shows the headline window first; a target is judged in its own.
shown as (

    select
        measure_id,
        default_window as period_type
    from measures

    union

    select
        measure_id,
        target_window as period_type
    from measures
    where target_window is not null

),

windows as (

    select
        period_type,
        quarter,
        min(part_first_day) as first_day,
        max(part_last_day) as last_day
    from {{ ref('int_windows_expanded') }}
    group by period_type, quarter

),

first_returns as (

    select
        extract,
        min({{ first_day_of('quarter') }}) as first_day
    from {{ ref('int_quarters_covered') }}
    group by extract

),

extracts as (

    select
        measure_id,
        look_back_days,
        {{ split_list('extracts') }} as extract
    from measures
    where look_back_days is not null

),

look_backs as (

    select
        extracts.measure_id,
        max(first_returns.first_day + extracts.look_back_days) as first_full_day
    from extracts
    inner join first_returns on extracts.extract = first_returns.extract
    group by extracts.measure_id

),

dated as (

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
        coalesce(windows.first_day < look_backs.first_full_day, false) as is_truncated
    from measure_values
    inner join shown
        on
            measure_values.measure_id = shown.measure_id
            and measure_values.period_type = shown.period_type
    inner join windows
        on
            measure_values.period_type = windows.period_type
            and measure_values.quarter = windows.quarter
    left join look_backs on measure_values.measure_id = look_backs.measure_id

),

-- What a row is compared with: the same window a year before, and what a reduction starts from.
paired as (

    select
        dated.*,
        measures.topic,
        measures.kind,
        measures.sensitive,
        measures.is_sum,
        year_before.quarter as baseline_quarter,
        year_before.status as baseline_status,
        year_before.is_truncated as is_baseline_truncated,
        year_before.first_day as baseline_first_day,
        year_before.value as baseline_value,
        year_before.numerator as baseline_numerator,
        year_before.denominator as baseline_denominator,
        start_year.quarter as start_quarter,
        start_year.status as start_status,
        start_year.is_truncated as is_start_truncated,
        start_year.first_day as start_first_day,
        start_year.last_day as start_last_day,
        start_year.value as start_value
    from dated
    inner join measures on dated.measure_id = measures.measure_id
    left join dated as year_before
        on
            dated.measure_id = year_before.measure_id
            and dated.period_type = year_before.period_type
            and dated.area_code = year_before.area_code
            and {{ quarter_of("(dated.last_day - interval '1 year')") }} = year_before.quarter
    left join dated as start_year
        on
            dated.measure_id = start_year.measure_id
            and dated.area_code = start_year.area_code
            and start_year.period_type = 'rolling_year'
            and measures.target_baseline_year || '-Q4' = start_year.quarter

),

breaks as (

    select
        starts_on as broken_on,
        topic,
        string_split(measures, ';') as measure_ids,
        cast(starts_on as varchar) || ':' || topic as break_key
    from {{ ref('breaks') }}
    where kind = 'break'

),

-- An event breaks nothing. Both sides of a comparison lie on one side of a break, or nothing is compared.
broken as (

    select
        paired.measure_id,
        paired.period_type,
        paired.quarter,
        paired.area_code,
        string_agg(breaks.break_key, ';' order by breaks.broken_on)
            filter (where breaks.broken_on > paired.baseline_first_day) as break_since_baseline,
        string_agg(breaks.break_key, ';' order by breaks.broken_on)
            filter (where breaks.broken_on > paired.start_first_day) as break_since_start
    from paired
    inner join breaks
        on
            (breaks.topic = 'all' or breaks.topic = paired.topic)
            and (breaks.measure_ids is null or list_contains(breaks.measure_ids, paired.measure_id))
            and breaks.broken_on <= paired.last_day
    group by paired.measure_id, paired.period_type, paired.quarter, paired.area_code

)

select
    paired.*,
    broken.break_since_baseline,
    broken.break_since_start,
    paired.status = 'complete'
    and paired.value is not null
    and not paired.is_truncated
    and coalesce(paired.baseline_status = 'complete', false)
    and paired.baseline_value is not null
    and not coalesce(paired.is_baseline_truncated, false)
    and broken.break_since_baseline is null as is_comparable,
    -- Counts and shares of people or cases. Sums of others' figures come in lumps that no such test fits.
    paired.sensitive
    and paired.kind in ('count', 'ratio', 'rate')
    and not paired.is_sum as is_testable
from paired
left join broken
    on
        paired.measure_id = broken.measure_id
        and paired.period_type = broken.period_type
        and paired.quarter = broken.quarter
        and paired.area_code = broken.area_code
