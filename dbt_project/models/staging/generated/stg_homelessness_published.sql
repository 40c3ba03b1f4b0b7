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
        duties_owed,
        duties_owed_marker,
        da_main_reason,
        da_main_reason_marker,
        da_support_need,
        da_support_need_marker
    from {{ source('landing', 'homelessness_published') }}

),

returns as (

    select
        return_id,
        quarter,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'homelessness_published'

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
    landed.duties_owed,
    landed.duties_owed_marker,
    landed.da_main_reason,
    landed.da_main_reason_marker,
    landed.da_support_need,
    landed.da_support_need_marker
from landed
inner join returns on landed.return_id = returns.return_id
