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
        {{ quoted('case') }} as case_id,
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
    from {{ landed('marac_cases') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('victim', 'found.columns_found') }} as victim_collected,
        {{ is_among('children', 'found.columns_found') }} as children_collected,
        {{ is_among('age', 'found.columns_found') }} as age_collected,
        {{ is_among('gender', 'found.columns_found') }} as gender_collected,
        {{ is_among('ethnicity', 'found.columns_found') }} as ethnicity_collected,
        {{ is_among('disability', 'found.columns_found') }} as disability_collected,
        {{ is_among('sexual_orientation', 'found.columns_found') }} as sexual_orientation_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'marac_cases'

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
    landed.sexual_orientation,
    returns.victim_collected,
    returns.children_collected,
    returns.age_collected,
    returns.gender_collected,
    returns.ethnicity_collected,
    returns.disability_collected,
    returns.sexual_orientation_collected
from landed
inner join returns on landed.return_id = returns.return_id
