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
        victim,
        hearing_date,
        court,
        attended,
        support_offered,
        supported
    from {{ source('landing', 'court_support') }}

),

returns as (

    select
        return_id,
        quarter,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'court_support'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    returns.quarter,
    landed.case_id,
    landed.victim,
    landed.hearing_date,
    landed.court,
    landed.attended,
    landed.support_offered,
    landed.supported
from landed
inner join returns on landed.return_id = returns.return_id
