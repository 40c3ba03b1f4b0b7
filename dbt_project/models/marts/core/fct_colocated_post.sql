with

current_rows as (

    select * from {{ ref('stg_colocated_posts') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    post,
    host,
    district_code,
    wte,
    started_on,
    ended_on
from current_rows
