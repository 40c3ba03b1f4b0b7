with

judged as (

    select * from {{ ref('int_progress_rated') }}

),

milestones as (

    select * from {{ ref('int_milestones_rated') }}
    where milestone is not null

),

measure_rows as (

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
        case when is_comparable then baseline_value end as baseline,
        case when is_comparable then value - baseline_value end as change,
        case when is_comparable then p_value < {{ policy('chance_below') }} end as is_more_than_chance,
        target_kind,
        target,
        cast(null as varchar) as milestone_status,
        cast(null as date) as due_on,
        cast(null as date) as revised_due_on,
        cast(null as date) as completed_on,
        rule,
        case
            when rule in ('target_met', 'better') then 'on track'
            when rule in ('target_near', 'worse') then 'at risk'
            when rule = 'target_missed' then 'off track'
            when rule = 'awaiting' then 'awaiting'
            else 'not rated'
        end as rating,
        {{ reason_of_measure() }} as reason,
        concat_ws(
            ';',
            {{ value_key('measure_id', 'period_type', 'quarter', 'area_code') }},
            case
                when is_comparable or (rule = 'year_before_unknown' and baseline_status = 'complete')
                    then {{ value_key('measure_id', 'period_type', 'baseline_quarter', 'area_code') }}
            end,
            case
                when rule like 'target%' and target_kind = 'reduction'
                    then {{ value_key('measure_id', "'rolling_year'", 'start_quarter', 'area_code') }}
            end
        ) as rests_on
    from judged

),

milestone_rows as (

    select
        activity_id,
        'milestone' as measure_id,
        'quarter' as period_type,
        quarter,
        area_code,
        true as is_plan_area,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        cast(null as double) as value,
        case when milestone_status = 'awaiting' then 'missing' else 'complete' end as status,
        cast(null as double) as baseline,
        cast(null as double) as change,
        cast(null as boolean) as is_more_than_chance,
        cast(null as varchar) as target_kind,
        cast(null as double) as target,
        milestone_status,
        due_on,
        revised_due_on,
        completed_on,
        case
            when is_historic then 'plan_is_over'
            else replace(milestone_status, ' ', '_')
        end as rule,
        case
            when is_historic then 'not rated'
            when milestone_status in ('complete', 'on track') then 'on track'
            when milestone_status = 'overdue' then 'off track'
            when milestone_status = 'not started' then 'not rated'
            else milestone_status
        end as rating,
        {{ reason_of_milestone() }} as reason,
        '' as rests_on
    from milestones

)

select * from measure_rows

union all

select * from milestone_rows
