-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        champion,
        agency_name,
        setting,
        district as district_code,
        trained_on,
        left_on
    from {{ landed('champions_register') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        {{ is_among('district', 'found.columns_found') }} as district_code_collected,
        {{ is_among('left_on', 'found.columns_found') }} as left_on_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'champions_register'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ is_elsewhere('landed.district_code') }} as is_outside_area,
    {{ quarter_of('landed.trained_on') }} as quarter,
    landed.champion,
    landed.agency_name,
    landed.setting,
    landed.district_code,
    landed.trained_on,
    landed.left_on,
    returns.district_code_collected,
    returns.left_on_collected
from landed
inner join returns on landed.return_id = returns.return_id
