with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'homelessness_local') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'homelessness_local'

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
        source.duties_owed,
        source.duties_owed_marker,
        source.da_main_reason,
        source.da_main_reason_marker,
        source.da_support_need,
        source.da_support_need_marker,
        source.da_temporary,
        source.da_temporary_marker
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
