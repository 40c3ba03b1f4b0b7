-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        requirement,
        person,
        programme,
        provider,
        referred_on,
        suitable,
        expected_start,
        started_on,
        ended_on,
        outcome
    from {{ source('landing', 'perpetrator_programmes') }}

),

returns as (

    select
        return_id,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'perpetrator_programmes'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ quarter_of('landed.referred_on') }} as quarter,
    landed.requirement,
    landed.person,
    landed.programme,
    landed.provider,
    landed.referred_on,
    landed.suitable,
    landed.expected_start,
    landed.started_on,
    landed.ended_on,
    landed.outcome
from landed
inner join returns on landed.return_id = returns.return_id
