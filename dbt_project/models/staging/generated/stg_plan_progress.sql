-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        activity,
        status,
        due_on,
        completed_on,
        summary
    from {{ source('landing', 'plan_progress') }}

),

returns as (

    select
        return_id,
        quarter,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'plan_progress'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    returns.quarter,
    landed.activity,
    landed.status,
    landed.due_on,
    landed.completed_on,
    landed.summary
from landed
inner join returns on landed.return_id = returns.return_id
