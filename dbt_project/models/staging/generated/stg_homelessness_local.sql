-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        duties_owed,
        duties_owed_marker,
        da_main_reason,
        da_main_reason_marker,
        da_support_need,
        da_support_need_marker,
        da_temporary,
        da_temporary_marker
    from {{ landed('homelessness_local') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('da_support_need', 'found.columns_found') }} as da_support_need_collected,
        {{ is_among('da_temporary', 'found.columns_found') }} as da_temporary_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'homelessness_local'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    false as is_outside_area,
    returns.quarter,
    landed.duties_owed,
    landed.duties_owed_marker,
    landed.da_main_reason,
    landed.da_main_reason_marker,
    landed.da_support_need,
    landed.da_support_need_marker,
    landed.da_temporary,
    landed.da_temporary_marker,
    returns.da_support_need_collected,
    returns.da_temporary_collected
from landed
inner join returns on landed.return_id = returns.return_id
