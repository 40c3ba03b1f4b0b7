with

compared as (

    select * from {{ ref('int_progress_compared') }}

),

tested as (

    select * from {{ ref('int_change_tested') }}

),

awaited as (

    select * from {{ ref('int_progress_awaited') }}

),

first_quarter as (

    select min(first_day) as first_day from {{ ref('dim_quarter') }}

),

areas as (

    select * from {{ ref('areas') }}

),

measures as (

    select
        *,
        {{ split_list('activities') }} as activity_id
    from {{ ref('dim_measure') }}

),

plans as (

    select
        plan,
        {{ split_list('area_codes') }} as area_code
    from {{ ref('plans') }}

),

activities as (

    select * from {{ ref('dim_activity') }}

),

plan_areas as (

    select
        activities.activity_id,
        plans.area_code
    from activities
    inner join plans on activities.plan = plans.plan

),

-- A target holds for the activity that sets it, in its own area and window: nowhere else.
rows_of_activities as (

    select
        measures.activity_id,
        measures.polarity,
        compared.*,
        tested.p_value,
        awaited.awaited,
        compared.first_day < first_quarter.first_day as begins_too_early,
        plan_areas.area_code is not null
        or (measures.areas = areas.level and areas.level = {{ whole_level() }}) as is_plan_area,
        case
            when
                measures.activity_id = measures.target_activity
                and compared.area_code = measures.target_area
                and compared.period_type = measures.target_window
                then measures.target_kind
        end as target_kind,
        measures.target_value,
        measures.target_baseline_year,
        cast(right(compared.quarter, 1) as integer) as quarter_number
    from compared
    cross join first_quarter
    inner join measures on compared.measure_id = measures.measure_id
    inner join areas on compared.area_code = areas.area_code
    left join plan_areas
        on
            measures.activity_id = plan_areas.activity_id
            and compared.area_code = plan_areas.area_code
    left join tested
        on
            compared.measure_id = tested.measure_id
            and compared.period_type = tested.period_type
            and compared.quarter = tested.quarter
            and compared.area_code = tested.area_code
    left join awaited
        on
            compared.measure_id = awaited.measure_id
            and compared.period_type = awaited.period_type
            and compared.quarter = awaited.quarter
            and compared.area_code = awaited.area_code

),

-- One rule decides each row: the first that fits.
ruled as (

    select
        *,
        case
            when status <> 'complete' and awaited is not null then 'awaiting'
            when status <> 'complete' and begins_too_early then 'begins_too_early'
            when status <> 'complete' then 'figures_unknown'
            when value is null then 'nothing_to_count'
            when is_truncated then 'look_back_truncated'
            when target_kind = 'to_be_determined' then 'target_undetermined'
            when target_kind = 'reduction' and coalesce(start_last_day >= last_day, true)
                then 'start_not_over'
            when target_kind = 'reduction' and is_start_truncated then 'start_truncated'
            when target_kind = 'reduction' and break_since_start is not null then 'start_broken'
            when
                target_kind = 'reduction'
                and (start_status <> 'complete' or start_value is null)
                then 'start_unknown'
            when target_kind is not null then 'target'
            when polarity = 'neutral' then 'neutral'
            when baseline_status is null then 'no_year_before'
            when is_baseline_truncated then 'look_back_truncated'
            when break_since_baseline is not null then 'broken'
            when not is_comparable then 'year_before_unknown'
            when not is_testable then 'not_tested'
            when p_value is null then 'too_few'
            when p_value >= {{ policy('chance_below') }} then 'no_change'
            when (value > baseline_value) = (polarity = 'high') then 'better'
            else 'worse'
        end as rule
    from rows_of_activities

),

-- A year's count of 12 or more is due in equal parts; a smaller one is due by the year's end.
targeted as (

    select
        *,
        case
            when rule <> 'target' then null
            when target_kind = 'reduction' then start_value * (1 - target_value)
            else target_value
        end as target,
        case
            when rule <> 'target' then null
            when target_kind = 'reduction' then start_value * (1 - target_value)
            when
                target_kind = 'yearly_count'
                and target_value >= {{ var('due_in_parts_from') }}
                and period_type = 'year_to_date'
                then target_value * quarter_number / 4
            else target_value
        end as target_now
    from ruled

),

-- A share is met by whole numbers: so many of the denominator are needed, or allowed.
needed as (

    select
        *,
        case
            when target_kind = 'reduction' then floor(target_now * coalesce(denominator, 1) + 1e-9)
            when target_kind = 'level' then ceil(target_now * denominator - 1e-9)
            else ceil(target_now - 1e-9)
        end as needed_count
    from targeted

)

select
    activity_id,
    measure_id,
    period_type,
    quarter,
    area_code,
    is_plan_area,
    numerator,
    denominator,
    value,
    status,
    awaited,
    baseline_quarter,
    baseline_status,
    baseline_value,
    break_since_baseline,
    is_comparable,
    p_value,
    target_kind,
    target_value,
    target_baseline_year,
    start_quarter,
    start_value,
    break_since_start,
    target,
    target_now,
    needed_count,
    case
        when rule <> 'target' then rule
        when target_kind = 'reduction' and value <= target_now + 1e-9 then 'target_met'
        when target_kind <> 'reduction' and value >= target_now - 1e-9 then 'target_met'
        when
            target_kind = 'yearly_count'
            and target_value < {{ var('due_in_parts_from') }}
            and period_type = 'year_to_date'
            and quarter_number < 4
            then 'target_so_far'
        when
            needed_count >= {{ policy('smallest_compared') }}
            and case
                when target_kind = 'reduction' then value <= {{ 1 + policy('near_target_share') }} * target_now
                else value >= {{ 1 - policy('near_target_share') }} * target_now
            end
            then 'target_near'
        else 'target_missed'
    end as rule
from needed
