with

current_rows as (

    select * from {{ ref('stg_recovery_provision') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    provider,
    programme,
    kind,
    audience,
    district_code,
    open,
    places,
    starters,
    completers
from current_rows
