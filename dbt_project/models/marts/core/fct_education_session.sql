with

current_rows as (

    select * from {{ ref('stg_education_sessions') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    partner,
    school_urn,
    school_name,
    phase,
    district_code,
    session_date,
    topic,
    year_group,
    pupils,
    rse_coordinated
from current_rows
