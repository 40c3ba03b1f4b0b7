with

current_rows as (

    select * from {{ ref('stg_marac_attendance') }}
    where is_current and not is_outside_area

),

agencies_of_marac as (

    select * from {{ ref('int_codes') }}
    where list = 'marac_agency'

)

select
    current_rows.agency,
    current_rows.submission_id,
    current_rows.quarter,
    current_rows.police_area_code,
    current_rows.meeting_date,
    current_rows.marac_agency,
    current_rows.attended,
    coalesce(agencies_of_marac.core, false) as is_core
from current_rows
left join agencies_of_marac on current_rows.marac_agency = agencies_of_marac.code
