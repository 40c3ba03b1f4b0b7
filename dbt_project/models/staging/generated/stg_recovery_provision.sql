-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
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
    from {{ landed('recovery_provision') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('places', 'found.columns_found') }} as places_collected,
        {{ is_among('starters', 'found.columns_found') }} as starters_collected,
        {{ is_among('completers', 'found.columns_found') }} as completers_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'recovery_provision'

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
    landed.completers_marker,
    returns.places_collected,
    returns.starters_collected,
    returns.completers_collected
from landed
inner join returns on landed.return_id = returns.return_id
