-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        district as district_code,
        early_help,
        early_help_marker,
        assessments,
        assessments_marker,
        assessments_da,
        assessments_da_marker,
        protection_plans,
        protection_plans_marker,
        protection_plans_da,
        protection_plans_da_marker
    from {{ landed('childrens_social_care') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('early_help', 'found.columns_found') }} as early_help_collected,
        {{ is_among('protection_plans', 'found.columns_found') }} as protection_plans_collected,
        {{ is_among('protection_plans_da', 'found.columns_found') }} as protection_plans_da_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'childrens_social_care'

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
    landed.district_code,
    landed.early_help,
    landed.early_help_marker,
    landed.assessments,
    landed.assessments_marker,
    landed.assessments_da,
    landed.assessments_da_marker,
    landed.protection_plans,
    landed.protection_plans_marker,
    landed.protection_plans_da,
    landed.protection_plans_da_marker,
    returns.early_help_collected,
    returns.protection_plans_collected,
    returns.protection_plans_da_collected
from landed
inner join returns on landed.return_id = returns.return_id
