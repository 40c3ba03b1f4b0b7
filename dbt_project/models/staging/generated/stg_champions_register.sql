-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
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
    from {{ source('landing', 'champions_register') }}

),

returns as (

    select
        return_id,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'champions_register'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ quarter_of('landed.trained_on') }} as quarter,
    landed.champion,
    landed.agency_name,
    landed.setting,
    landed.district_code,
    landed.trained_on,
    landed.left_on
from landed
inner join returns on landed.return_id = returns.return_id
