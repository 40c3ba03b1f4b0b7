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

-- The newest return for a quarter no later than this one, held against this quarter's last day.
milestones as (

    select
        returns.quarter,
        activities.plan,
        progress.status = 'complete' and progress.completed_on <= quarters.last_day as is_met
    from returns
    inner join quarters on returns.quarter = quarters.quarter
    inner join {{ ref('fct_plan_progress') }} as progress
        on returns.return_id = progress.return_id and quarters.last_day >= progress.due_on
    inner join activities on progress.activity = activities.activity_id

)

select * from ({{ measures(fact='milestones', lines=[
    line('plan_milestones_met_rate', numerator='count_if(is_met)', denominator='count(*)', by=['plan']),
]) }}) as figures
