with

current_rows as (

    select * from {{ ref('stg_marac_cases') }}
    where is_current and not is_outside_area

),

ethnicities as (

    select * from {{ ref('int_codes') }}
    where list = 'ethnicity'

)

select
    current_rows.agency,
    current_rows.submission_id,
    current_rows.quarter,
    current_rows.police_area_code,
    current_rows.meeting_date,
    current_rows.case_id,
    current_rows.victim,
    current_rows.referrer,
    current_rows.is_repeat,
    current_rows.children,
    current_rows.age,
    current_rows.gender,
    current_rows.ethnicity,
    current_rows.disability,
    current_rows.sexual_orientation,
    current_rows.age_collected,
    current_rows.gender_collected,
    current_rows.ethnicity_collected,
    current_rows.disability_collected,
    current_rows.sexual_orientation_collected,
    coalesce(ethnicities.group_code, current_rows.ethnicity) as ethnicity_group,
    ethnicities.bamer as is_bamer
from current_rows
left join ethnicities on current_rows.ethnicity = ethnicities.code
