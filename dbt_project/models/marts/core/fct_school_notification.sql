with

current_rows as (

    select * from {{ ref('stg_school_notifications') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    incident,
    child,
    incident_on,
    notified_on,
    school_urn,
    district_code
from current_rows
