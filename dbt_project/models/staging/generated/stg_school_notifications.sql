-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        incident,
        child,
        incident_on,
        notified_on,
        school_urn,
        school_urn_marker,
        district as district_code
    from {{ source('landing', 'school_notifications') }}

),

returns as (

    select
        return_id,
        quarter,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'school_notifications'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    returns.quarter,
    landed.incident,
    landed.child,
    landed.incident_on,
    landed.notified_on,
    landed.school_urn,
    landed.school_urn_marker,
    landed.district_code
from landed
inner join returns on landed.return_id = returns.return_id
