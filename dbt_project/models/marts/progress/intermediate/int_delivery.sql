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

-- A return speaks from its own quarter on, until a newer one does, even where that says nothing of an activity.
speaking as (

    select
        quarter,
        return_id,
        min(quarter) over (partition by return_id) as lead_quarter
    from {{ ref('int_quarters_covered') }}
    where extract = 'plan_progress'

),

returns as (

    select * from (
        select
            quarters.quarter,
            quarters.last_day,
            speaking.return_id,
            speaking.lead_quarter,
            row_number() over (
                partition by quarters.quarter
                order by speaking.lead_quarter desc, speaking.return_id nulls last
            ) as place
        from quarters
        left join speaking on quarters.quarter = speaking.quarter
    ) as ranked
    where place = 1

),

said as (

    select
        activities.activity_id,
        returns.quarter,
        returns.last_day,
        activities.due_on as plan_due_on,
        plan_progress.due_on as lead_due_on,
        plan_progress.completed_on,
        plan_progress.status as lead_status,
        returns.lead_quarter,
        plan_progress.summary as lead_summary,
        plan_progress.activity is not null as is_spoken_of,
        coalesce(plan_progress.completed_on <= returns.last_day, false) as is_done_by_then
    from activities
    cross join returns
    left join plan_progress
        on
            returns.return_id = plan_progress.return_id
            and activities.activity_id = plan_progress.activity

),

-- One rule decides: the first that fits. A day of completion counts, whatever the status beside it.
ruled as (

    select
        *,
        case
            when not is_spoken_of then 'no_return'
            when is_done_by_then and completed_on > plan_due_on then 'complete_late'
            when is_done_by_then then 'complete'
            when lead_status = 'complete' and completed_on is null then 'complete_undated'
            when plan_due_on <= last_day then 'past_plan_date'
            when plan_due_on is null and lead_due_on <= last_day then 'past_lead_date'
            when lead_status in ('at_risk', 'delayed') then 'lead_says_at_risk'
            when lead_due_on > plan_due_on then 'lead_expects_late'
            when lead_status = 'not_started' then 'not_started'
            else 'on_course'
        end as delivery_rule
    from said

)

select
    activity_id,
    quarter,
    case
        when delivery_rule = 'no_return' then 'awaiting'
        when delivery_rule in ('complete_late', 'complete', 'complete_undated') then 'complete'
        when delivery_rule in ('past_plan_date', 'past_lead_date') then 'overdue'
        when delivery_rule in ('lead_says_at_risk', 'lead_expects_late') then 'at_risk'
        else delivery_rule
    end as delivery,
    delivery_rule,
    plan_due_on,
    lead_due_on,
    completed_on,
    case
        when delivery_rule = 'complete_late' then {{ days_between('plan_due_on', 'completed_on') }}
        when delivery_rule = 'complete' and plan_due_on is not null then 0
    end as days_late,
    lead_status,
    lead_quarter,
    lead_summary
from ruled
