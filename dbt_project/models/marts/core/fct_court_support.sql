with

current_rows as (

    select * from {{ ref('stg_court_support') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    case_id,
    victim,
    hearing_date,
    court,
    attended,
    support_offered,
    supported
from current_rows
