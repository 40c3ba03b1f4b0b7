with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'da_incidents') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'da_incidents'

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
        source.occurrence,
        source.recorded_on,
        source.district as district_code,
        source.crime,
        source.victim,
        source.victim_age,
        source.victim_gender,
        source.ethnicity,
        source.ethnicity_officer,
        source.honour_based,
        source.stalking,
        source.coercive_control,
        source.risk
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
