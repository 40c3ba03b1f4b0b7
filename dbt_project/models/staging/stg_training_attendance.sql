with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'training_attendance') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'training_attendance'

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
        source.course,
        source.event_date,
        source.district as district_code,
        source.delegate,
        source.agency_name,
        source.sector,
        source.attendance
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
