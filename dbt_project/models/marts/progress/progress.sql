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
        ) as rests_on,
        awaited,
        case
            when rule = 'start_broken' then break_since_start
            when rule = 'broken' then break_since_baseline
        end as breaks,
        target_value,
        target_baseline_year,
        start_value,
        target_now,
        needed_count,
        cast(null as varchar) as lead_status,
        cast(null as varchar) as lead_quarter
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
        '' as rests_on,
        cast(null as varchar) as awaited,
        cast(null as varchar) as breaks,
        cast(null as double) as target_value,
        cast(null as varchar) as target_baseline_year,
        cast(null as double) as start_value,
        cast(null as double) as target_now,
        cast(null as double) as needed_count,
        lead_status,
        lead_quarter
    from milestones

),

every_row as (

    select
        'measure' as about,
        *
    from measure_rows

    union all

    select
        'milestone' as about,
        *
    from milestone_rows

),

rules as (

    select * from {{ ref('progress_rules') }}

)

select
    every_row.activity_id,
    every_row.measure_id,
    every_row.period_type,
    every_row.quarter,
    every_row.area_code,
    every_row.is_plan_area,
    every_row.numerator,
    every_row.denominator,
    every_row.value,
    every_row.status,
    every_row.baseline,
    every_row.change,
    every_row.is_more_than_chance,
    every_row.target_kind,
    every_row.target,
    every_row.milestone_status,
    every_row.due_on,
    every_row.revised_due_on,
    every_row.completed_on,
    every_row.rule,
    rules.rating,
    every_row.rests_on,
    every_row.awaited,
    every_row.breaks,
    every_row.target_value,
    every_row.target_baseline_year,
    every_row.start_value,
    every_row.target_now,
    every_row.needed_count,
    every_row.lead_status,
    every_row.lead_quarter
from every_row
inner join rules on every_row.about = rules.about and every_row.rule = rules.rule
