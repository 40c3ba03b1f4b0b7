-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        marac as police_area_code,
        meeting_date,
        marac_agency,
        attended
    from {{ landed('marac_attendance') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('marac_agency', 'found.columns_found') }} as marac_agency_collected,
        {{ is_among('attended', 'found.columns_found') }} as attended_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'marac_attendance'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ is_elsewhere('landed.police_area_code') }} as is_outside_area,
    returns.quarter,
    landed.police_area_code,
    landed.meeting_date,
    landed.marac_agency,
    landed.attended,
    returns.marac_agency_collected,
    returns.attended_collected
from landed
inner join returns on landed.return_id = returns.return_id
