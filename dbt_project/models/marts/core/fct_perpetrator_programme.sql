with

current_rows as (

    select * from {{ ref('stg_perpetrator_programmes') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    requirement,
    person,
    programme,
    provider,
    referred_on,
    suitable,
    expected_start,
    started_on,
    ended_on,
    outcome
from current_rows
