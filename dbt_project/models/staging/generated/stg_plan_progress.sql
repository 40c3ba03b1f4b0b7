-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        activity,
        status,
        due_on,
        completed_on,
        summary
    from {{ landed('plan_progress') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('due_on', 'found.columns_found') }} as due_on_collected,
        {{ is_among('completed_on', 'found.columns_found') }} as completed_on_collected,
        {{ is_among('summary', 'found.columns_found') }} as summary_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'plan_progress'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    false as is_outside_area,
    returns.quarter,
    landed.activity,
    landed.status,
    landed.due_on,
    landed.completed_on,
    landed.summary,
    returns.due_on_collected,
    returns.completed_on_collected,
    returns.summary_collected
from landed
inner join returns on landed.return_id = returns.return_id
