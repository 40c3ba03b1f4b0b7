-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        occurrence,
        recorded_on,
        district as district_code,
        crime,
        victim,
        victim_age,
        victim_gender,
        ethnicity,
        ethnicity_officer,
        honour_based,
        stalking,
        coercive_control,
        risk
    from {{ source('landing', 'da_incidents') }}

),

returns as (

    select
        return_id,
        quarter,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'da_incidents'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    returns.quarter,
    landed.occurrence,
    landed.recorded_on,
    landed.district_code,
    landed.crime,
    landed.victim,
    landed.victim_age,
    landed.victim_gender,
    landed.ethnicity,
    landed.ethnicity_officer,
    landed.honour_based,
    landed.stalking,
    landed.coercive_control,
    landed.risk
from landed
inner join returns on landed.return_id = returns.return_id
