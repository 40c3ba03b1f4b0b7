-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
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
    from {{ landed('school_notifications') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('notified_on', 'found.columns_found') }} as notified_on_collected,
        {{ is_among('school_urn', 'found.columns_found') }} as school_urn_collected,
        {{ is_among('district', 'found.columns_found') }} as district_code_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'school_notifications'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ is_elsewhere('landed.district_code') }} as is_outside_area,
    returns.quarter,
    landed.incident,
    landed.child,
    landed.incident_on,
    landed.notified_on,
    landed.school_urn,
    landed.school_urn_marker,
    landed.district_code,
    returns.notified_on_collected,
    returns.school_urn_collected,
    returns.district_code_collected
from landed
inner join returns on landed.return_id = returns.return_id
