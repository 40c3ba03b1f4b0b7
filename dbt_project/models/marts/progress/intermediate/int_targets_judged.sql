with

measures as (

    select
        *,
        kind = 'ratio' or (kind = 'stock' and unit = '%') as is_share
    from {{ ref('dim_measure') }}

),

activities as (

    select
        measure_id,
        {{ split_list('activities') }} as activity_id
    from measures

),

compared as (

    select * from {{ ref('int_progress_compared') }}

),

dated as (

    select * from {{ ref('int_values_dated') }}

),

breaks as (

    select * from {{ ref('int_breaks_between') }}

),

-- A target stands in the activity that sets it, at its area and in its window: nowhere else.
set_by_number as (

    select
        target_activity as activity_id,
        measure_id,
        target_window as period_type,
        target_area as area_code,
        target_kind,
        target_value,
        target_baseline_year
    from measures
    where target_window is not null

),

-- That all of them shall be met is a level of all, wherever no number is set.
set_by_plan as (

    select
        activities.activity_id,
        measures.measure_id,
        measures.default_window as period_type,
        areas.area_code,
        'level' as target_kind,
        1.0 as target_value,
        cast(null as string) as target_baseline_year
    from measures
    inner join activities on measures.measure_id = activities.measure_id
    cross join {{ ref('areas') }} as areas
    anti join set_by_number
        on
            activities.activity_id = set_by_number.activity_id
            and measures.measure_id = set_by_number.measure_id
            and measures.default_window = set_by_number.period_type
            and areas.area_code = set_by_number.area_code
    where measures.plan_wants = 'all_met'

),

targets as (

    select * from set_by_number

    union all

    select * from set_by_plan

),

held as (

    select
        targets.activity_id,
        compared.measure_id,
        compared.period_type,
        compared.quarter,
        compared.area_code,
        compared.status,
        compared.value,
        compared.denominator,
        case when measures.is_share then compared.numerator else compared.value end as judged,
        measures.is_share,
        targets.target_kind = 'reduction' as is_reduction,
        targets.target_kind = 'to_be_determined' as is_undetermined,
        measures.kind in ('count', 'distinct') and compared.period_type = 'year_to_date' as is_yearly,
        cast(right(compared.quarter, 1) as integer) as quarter_number,
        targets.target_value,
        start_year.quarter as start_quarter,
        case
            when
                start_year.status = 'complete'
                and not start_year.is_begun_early
                and not start_year.is_truncated
                and start_year.quarter < compared.quarter
                and breaks.since_start is null
                then start_year.value
        end as start_value
    from targets
    inner join measures on targets.measure_id = measures.measure_id
    inner join compared
        on
            targets.measure_id = compared.measure_id
            and targets.period_type = compared.period_type
            and targets.area_code = compared.area_code
    left join dated as start_year
        on
            compared.measure_id = start_year.measure_id
            and compared.period_type = start_year.period_type
            and compared.area_code = start_year.area_code
            and targets.target_baseline_year || '-Q4' = start_year.quarter
    left join breaks
        on
            compared.measure_id = breaks.measure_id
            and compared.period_type = breaks.period_type
            and compared.quarter = breaks.quarter

),

targeted as (

    select
        *,
        case
            when is_undetermined then null
            when is_reduction then start_value * (1 - target_value)
            else target_value
        end as target,
        is_yearly and target_value < {{ var('due_in_parts_from') }} as is_due_at_year_end
    from held

),

-- The whole number that meets it. A year's count of many is due in equal parts, a share's of what it is a share of.
needed as (

    select
        *,
        case
            when is_share and (status <> 'complete' or value is null) then null
            when is_share and is_reduction then cast(floor(target * denominator + 1e-9) as double)
            when is_share then cast(ceil(target * denominator - 1e-9) as double)
            when is_reduction then cast(floor(target + 1e-9) as double)
            when is_yearly and not is_due_at_year_end then cast(ceil(target * quarter_number / 4 - 1e-9) as double)
            else cast(ceil(target - 1e-9) as double)
        end as needed
    from targeted

)

select
    activity_id,
    measure_id,
    period_type,
    quarter,
    area_code,
    target,
    needed,
    case when is_reduction and target is not null then start_quarter end as start_quarter,
    case
        when is_reduction and target is null then 'target_start_unknown'
        when status <> 'complete' or value is null or is_undetermined then 'target_undetermined'
        when is_reduction and judged <= needed then 'target_met'
        when not is_reduction and judged >= needed then 'target_met'
        when is_due_at_year_end and quarter_number < 4 then 'target_so_far'
        when
            needed >= {{ policy('smallest_compared') }}
            and is_reduction
            and judged <= {{ 1 + policy('near_target_share') }} * needed + 1e-9
            then 'target_near'
        when
            needed >= {{ policy('smallest_compared') }}
            and not is_reduction
            and judged >= {{ 1 - policy('near_target_share') }} * needed - 1e-9
            then 'target_near'
        else 'target_missed'
    end as outcome
from needed
