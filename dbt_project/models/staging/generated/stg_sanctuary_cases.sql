-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        "case" as case_id,
        referred_on,
        tenure,
        completed_on,
        reviewed_on,
        remained
    from {{ source('landing', 'sanctuary_cases') }}

),

returns as (

    select
        return_id,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'sanctuary_cases'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ quarter_of('landed.referred_on') }} as quarter,
    landed.case_id,
    landed.referred_on,
    landed.tenure,
    landed.completed_on,
    landed.reviewed_on,
    landed.remained
from landed
inner join returns on landed.return_id = returns.return_id
