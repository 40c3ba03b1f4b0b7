with

progress as (

    select * from {{ ref('fct_plan_progress') }}

),

activities as (

    select * from {{ ref('activities') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

returns as (

    select * from {{ ref('int_quarters_covered') }} where extract = 'plan_progress'

),

lines as (

    -- the newest return for a quarter no later than this one, judged as at this quarter's last day
    select
        'plan_milestones_met_rate' as measure_id,
        returns.quarter,
        activities.plan,
        count(*) filter (
            where progress.status = 'complete' and progress.completed_on <= quarters.last_day
        ) as numerator,
        count(*) as denominator
    from returns
    inner join quarters on returns.quarter = quarters.quarter
    inner join progress on returns.return_id = progress.return_id and progress.due_on <= quarters.last_day
    inner join activities on progress.activity = activities.activity_id
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
