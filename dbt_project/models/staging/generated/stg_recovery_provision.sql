-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        provider,
        programme,
        kind,
        audience,
        district as district_code,
        open,
        places,
        places_marker,
        starters,
        starters_marker,
        completers,
        completers_marker
    from {{ source('landing', 'recovery_provision') }}

),

returns as (

    select
        return_id,
        quarter,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'recovery_provision'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    returns.quarter,
    landed.provider,
    landed.programme,
    landed.kind,
    landed.audience,
    landed.district_code,
    landed.open,
    landed.places,
    landed.places_marker,
    landed.starters,
    landed.starters_marker,
    landed.completers,
    landed.completers_marker
from landed
inner join returns on landed.return_id = returns.return_id
