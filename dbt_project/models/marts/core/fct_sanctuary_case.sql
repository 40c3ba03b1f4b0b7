with

current_rows as (

    select * from {{ ref('stg_sanctuary_cases') }}
    where is_current and not is_outside_area

),

agencies as (

    select * from {{ ref('agencies') }}

)

select
    current_rows.agency,
    current_rows.submission_id,
    current_rows.quarter,
    agencies.area_code as district_code,
    current_rows.case_id,
    current_rows.referred_on,
    current_rows.tenure,
    current_rows.completed_on,
    current_rows.reviewed_on,
    current_rows.remained
from current_rows
inner join agencies on current_rows.agency = agencies.agency
