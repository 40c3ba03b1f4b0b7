with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'champions_register') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'champions_register'

),

renamed as (

    select
        source.receipt_id,
        source.agency,
        source.sheet,
        source.row_number,
        source.return_id,
        returns.is_current,
        {{ quarter_of('source.trained_on') }} as quarter,
        source.champion,
        source.agency_name,
        source.setting,
        source.district as district_code,
        source.trained_on,
        source.left_on
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
