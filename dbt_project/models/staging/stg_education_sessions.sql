with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'education_sessions') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'education_sessions'

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
        source.partner,
        source.school_urn,
        source.school_urn_marker,
        source.school_name,
        source.phase,
        source.district as district_code,
        source.session_date,
        source.topic,
        source.year_group,
        source.pupils,
        source.pupils_marker,
        source.rse_coordinated
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
