-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        course,
        event_date,
        district as district_code,
        delegate,
        agency_name,
        sector,
        attendance
    from {{ source('landing', 'training_attendance') }}

),

returns as (

    select
        return_id,
        quarter,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'training_attendance'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    returns.quarter,
    landed.course,
    landed.event_date,
    landed.district_code,
    landed.delegate,
    landed.agency_name,
    landed.sector,
    landed.attendance
from landed
inner join returns on landed.return_id = returns.return_id
