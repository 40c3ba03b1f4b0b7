with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'school_notifications') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'school_notifications'

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
        source.incident,
        source.child,
        source.incident_on,
        source.notified_on,
        source.school_urn,
        source.school_urn_marker,
        source.district as district_code
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
