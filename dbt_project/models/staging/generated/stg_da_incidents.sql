-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        occurrence,
        recorded_on,
        district as district_code,
        crime,
        victim,
        victim_age,
        victim_gender,
        ethnicity,
        ethnicity_officer,
        honour_based,
        stalking,
        coercive_control,
        risk
    from {{ landed('da_incidents') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('district', 'found.columns_found') }} as district_code_collected,
        {{ is_among('victim', 'found.columns_found') }} as victim_collected,
        {{ is_among('victim_age', 'found.columns_found') }} as victim_age_collected,
        {{ is_among('victim_gender', 'found.columns_found') }} as victim_gender_collected,
        {{ is_among('ethnicity', 'found.columns_found') }} as ethnicity_collected,
        {{ is_among('ethnicity_officer', 'found.columns_found') }} as ethnicity_officer_collected,
        {{ is_among('honour_based', 'found.columns_found') }} as honour_based_collected,
        {{ is_among('stalking', 'found.columns_found') }} as stalking_collected,
        {{ is_among('coercive_control', 'found.columns_found') }} as coercive_control_collected,
        {{ is_among('risk', 'found.columns_found') }} as risk_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'da_incidents'

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
    landed.occurrence,
    landed.recorded_on,
    landed.district_code,
    landed.crime,
    landed.victim,
    landed.victim_age,
    landed.victim_gender,
    landed.ethnicity,
    landed.ethnicity_officer,
    landed.honour_based,
    landed.stalking,
    landed.coercive_control,
    landed.risk,
    returns.district_code_collected,
    returns.victim_collected,
    returns.victim_age_collected,
    returns.victim_gender_collected,
    returns.ethnicity_collected,
    returns.ethnicity_officer_collected,
    returns.honour_based_collected,
    returns.stalking_collected,
    returns.coercive_control_collected,
    returns.risk_collected
from landed
inner join returns on landed.return_id = returns.return_id
