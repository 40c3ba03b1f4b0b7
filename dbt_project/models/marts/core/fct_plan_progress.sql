with

current_rows as (

    select * from {{ ref('stg_plan_progress') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    return_id,
    quarter,
    activity,
    status,
    due_on,
    completed_on,
    summary
from current_rows
