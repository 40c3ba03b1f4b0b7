-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
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
    from {{ source('landing', 'childrens_social_care') }}

),

returns as (

    select
        return_id,
        quarter,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'childrens_social_care'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
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
    landed.protection_plans_da_marker
from landed
inner join returns on landed.return_id = returns.return_id
