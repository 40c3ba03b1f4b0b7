with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'colocated_posts') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'colocated_posts'

),

renamed as (

    select
        source.receipt_id,
        source.agency,
        source.sheet,
        source.row_number,
        source.return_id,
        returns.is_current,
        {{ quarter_of('source.started_on') }} as quarter,
        source.post,
        source.host,
        source.district as district_code,
        source.wte,
        source.wte_marker,
        source.started_on,
        source.ended_on
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
