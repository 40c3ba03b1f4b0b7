with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'plan_progress') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'plan_progress'

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
        source.activity,
        source.status,
        source.due_on,
        source.completed_on,
        source.summary
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
