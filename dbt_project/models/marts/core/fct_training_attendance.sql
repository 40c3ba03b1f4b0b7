with

current_rows as (

    select * from {{ ref('stg_training_attendance') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    course,
    event_date,
    district_code,
    delegate,
    agency_name,
    sector,
    attendance
from current_rows
