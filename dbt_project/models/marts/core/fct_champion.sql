with

current_rows as (

    select * from {{ ref('stg_champions_register') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    champion,
    agency_name,
    setting,
    district_code,
    trained_on,
    left_on
from current_rows
