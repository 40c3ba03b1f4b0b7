-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        client,
        referred_on,
        source,
        service,
        district as district_code,
        age,
        gender,
        ethnicity,
        outcome,
        first_contact_on
    from {{ source('landing', 'pathway_referrals') }}

),

returns as (

    select
        return_id,
        quarter,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'pathway_referrals'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    returns.quarter,
    landed.client,
    landed.referred_on,
    landed.source,
    landed.service,
    landed.district_code,
    landed.age,
    landed.gender,
    landed.ethnicity,
    landed.outcome,
    landed.first_contact_on
from landed
inner join returns on landed.return_id = returns.return_id
