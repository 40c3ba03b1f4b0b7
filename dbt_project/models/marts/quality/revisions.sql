{{ config(
    pre_hook={"sql": "{{ open_previous_build() }}", "transaction": false},
    post_hook={"sql": "{{ close_previous_build() }}", "transaction": false}
) }}

with

measure_values as (

    select * from {{ ref('measure_values') }}

),

previous_values as (

    select * from {{ previously(ref('measure_values')) }}

),

counted_returns as (

    select * from {{ ref('returns') }}

),

previous_returns as (

    select * from {{ previously(ref('returns')) }}

),

measures as (

    select
        measure_id,
        look_back_days,
        {{ split_list('extracts') }} as extract
    from {{ ref('measures') }}

),

agencies as (

    select * from {{ ref('agencies') }}

),

areas as (

    select * from {{ ref('areas') }}

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

-- Quarters that the last build did not know have figures for the first time, which is no revision.
moved as (

    select
        coalesce(after.measure_id, before.measure_id) as measure_id,
        coalesce(after.period_type, before.period_type) as period_type,
        coalesce(after.quarter, before.quarter) as quarter,
        coalesce(after.area_code, before.area_code) as area_code,
        coalesce(after.breakdown, before.breakdown) as breakdown,
        coalesce(after.category, before.category) as category,
        before.numerator as numerator_before,
        after.numerator as numerator_after,
        before.denominator as denominator_before,
        after.denominator as denominator_after,
        before.value as value_before,
        after.value as value_after,
        before.status as status_before,
        after.status as status_after
    from measure_values as after
    full join previous_values as before
        on
            after.measure_id = before.measure_id
            and after.period_type = before.period_type
            and after.quarter = before.quarter
            and after.area_code = before.area_code
            and after.breakdown = before.breakdown
            and after.category = before.category
    where
        coalesce(after.quarter, before.quarter) in (select quarter from previous_values)
        and (
            before.numerator is distinct from after.numerator
            or before.denominator is distinct from after.denominator
            or before.value is distinct from after.value
            or before.status is distinct from after.status
        )

),

new_returns as (

    select
        counted_returns.submission_id,
        counted_returns.extract,
        agencies.area_code,
        {{ first_day_of('counted_returns.quarter') }} as first_day
    from counted_returns
    inner join agencies on counted_returns.agency = agencies.agency
    left join previous_returns
        on
            counted_returns.submission_id = previous_returns.submission_id
            and counted_returns.extract = previous_returns.extract
            and counted_returns.quarter is not distinct from previous_returns.quarter
            and counted_returns.as_at is not distinct from previous_returns.as_at
    where previous_returns.submission_id is null

),

moved_rows as (

    select distinct
        measure_id,
        period_type,
        quarter,
        area_code
    from moved

),

-- A register speaks for any window, a quarter's return for the windows that hold its quarter or look back on it.
causes as (

    select
        moved_rows.measure_id,
        moved_rows.period_type,
        moved_rows.quarter,
        moved_rows.area_code,
        {{ joined('new_returns.submission_id', ';', 'new_returns.submission_id', distinct=true) }} as submission_ids
    from moved_rows
    inner join windows on moved_rows.period_type = windows.period_type and moved_rows.quarter = windows.quarter
    inner join measures on moved_rows.measure_id = measures.measure_id
    left join areas on moved_rows.area_code = areas.area_code
    inner join new_returns
        on
            measures.extract in (new_returns.extract, {{ all_returns() }})
            and (
                new_returns.area_code is null
                or new_returns.area_code = moved_rows.area_code
                or areas.level = {{ whole_level() }}
            )
            and (
                new_returns.first_day is null
                or new_returns.first_day
                between {{ plus_days('windows.first_day', '-coalesce(measures.look_back_days, 0)') }}
                and windows.last_day
            )
    group by moved_rows.measure_id, moved_rows.period_type, moved_rows.quarter, moved_rows.area_code

)

select
    moved.measure_id,
    moved.period_type,
    moved.quarter,
    moved.area_code,
    moved.breakdown,
    moved.category,
    moved.numerator_before,
    moved.numerator_after,
    moved.denominator_before,
    moved.denominator_after,
    moved.value_before,
    moved.value_after,
    moved.value_after - moved.value_before as change,
    moved.status_before,
    moved.status_after,
    causes.submission_ids
from moved
left join causes
    on
        moved.measure_id = causes.measure_id
        and moved.period_type = causes.period_type
        and moved.quarter = causes.quarter
        and moved.area_code = causes.area_code
