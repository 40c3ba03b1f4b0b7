with

current_rows as (

    select * from {{ ref('stg_training_attendance') }}
    where is_current

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
