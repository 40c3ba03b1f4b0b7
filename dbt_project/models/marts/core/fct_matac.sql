with

current_rows as (

    select * from {{ ref('stg_matac_cohort') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    nominal,
    police_area_code,
    nominated_by,
    nominated_on,
    score_method,
    entry_score,
    latest_score,
    discharged_on
from current_rows
