-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        review,
        csp as csp_code,
        notified_on,
        decision,
        decided_on,
        submitted_on,
        approved_on,
        published_on
    from {{ source('landing', 'dhr_register') }}

),

returns as (

    select
        return_id,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'dhr_register'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ quarter_of('landed.notified_on') }} as quarter,
    landed.review,
    landed.csp_code,
    landed.notified_on,
    landed.decision,
    landed.decided_on,
    landed.submitted_on,
    landed.approved_on,
    landed.published_on
from landed
inner join returns on landed.return_id = returns.return_id
