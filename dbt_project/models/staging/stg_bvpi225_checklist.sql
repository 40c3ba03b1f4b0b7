with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'bvpi225_checklist') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'bvpi225_checklist'

),

renamed as (

    select
        source.receipt_id,
        source.agency,
        source.sheet,
        source.row_number,
        source.return_id,
        returns.is_current,
        {{ quarter_of('returns.as_at') }} as quarter,
        source.item,
        source.item_marker,
        source.question,
        source.in_place
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
