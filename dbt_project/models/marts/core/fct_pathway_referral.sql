with

current_rows as (

    select * from {{ ref('stg_pathway_referrals') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    client,
    referred_on,
    source,
    service,
    district_code,
    age,
    gender,
    ethnicity,
    outcome,
    declined_reason,
    first_contact_on
from current_rows
