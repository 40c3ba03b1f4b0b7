-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
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
    from {{ landed('training_attendance') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('district', 'found.columns_found') }} as district_code_collected,
        {{ is_among('sector', 'found.columns_found') }} as sector_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'training_attendance'

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
    landed.course,
    landed.event_date,
    landed.district_code,
    landed.delegate,
    landed.agency_name,
    landed.sector,
    landed.attendance,
    returns.district_code_collected,
    returns.sector_collected
from landed
inner join returns on landed.return_id = returns.return_id
