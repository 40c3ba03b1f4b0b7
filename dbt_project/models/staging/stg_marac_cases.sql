with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'marac_cases') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'marac_cases'

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
        source.marac as police_area_code,
        source.meeting_date,
        source."case",
        source.victim,
        source.referrer,
        source.repeat,
        source.children,
        source.children_marker,
        source.age,
        source.gender,
        source.ethnicity,
        source.disability,
        source.sexual_orientation
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
