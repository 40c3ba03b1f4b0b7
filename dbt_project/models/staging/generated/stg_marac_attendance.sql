-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        marac as police_area_code,
        meeting_date,
        marac_agency,
        attended
    from {{ source('landing', 'marac_attendance') }}

),

returns as (

    select
        return_id,
        quarter,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'marac_attendance'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    returns.quarter,
    landed.police_area_code,
    landed.meeting_date,
    landed.marac_agency,
    landed.attended
from landed
inner join returns on landed.return_id = returns.return_id
