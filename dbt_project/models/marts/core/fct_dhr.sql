with

current_rows as (

    select * from {{ ref('stg_dhr_register') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    review,
    csp_code,
    notified_on,
    decision,
    decided_on,
    submitted_on,
    approved_on,
    published_on
from current_rows
