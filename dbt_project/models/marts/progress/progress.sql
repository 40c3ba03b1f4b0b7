with

measures as (

    select
        measure_id,
        areas,
        polarity,
        plan_wants,
        default_window,
        {{ split_list('activities') }} as activity_id
    from {{ ref('dim_measure') }}

),

plans as (

    select
        plan,
        {{ split_list('area_codes') }} as area_code
    from {{ ref('plans') }}

),

plan_areas as (

    select
        activities.activity_id,
        plans.area_code
    from {{ ref('dim_activity') }} as activities
    inner join plans on activities.plan = plans.plan

),

-- Both ways at once: what the plan asks for did not happen where the other did.
tested as (

    select
        compared.*,
        chance.p_value,
        chance.p_value < {{ policy('chance_below') }} as is_significant,
        case
            when compared.is_tested and coalesce(chance.p_value >= {{ policy('chance_below') }}, true) then 'same'
            else compared.direction
        end as moved
    from {{ ref('int_progress_compared') }} as compared
    left join {{ ref('int_change_tested') }} as chance
        on
            compared.measure_id = chance.measure_id
            and compared.period_type = chance.period_type
            and compared.quarter = chance.quarter
            and compared.area_code = chance.area_code

),

rows_of_activities as (

    select
        measures.activity_id,
        tested.*,
        measures.polarity,
        plan_areas.area_code is not null
        or (measures.areas = areas.level and areas.level = {{ whole_level() }}) as is_plan_area,
        case measures.plan_wants when 'increase' then 'higher' when 'reduce' then 'lower' end as wanted,
        targets.target,
        targets.needed,
        targets.start_quarter,
        targets.outcome as target_outcome
    from tested
    inner join measures on tested.measure_id = measures.measure_id
    inner join {{ ref('areas') }} as areas on tested.area_code = areas.area_code
    left join plan_areas
        on
            measures.activity_id = plan_areas.activity_id
            and tested.area_code = plan_areas.area_code
    left join {{ ref('int_targets_judged') }} as targets
        on
            measures.activity_id = targets.activity_id
            and tested.measure_id = targets.measure_id
            and tested.period_type = targets.period_type
            and tested.quarter = targets.quarter
            and tested.area_code = targets.area_code
    where tested.period_type = measures.default_window or targets.outcome is not null

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
    baseline,
    change,
    comparison,
    direction,
    is_tested,
    is_enough,
    p_value,
    is_significant,
    target,
    needed,
    case
        when target_outcome is not null then target_outcome
        when comparison <> 'compared' then 'not_comparable'
        when moved = wanted then 'wanted_met'
        when wanted is not null and moved <> 'same' then 'wanted_not_met'
        when is_tested and not is_enough then 'too_few'
        when is_significant and polarity = 'neutral' then 'changed'
        when is_significant and (direction = 'higher') = (polarity = 'high') then 'better'
        when is_significant then 'worse'
        when is_tested then 'no_significant_change'
        else 'not_tested'
    end as outcome,
    concat_ws(
        ';',
        {{ value_key('measure_id', 'period_type', 'quarter', 'area_code') }},
        case
            when comparison = 'compared' or (comparison = 'year_before_incomplete' and baseline_status = 'complete')
                then {{ value_key('measure_id', 'period_type', 'baseline_quarter', 'area_code') }}
        end,
        {{ value_key('measure_id', 'period_type', 'start_quarter', 'area_code') }}
    ) as rests_on
from rows_of_activities
