with

returns as (

    select * from {{ covered_by_returns_of('plan_milestones_met_rate') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

activities as (

    select * from {{ ref('activities') }}

),

plan_progress as (

    select * from {{ ref('fct_plan_progress') }}

),

-- The plan's own date decides, never the return's: an activity that is due and not in the return is not met.
milestones as (

    select
        returns.quarter,
        activities.plan,
        plan_progress.status = 'complete' and plan_progress.completed_on <= activities.due_on as is_met
    from returns
    inner join quarters on returns.quarter = quarters.quarter
    inner join activities on quarters.last_day >= activities.due_on
    left join plan_progress
        on
            returns.return_id = plan_progress.return_id
            and activities.activity_id = plan_progress.activity

)

select * from ({{ measures(fact='milestones', lines=[
    line('plan_milestones_met_rate', numerator=count_where('is_met'), denominator='count(*)', by=['plan']),
]) }}) as figures
