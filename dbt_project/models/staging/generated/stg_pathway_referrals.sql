-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        client,
        referred_on,
        source,
        service,
        district as district_code,
        age,
        gender,
        ethnicity,
        outcome,
        declined_reason,
        first_contact_on
    from {{ landed('pathway_referrals') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('source', 'found.columns_found') }} as source_collected,
        {{ is_among('district', 'found.columns_found') }} as district_code_collected,
        {{ is_among('age', 'found.columns_found') }} as age_collected,
        {{ is_among('gender', 'found.columns_found') }} as gender_collected,
        {{ is_among('ethnicity', 'found.columns_found') }} as ethnicity_collected,
        {{ is_among('declined_reason', 'found.columns_found') }} as declined_reason_collected,
        {{ is_among('first_contact_on', 'found.columns_found') }} as first_contact_on_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'pathway_referrals'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ is_elsewhere('landed.district_code') }} as is_outside_area,
    returns.quarter,
    landed.client,
    landed.referred_on,
    landed.source,
    landed.service,
    landed.district_code,
    landed.age,
    landed.gender,
    landed.ethnicity,
    landed.outcome,
    landed.declined_reason,
    landed.first_contact_on,
    returns.source_collected,
    returns.district_code_collected,
    returns.age_collected,
    returns.gender_collected,
    returns.ethnicity_collected,
    returns.declined_reason_collected,
    returns.first_contact_on_collected
from landed
inner join returns on landed.return_id = returns.return_id
