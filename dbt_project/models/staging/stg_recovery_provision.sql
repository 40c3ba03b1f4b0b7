with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'recovery_provision') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'recovery_provision'

),

renamed as (

    select
        source.receipt_id,
        source.agency,
        source.sheet,
        source.row_number,
        source.return_id,
        returns.is_current,
        returns.quarter,
        source.provider,
        source.programme,
        source.kind,
        source.audience,
        source.district as district_code,
        source.open,
        source.places,
        source.places_marker,
        source.starters,
        source.starters_marker,
        source.completers,
        source.completers_marker
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
