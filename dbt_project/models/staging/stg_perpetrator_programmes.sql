with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'perpetrator_programmes') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'perpetrator_programmes'

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
        source.requirement,
        source.person,
        source.programme,
        source.provider,
        source.referred_on,
        source.suitable,
        source.expected_start,
        source.started_on,
        source.ended_on,
        source.outcome
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
