with

activities as (

    select * from {{ ref('dim_activity') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

plan_progress as (

    select * from {{ ref('fct_plan_progress') }}

),

-- The newest return for a quarter no later than this one speaks.
returns as (

    select
        quarters.quarter,
        max(plan_progress.quarter) as lead_quarter
    from quarters
    left join plan_progress on quarters.quarter >= plan_progress.quarter
    group by quarters.quarter

),

-- The plan's own date decides: a date of the lead's stands beside it and rates nothing.
said as (

    select
        activities.activity_id,
        activities.is_historic,
        activities.area_code,
        activities.milestone,
        activities.due_on,
        quarters.quarter,
        quarters.last_day,
        returns.lead_quarter,
        plan_progress.status as lead_status,
        plan_progress.summary as lead_summary,
        plan_progress.completed_on,
        nullif(plan_progress.due_on, activities.due_on) as revised_due_on
    from activities
    cross join quarters
    inner join returns on quarters.quarter = returns.quarter
    left join plan_progress
        on
            returns.lead_quarter = plan_progress.quarter
            and activities.activity_id = plan_progress.activity

)

select
    *,
    case
        when lead_status is null then 'awaiting'
        when lead_status = 'complete' and coalesce(completed_on <= last_day, true) then 'complete'
        when due_on <= last_day then 'overdue'
        when lead_status in ('at_risk', 'delayed') then 'at risk'
        when lead_status = 'not_started' then 'not started'
        else 'on track'
    end as milestone_status
from said
