with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'dhr_register') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'dhr_register'

),

renamed as (

    select
        source.receipt_id,
        source.agency,
        source.sheet,
        source.row_number,
        source.return_id,
        returns.is_current,
        {{ quarter_of('source.notified_on') }} as quarter,
        source.review,
        source.csp as csp_code,
        source.notified_on,
        source.decision,
        source.decided_on,
        source.submitted_on,
        source.approved_on,
        source.published_on
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
