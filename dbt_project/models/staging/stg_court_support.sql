with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'court_support') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'court_support'

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
        source."case",
        source.victim,
        source.hearing_date,
        source.court,
        source.attended,
        source.support_offered,
        source.supported
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
