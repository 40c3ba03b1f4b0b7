with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'dvpo_log') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'dvpo_log'

),

renamed as (

    select
        source.receipt_id,
        source.agency,
        source.sheet,
        source.row_number,
        source.return_id,
        returns.is_current,
        {{ quarter_of('source.notice_served_at') }} as quarter,
        source.log,
        source.subject,
        source.victim,
        source.police_area as police_area_code,
        source.notice_served_at,
        source.notice_outcome,
        source.heard_at,
        source.order_outcome,
        source.order_days,
        source.order_days_marker,
        source.breached_on,
        source.idva_referred,
        source.idva_engaged
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
