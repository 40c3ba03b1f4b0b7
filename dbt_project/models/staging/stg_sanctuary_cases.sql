with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'sanctuary_cases') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'sanctuary_cases'

),

renamed as (

    select
        source.receipt_id,
        source.agency,
        source.sheet,
        source.row_number,
        source.return_id,
        returns.is_current,
        {{ quarter_of('source.referred_on') }} as quarter,
        source."case",
        source.referred_on,
        source.tenure,
        source.completed_on,
        source.reviewed_on,
        source.remained
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
