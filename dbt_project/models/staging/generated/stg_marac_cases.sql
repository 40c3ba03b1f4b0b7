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
        "case" as case_id,
        victim,
        referrer,
        repeat as is_repeat,
        children,
        children_marker,
        age,
        gender,
        ethnicity,
        disability,
        sexual_orientation
    from {{ source('landing', 'marac_cases') }}

),

returns as (

    select
        return_id,
        quarter,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'marac_cases'

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
    landed.case_id,
    landed.victim,
    landed.referrer,
    landed.is_repeat,
    landed.children,
    landed.children_marker,
    landed.age,
    landed.gender,
    landed.ethnicity,
    landed.disability,
    landed.sexual_orientation
from landed
inner join returns on landed.return_id = returns.return_id
