-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        district as district_code,
        duties_owed,
        duties_owed_marker,
        da_main_reason,
        da_main_reason_marker,
        da_alleged_perpetrator,
        da_alleged_perpetrator_marker,
        da_support_need,
        da_support_need_marker
    from {{ landed('homelessness_published') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('duties_owed', 'found.columns_found') }} as duties_owed_collected,
        {{ is_among('da_main_reason', 'found.columns_found') }} as da_main_reason_collected,
        {{ is_among('da_alleged_perpetrator', 'found.columns_found') }} as da_alleged_perpetrator_collected,
        {{ is_among('da_support_need', 'found.columns_found') }} as da_support_need_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'homelessness_published'

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
    landed.duties_owed,
    landed.duties_owed_marker,
    landed.da_main_reason,
    landed.da_main_reason_marker,
    landed.da_alleged_perpetrator,
    landed.da_alleged_perpetrator_marker,
    landed.da_support_need,
    landed.da_support_need_marker,
    returns.duties_owed_collected,
    returns.da_main_reason_collected,
    returns.da_alleged_perpetrator_collected,
    returns.da_support_need_collected
from landed
inner join returns on landed.return_id = returns.return_id
