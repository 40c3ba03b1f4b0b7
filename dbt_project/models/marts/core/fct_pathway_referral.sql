with

current_rows as (

    select * from {{ ref('stg_pathway_referrals') }}
    where is_current

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
    first_contact_on
from current_rows
